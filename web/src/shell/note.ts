// A word to who is here, where no place on the page is nearer: what went wrong, or that it is done.
import { useSyncExternalStore } from "react";
import { asProblem } from "~/api/problem";
import { t } from "~/language/t";

const LONG_ENOUGH = 8000;
let note = "";
let end: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

export function tellNote(text: string): void {
  note = text;
  clearTimeout(end);
  if (text) end = setTimeout(() => tellNote(""), LONG_ENOUGH);
  for (const listener of listeners) listener();
}

export function tellTrouble(error: unknown): void {
  const { status, title, detail } = asProblem(error);
  tellNote(status === 0 ? t("web.trouble.away.title") : detail || title || t("web.trouble.title"));
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useNote = () =>
  useSyncExternalStore(
    subscribe,
    () => note,
    () => "",
  );
