// Cuts the fonts to what the pages use (`npm run fonts`); the cut files are checked in beside the theme.
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import subsetFont from "subset-font";

const require = createRequire(import.meta.url);
const range = (from, to) =>
  String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, i) => from + i));
// Basic Latin, Latin-1 and the signs that figures and sentences need.
const LATIN = `${range(0x20, 0x7e) + range(0xa0, 0xff)}€–—‘’‚“”„•…−→≈×\u202f\u2009`;

// What names and languages of the euro area need beside it; a page loads it with the first such letter (tokens.css).
const LATIN_MORE = range(0x100, 0x17f) + range(0x218, 0x21b);
const FIGURES = "0123456789.,+−-–  '()$€£¥₣CHFkrzł\u202f\u2009";

const FRAUNCES = "@fontsource-variable/fraunces/files/fraunces-latin-full-normal.woff2";
const INTER = "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2";
const FRAUNCES_MORE = FRAUNCES.replace("latin", "latin-ext");
const INTER_MORE = INTER.replace("latin", "latin-ext");
// Optical sizes: titles are read small, the large number is seen.
const cuts = [
  [FRAUNCES, "fraunces-title.woff2", LATIN, { opsz: 28, SOFT: 0, WONK: 0, wght: 520 }],
  [FRAUNCES, "fraunces-figures.woff2", FIGURES, { opsz: 72, SOFT: 0, WONK: 0, wght: 460 }],
  [INTER, "inter.woff2", LATIN, { wght: { min: 400, max: 650 } }],
  [FRAUNCES_MORE, "fraunces-title-ext.woff2", LATIN_MORE, { opsz: 28, SOFT: 0, WONK: 0, wght: 520 }],
  [INTER_MORE, "inter-ext.woff2", LATIN_MORE, { wght: { min: 400, max: 650 } }],
];

for (const [from, to, text, variationAxes] of cuts) {
  const whole = await readFile(require.resolve(from));
  const cut = await subsetFont(whole, text, { targetFormat: "woff2", variationAxes });
  await writeFile(new URL(`../src/theme/fonts/${to}`, import.meta.url), cut);
  console.log(`${to}: ${whole.length} -> ${cut.length} bytes`);
}
