// Three steps through a person's Home: what you have, what we suggest and why, and the day that goes on.
import { Button } from "@mantine/core";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { type Key, t } from "~/language/t";
import css from "./demo.module.css";
import { beside } from "./place";
import { endTour } from "./tour";

type Step = { at: string; title: Key; text: Key };

const STEPS: Step[] = [
  { at: "[data-tour=have], #have", title: "web.tour.have.title", text: "web.tour.have.text" },
  {
    at: "[data-tour=suggested], main article",
    title: "web.tour.suggested.title",
    text: "web.tour.suggested.text",
  },
  { at: "[data-tour=demo]", title: "web.tour.demo.title", text: "web.tour.demo.text" },
];

const find = (step: Step | undefined) => (step ? document.querySelector<HTMLElement>(step.at) : null);

const NARROW = "(max-width: 59.99em)";
const RING = 8;

const isNarrow = () => matchMedia(NARROW).matches;
const room = () => ({ left: 0, top: 0, width: document.documentElement.clientWidth, height: innerHeight });

/** Keeps the card beside what its step speaks of, while the page moves; on a phone it lies still, above the places. */
function useBeside(step: Step | undefined, card: React.RefObject<HTMLDivElement | null>) {
  useLayoutEffect(() => {
    const target = find(step);
    const put = () => {
      if (!target || !card.current) return;
      if (isNarrow()) {
        card.current.style.translate = "";
        return;
      }
      const { offsetWidth: width, offsetHeight: height } = card.current;
      const { left, top } = beside(target.getBoundingClientRect(), { width, height }, room());
      card.current.style.translate = `${Math.round(left)}px ${Math.round(top)}px`;
    };
    put();
    addEventListener("scroll", put, { passive: true });
    addEventListener("resize", put);
    return () => {
      removeEventListener("scroll", put);
      removeEventListener("resize", put);
    };
  }, [step, card]);
}

/** Whether all of it stands between the upper edge and the card of a phone. */
function isInSight(target: HTMLElement, card: HTMLElement | null): boolean {
  const { top, bottom } = target.getBoundingClientRect();
  return isNarrow() && card !== null && top >= 0 && bottom + RING <= card.getBoundingClientRect().top;
}

/** Rings what the step speaks of and brings it into sight, with room for the card beside or below it. */
function usePointing(step: Step | undefined, card: React.RefObject<HTMLDivElement | null>) {
  useLayoutEffect(() => {
    const target = find(step);
    if (!target) return;
    target.dataset.pointed = "";
    if (!isInSight(target, card.current)) {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const tall = isNarrow() || target.offsetHeight > innerHeight * 0.4;
      target.scrollIntoView({ block: tall ? "start" : "center", behavior: calm ? "auto" : "smooth" });
    }
    return () => {
      delete target.dataset.pointed;
    };
  }, [step, card]);
}

export default function Tour() {
  const [steps] = useState(() => STEPS.filter(find));
  const [at, setAt] = useState(0);
  const step = steps[at];
  const card = useRef<HTMLDivElement>(null);
  const before = useRef(document.activeElement);
  const id = useId();
  usePointing(step, card);
  useBeside(step, card);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the card takes the focus anew with each step
  useEffect(() => card.current?.focus({ preventScroll: true }), [at]);
  useEffect(() => {
    if (steps.length === 0) endTour();
    const leave = (event: KeyboardEvent) => event.key === "Escape" && end();
    document.addEventListener("keydown", leave);
    return () => document.removeEventListener("keydown", leave);
  });
  const end = () => {
    endTour();
    if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
  };
  if (!step) return null;
  const last = at === steps.length - 1;
  return (
    <div
      ref={card}
      role="dialog"
      aria-labelledby={`${id}title`}
      aria-describedby={`${id}text`}
      tabIndex={-1}
      className={css.tour}
    >
      <h2 id={`${id}title`}>{t(step.title)}</h2>
      <p id={`${id}text`}>{t(step.text)}</p>
      <div className={css.tourEnd}>
        <span className={css.tourAt}>{t("web.tour.at", { n: at + 1, of: steps.length })}</span>
        {!last && (
          <Button variant="subtle" onClick={end}>
            {t("web.tour.skip")}
          </Button>
        )}
        <Button variant="filled" onClick={() => (last ? end() : setAt(at + 1))}>
          {t(last ? "web.tour.end" : "web.tour.next")}
        </Button>
      </div>
    </div>
  );
}
