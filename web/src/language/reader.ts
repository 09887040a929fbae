// Which language is read: the one chosen here, else the browser's, else the bank's (first.ts finds it before the
// first paint). English is in the program; any other is a file of its own, asked for beside it. The office's texts come
// with the office.

import en from "@catalogue";
import { useSyncExternalStore } from "react";

export type Key = keyof typeof en;
export type Texts = Partial<Record<Key, string>>;

/** Every language that has a catalogue, by its own name. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

const CHOSEN = "florin.language";
const OFFERED = "florin.bank-languages";
type Files = Record<Language, () => Promise<{ default: Texts }>>;
const TEXTS: Files = {
  en: async () => ({ default: en }),
  de: () => import("@catalogue-de"),
};
const files = [TEXTS];
/** All English texts that are here. */
const english: Texts = { ...en };

/** How each language writes dates and amounts here: as the server does, whose sentences stand on the same pages. */
const FORMS: Record<Language, string> = { en: "en-US", de: "de-DE" };

const browsers = typeof navigator === "undefined" ? [] : navigator.languages;
const root = typeof document === "undefined" ? null : document.documentElement;
const isLanguage = (tag: string | undefined): tag is Language => tag !== undefined && tag in LANGUAGES;
const ofTag = (tag: string) => tag.split("-")[0]?.toLowerCase();

let reading: { language: Language; locale: string; texts: Texts } = {
  language: "en",
  locale: FORMS.en,
  texts: en,
};
const listeners = new Set<() => void>();

/** Goes over to a language once its texts are here; where they cannot be had, everything stays as it was. */
async function speak(language: Language): Promise<void> {
  const read = await Promise.all(files.map((each) => each[language]()));
  const texts: Texts = Object.assign({}, ...read.map((each) => each.default));
  reading = { language, locale: FORMS[language], texts };
  if (root) root.lang = language;
  for (const listener of listeners) listener();
}

/** Before anything is shown: the language that first.ts found. Without its file the pages are English. */
export function begin(): Promise<void> {
  const found = root?.lang;
  return speak(isLanguage(found) ? found : "en").catch(() => speak("en"));
}

/** Adds the texts of pages that few open. */
export async function learn(more: Files): Promise<void> {
  if (files.includes(more)) return;
  Object.assign(english, (await more.en()).default);
  files.push(more);
  await speak(reading.language);
}

/** From now on, and the next time, this language. */
export async function chooseLanguage(language: Language): Promise<void> {
  await speak(language);
  localStorage.setItem(CHOSEN, language);
}

/** Reads in a language of what the bank offers, its default first; whether that changed it. */
export async function followBank(offered: readonly string[]): Promise<boolean> {
  localStorage.setItem(OFFERED, JSON.stringify(offered));
  const wanted = [localStorage.getItem(CHOSEN) ?? "", ...browsers].map(ofTag);
  const found = wanted.find((tag) => tag && offered.includes(tag)) ?? offered[0];
  if (!isLanguage(found) || found === reading.language) return false;
  return speak(found).then(
    () => true,
    () => false,
  );
}

export const language = () => reading.language;
export const locale = () => reading.locale;
/** The text of a key; one that is not translated yet is said in English. */
export const textOf = (key: Key): string => reading.texts[key] ?? english[key] ?? "";
export const has = (key: string): key is Key => key in english;

/** What a function makes for the locale, made once for each. */
export function byLocale<T>(make: (locale: string) => T): () => T {
  const made = new Map<string, T>();
  return () => {
    let found = made.get(reading.locale);
    if (found === undefined) {
      found = make(reading.locale);
      made.set(reading.locale, found);
    }
    return found;
  };
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The language, for what is shown again when it changes: the frame and every page (by useTitle). */
export const useLanguage = (): Language => useSyncExternalStore(subscribe, language, language);
