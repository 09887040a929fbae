// What changed while one looks glows for a moment, calmly, and not at all where motion is unwelcome.
import { useEffect, useRef } from "react";

const GLOW = { duration: 1600, easing: "ease-out" };

/** For the element whose text is `shown`: it glows when that becomes another, not when it first appears. */
export function useFlash<E extends HTMLElement>(shown: string) {
  const element = useRef<E>(null);
  const last = useRef(shown);
  useEffect(() => {
    if (last.current === shown) return;
    last.current = shown;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const glow = "color-mix(in srgb, var(--gold) 28%, transparent)";
    element.current?.animate([{ backgroundColor: glow }, { backgroundColor: "transparent" }], GLOW);
  }, [shown]);
  return element;
}
