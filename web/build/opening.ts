// Builds the opening: one small script for the page of home, with the texts that it says and no others.
import { fileURLToPath } from "node:url";
import { build, type Plugin, type Rolldown } from "vite";
import { CATALOGUES, readTexts, type Texts } from "./catalogue";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const still = here("../src/opening/still.ts");
const link = here("../src/opening/link.ts");

/** Names in the script that the texts take the place of, once it is known which it says. */
const NAMES = new Map(Object.keys(CATALOGUES).map((id, at) => [id, `__TEXTS_${at}__`]));

function catalogues(): Plugin {
  const nameOf = (id: string) => NAMES.get(id.replace("\0", ""));
  return {
    name: "florin-opening-texts",
    enforce: "pre",
    resolveId: (id) => (nameOf(id) ? `\0${id}` : undefined),
    load: (id) => (nameOf(id) ? `export default ${nameOf(id)};` : undefined),
  };
}

/** The texts that a script names: whole keys, and all keys under what it completes when it runs. */
function said(code: string, texts: Texts): Texts {
  const names = [...code.matchAll(/["'`](web\.[\w.-]*)(\$\{)?/g)].map(([, name = "", open]) => ({
    name,
    open,
  }));
  return Object.fromEntries(
    Object.entries(texts).filter(([key]) =>
      names.some(({ name, open }) => (open ? key.startsWith(name) : key === name)),
    ),
  );
}

async function withTexts(code: string): Promise<string> {
  let made = code;
  for (const [id, name] of NAMES) {
    const texts = JSON.stringify(said(code, await readTexts(CATALOGUES[id] ?? "")));
    made = made.replaceAll(name, () => texts);
  }
  return made;
}

/** The script as it stands in the page. */
export async function opening(): Promise<string> {
  const built = (await build({
    root: here(".."),
    configFile: false,
    logLevel: "error",
    plugins: [catalogues()],
    resolve: {
      alias: [
        { find: /^react(\/jsx-runtime)?$/, replacement: still },
        { find: "@tanstack/react-router", replacement: link },
        { find: "~", replacement: here("../src") },
      ],
    },
    build: {
      write: false,
      target: "es2022",
      cssCodeSplit: false,
      rolldownOptions: {
        input: here("../src/opening/opening.tsx"),
        output: { format: "iife", codeSplitting: false },
      },
    },
  })) as Rolldown.RolldownOutput;
  const chunk = built.output.find((each) => each.type === "chunk");
  if (!chunk) throw new Error("the build made no opening");
  // As text of an element the script must not say its end.
  return (await withTexts(chunk.code.trim())).replaceAll("</script", "<\\/script");
}
