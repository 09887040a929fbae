// Builds the service worker, with the list of what the program is made of and each file's hash.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Chunks of pages that few open (charts, the office) come when they are first wanted. */
const KEPT_AHEAD = /^(index\.html|shell\.html|favicon\.svg|assets\/(?!lazy\/).*\.(js|css|woff2))$/;

async function program(out: string) {
  const names = (await readdir(out, { recursive: true })).filter((name) => KEPT_AHEAD.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const content = await readFile(join(out, name));
      const hashed = name.startsWith("assets/");
      return {
        url: name === "index.html" ? "/" : `/${name}`,
        revision: hashed ? null : createHash("sha256").update(content).digest("hex").slice(0, 16),
      };
    }),
  );
}

export function worker(): Plugin {
  let out = "";
  return {
    name: "florin-worker",
    apply: "build",
    configResolved(config) {
      out = config.build.outDir;
    },
    closeBundle: {
      sequential: true,
      async handler() {
        await build({
          root: here(".."),
          configFile: false,
          logLevel: "error",
          define: {
            "self.__PROGRAM": JSON.stringify(await program(out)),
            "process.env.NODE_ENV": JSON.stringify("production"),
          },
          build: {
            outDir: out,
            emptyOutDir: false,
            copyPublicDir: false,
            target: "es2022",
            rolldownOptions: {
              input: here("../worker/worker.ts"),
              output: { format: "iife", entryFileNames: "worker.js" },
            },
          },
        });
      },
    },
  };
}
