// Writes a brotli and a gzip copy beside every text file of the build, so that serving costs nothing.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

const TEXT = /\.(html|js|css|svg|json|webmanifest|txt)$/;

export function compress(): Plugin {
  let out = "";
  return {
    name: "florin-compress",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      out = config.build.outDir;
    },
    closeBundle: {
      sequential: true,
      order: "post",
      async handler() {
        const names = await readdir(out, { recursive: true });
        await Promise.all(
          names
            .filter((name) => TEXT.test(name) && name !== "headers.json")
            .map(async (name) => {
              const path = join(out, name);
              const content = await readFile(path);
              const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
              await writeFile(`${path}.br`, await promisify(brotliCompress)(content, options));
              await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }));
            }),
        );
      },
    },
  };
}
