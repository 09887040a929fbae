// The entry: lets the outline paint, and on home its first answer (opening.tsx), then loads the program piece by piece,
// and beside it the texts of the language read.
import type { Opening } from "./opening/opening";

/** How long the program waits for the first answer to be shown: less than anyone would miss it. */
const PATIENCE_MS = 400;

const { opening } = globalThis as { opening?: Opening };
const pause = (ms = 0) => new Promise((done) => setTimeout(done, ms));
const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

if (document.documentElement.lang === "de") void import("@catalogue-de").catch(() => {});
if (opening) {
  await Promise.race([opening.shown, pause(PATIENCE_MS)]);
  opening.over = true;
}
await painted();
await import("./react");
await pause();
await import("./vendor");
await pause();
await import("./boot");
