// Makes the page that the server sends first: the outline already in it, styles and the first script written in,
// and the content security policy that allows exactly these.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin, type Rolldown, transformWithOxc } from "vite";
import { CATALOGUES } from "./catalogue";
import { opening } from "./opening";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const FIRST = /<script src="\/src\/first\.ts"><\/script>/;
/** What main.ts loads, one after the other. */
const STEP = /\/web\/src\/(react\.ts|vendor\.ts|boot\.tsx)$/;
const STEPS = 3;

/** Everything from our own origin and nothing else. React sets styles by script, which style-src-attr does not touch. */
const policy = (scripts: string[], styles: string[]) =>
  [
    "default-src 'none'",
    `script-src 'self' ${scripts.join(" ")}`,
    `style-src 'self' ${styles.join(" ")}`,
    "style-src-attr 'none'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

const hashes = (html: string, tag: string) =>
  [...html.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, "g"))].map(
    ([, content = ""]) => `'sha256-${createHash("sha256").update(content).digest("base64")}'`,
  );

type Outlines = { home: string; plain: string };

/** Renders the outlines by a second, small build of the same sources. */
async function outlines(): Promise<Outlines> {
  const out = here("../node_modules/.outline");
  await build({
    root: here(".."),
    configFile: false,
    logLevel: "error",
    resolve: { alias: { ...CATALOGUES, "~": here("../src") } },
    build: { ssr: here("../src/shell/outline.tsx"), outDir: out, emptyOutDir: true, copyPublicDir: false },
  });
  const made = (await import(pathToFileURL(join(out, "outline.js")).href)) as { outlines: () => Outlines };
  return made.outlines();
}

/** Chunks that the program needs before it can begin. */
function needed(bundle: Rolldown.OutputBundle, name: string, found = new Set<string>()): Set<string> {
  const chunk = bundle[name];
  if (chunk?.type !== "chunk" || found.has(name)) return found;
  found.add(name);
  for (const each of chunk.imports) needed(bundle, each, found);
  return found;
}

/** The page with an outline in it; style attributes, which the policy forbids, become rules of a style element. */
function filled(page: string, outline: string): string {
  const rules: string[] = [];
  const marked = outline.replace(/ style="([^"]*)"/g, (_, rule: string) => {
    const at = rules.includes(rule) ? rules.indexOf(rule) : rules.push(rule) - 1;
    return ` data-o="${at}"`;
  });
  const style = rules.length
    ? `<style>${rules.map((rule, at) => `[data-o="${at}"]{${rule}}`).join("")}</style>`
    : "";
  return page
    .replace('<div id="root"></div>', () => `<div id="root">${marked}</div>`)
    .replace("</head>", `${style}</head>`);
}

/** The program's files are asked for ahead: on home once its answer is shown (opening.tsx), elsewhere at once. */
const ahead = (program: string[], rel: string) =>
  program.map((name) => `<link rel="${rel}" href="/${name}" fetchpriority="low">`).join("");

async function write(out: string, program: string[]) {
  const assets = await readdir(join(out, "assets"));
  const sheet = assets.find((name) => name.endsWith(".css"));
  const fonts = assets.filter((name) => name.endsWith(".woff2") && !name.includes("-ext"));
  const css = sheet ? (await readFile(join(out, "assets", sheet), "utf8")).trim() : "";
  const faces = fonts
    .map((name) => `<link rel="preload" href="/assets/${name}" as="font" type="font/woff2" crossorigin>`)
    .join("");
  const page = (await readFile(join(out, "index.html"), "utf8"))
    .replace(/\s*<link rel="stylesheet"[^>]*>/, "")
    .replace("</head>", () => `${faces}<style>${css}</style></head>`);
  const leading = (rel: string) => page.replace("</head>", () => `${ahead(program, rel)}</head>`);
  const made = await outlines();
  const begun = `<script>${await opening()}</script>`;
  const home = filled(leading("later"), made.home).replace("</body>", () => `${begun}</body>`);
  const plain = filled(leading("modulepreload"), made.plain);
  await writeFile(join(out, "index.html"), home);
  await writeFile(join(out, "shell.html"), plain);
  const all = (tag: string) => [...new Set([...hashes(home, tag), ...hashes(plain, tag)])];
  const csp = policy(all("script"), all("style"));
  await writeFile(
    join(out, "headers.json"),
    `${JSON.stringify({ "content-security-policy": csp }, null, 2)}\n`,
  );
  if (sheet) await rm(join(out, "assets", sheet));
}

export function shell(): Plugin {
  let out = "";
  let program: string[] = [];
  return {
    name: "florin-shell",
    configResolved(config) {
      out = config.build.outDir;
    },
    transformIndexHtml: {
      order: "pre",
      async handler(html) {
        const path = here("../src/first.ts");
        const { code } = await transformWithOxc(await readFile(path, "utf8"), path, { sourcemap: false });
        return html.replace(FIRST, () => `<script>${code.trim()}</script>`);
      },
    },
    generateBundle(_, bundle) {
      const found = new Set<string>();
      const steps = Object.values(bundle).filter(
        (each) => each.type === "chunk" && STEP.test(each.facadeModuleId ?? ""),
      );
      if (steps.length !== STEPS)
        throw new Error(`the build made ${steps.length} of ${STEPS} files that main.ts loads`);
      for (const { fileName } of steps) needed(bundle, fileName, found);
      program = [...found];
    },
    closeBundle: {
      sequential: true,
      async handler() {
        if (this.environment?.mode === "dev") return;
        await mkdir(out, { recursive: true });
        await write(out, program);
      },
    },
  };
}
