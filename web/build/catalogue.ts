// The texts of the pages, in two files a language: the office's, which customers never read, apart from all others.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

/** English is in the program; any other language is a file of its own. */
const LANGUAGES = ["en", "de"];
const FOLDER = fileURLToPath(new URL("../../src/florin/language/", import.meta.url));
const OFFICE = "web.office.";

export type Texts = Record<string, string>;
const ending = (language: string) => (language === "en" ? "" : `-${language}`);
const fileOf = (language: string) => `${FOLDER}${language}.web.json`;

/** The whole catalogues' files, by the names that the sources know them by. */
export const CATALOGUES = Object.fromEntries(
  LANGUAGES.map((language) => [`@catalogue${ending(language)}`, fileOf(language)]),
);

const PARTS = new Map(
  LANGUAGES.flatMap((language) => [
    [`@catalogue${ending(language)}`, { file: fileOf(language), office: false }],
    [`@catalogue-office${ending(language)}`, { file: fileOf(language), office: true }],
  ]),
);
const ENDING = ".catalogue";

export const readTexts = async (file: string): Promise<Texts> => JSON.parse(await readFile(file, "utf8"));

export function catalogue(): Plugin {
  return {
    name: "florin-catalogue",
    enforce: "pre",
    resolveId: (id) => (PARTS.has(id) ? FOLDER + id + ENDING : undefined),
    async load(id) {
      const part = id.endsWith(ENDING) && PARTS.get(id.slice(FOLDER.length, -ENDING.length));
      if (!part) return undefined;
      this.addWatchFile(part.file);
      const texts = Object.entries(await readTexts(part.file));
      const kept = texts.filter(([key]) => key.startsWith(OFFICE) === part.office);
      return `export default ${JSON.stringify(Object.fromEntries(kept))};`;
    },
  };
}
