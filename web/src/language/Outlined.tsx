// A text of the outline. The build writes it in every language, and the one that is read shows (ground.css), so that
// the outline is right before a program runs; in the program it is the text alone.
import en from "@catalogue";
import type { Key, Texts } from "./reader";
import { t } from "./t";

/** The catalogues of the build, which outline.tsx gives; none in the browser. */
let every: Record<string, Texts> = {};
export const outlineIn = (catalogues: Record<string, Texts>) => {
  every = catalogues;
};

export function Outlined({ text }: { text: Key }) {
  const languages = Object.entries(every);
  if (languages.length === 0) return t(text);
  return languages.map(([language, texts]) => (
    <span key={language} data-in={language}>
      {texts[text] ?? en[text]}
    </span>
  ));
}
