// The texts of the pages, in some files a language: the office's, which customers never read, and those about oneself,
// which few read, apart from all others.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

/** English is in the program; any other language is a file of its own. */
const LANGUAGES = ["en", "de"];
const FOLDER = fileURLToPath(new URL("../../src/florin/language/", import.meta.url));
/** By the name of their file how the keys of texts begin that come with their pages. */
const LATE: Record<string, string> = { office: "web.office.", own: "web.own." };

export type Texts = Record<string, string>;
const ending = (language: string) => (language === "en" ? "" : `-${language}`);
const fileOf = (language: string) => `${FOLDER}${language}.web.json`;

/** The whole catalogues' files, by the names that the sources know them by. */
export const CATALOGUES = Object.fromEntries(
  LANGUAGES.map((language) => [`@catalogue${ending(language)}`, fileOf(language)]),
);

type Part = { file: string; name: string | undefined };
const PARTS = new Map<string, Part>(
  LANGUAGES.flatMap((language) => {
    const file = fileOf(language);
    const late = Object.keys(LATE).map((name): [string, Part] => [
      `@catalogue-${name}${ending(language)}`,
      { file, name },
    ]);
    return [[`@catalogue${ending(language)}`, { file, name: undefined }], ...late];
  }),
);
const nameOf = (key: string) => Object.keys(LATE).find((name) => key.startsWith(LATE[name] ?? key));
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
      const kept = texts.filter(([key]) => nameOf(key) === part.name);
      return `export default ${JSON.stringify(Object.fromEntries(kept))};`;
    },
  };
}
