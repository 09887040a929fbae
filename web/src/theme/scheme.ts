// Light, dark or as the device says: kept in this browser and put on the root element before the first paint.
import { useSyncExternalStore } from "react";

export type Scheme = "light" | "dark" | "auto";

const KEY = "florin.scheme";
const dark = typeof matchMedia === "undefined" ? null : matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

const chosenScheme = (): Scheme => (localStorage.getItem(KEY) as Scheme | null) ?? "auto";

const shownScheme = () => {
  const chosen = chosenScheme();
  return chosen === "auto" ? (dark?.matches ? "dark" : "light") : chosen;
};

/** The browser's own bars wear the paper that is shown, not the one that the device would show. */
function paintBars() {
  const paper = getComputedStyle(document.documentElement).getPropertyValue("--paper");
  for (const bar of document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]")) bar.content = paper;
}

function show() {
  document.documentElement.dataset.mantineColorScheme = shownScheme();
  paintBars();
  for (const listener of listeners) listener();
}

export function chooseScheme(scheme: Scheme) {
  localStorage.setItem(KEY, scheme);
  show();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  dark?.addEventListener("change", show);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) dark?.removeEventListener("change", show);
  };
};

export const useChosenScheme = () => useSyncExternalStore(subscribe, chosenScheme, () => "auto" as Scheme);
export const useShownScheme = () => useSyncExternalStore(subscribe, shownScheme, () => "light" as const);
// The page itself says which paper the device would show.
if (typeof document !== "undefined" && chosenScheme() !== "auto") paintBars();
