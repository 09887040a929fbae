// The top of home as soon as the first answer is here, before the program is: the same parts, made of plain elements.
// The build writes it into the page of home (build/opening.ts); the program then shows the same in its place.
import type { Home, Session } from "~/api/types";
import { Comes } from "~/home/Comes";
import { guideWaits } from "~/home/guided";
import { Have } from "~/home/Have";
import css from "~/home/home.module.css";
import { livesOn, moneyParts, shortDay } from "~/language/format";
import { begin } from "~/language/reader";
import { type Made, put } from "./still";

/** `over`: the program is about to take the page, which is then no longer ours. */
export type Opening = { over: boolean; shown: Promise<void> };

/** How long the program leaves the line to the answer, once the outline is painted: about one way there and back. */
const LINE_MS = 250;

const HOME = "/api/home";
type Early = Record<string, Promise<Response> | undefined>;
const page = globalThis as unknown as { early?: Early; opening?: Opening };

/** The answer to a question of the head; what reads it later finds it whole. */
async function early<T>(path: string): Promise<T | undefined> {
  const response = await page.early?.[path];
  return response?.ok ? ((await response.clone().json()) as T) : undefined;
}

/** What JSX is here (still.ts), whatever its type says. */
const made = (element: unknown) => element as Made;
const moment = (ms = 0) => new Promise<void>((done) => setTimeout(done, ms));
const painted = () => new Promise<void>((done) => requestAnimationFrame(() => setTimeout(done)));

/** Shows what one has and what comes, each in a task of its own: a slow phone stays awake between them. */
async function show(opening: Opening): Promise<void> {
  const [home, session] = await Promise.all([early<Home>(HOME), early<Session>("/api/session"), said]);
  if (!home || home.empty || !session || guideWaits(session)) return;
  livesOn(session.business_date);
  const first = document.querySelector(`#root .${css.first}`);
  const have = made(<Have home={home} />);
  await moment();
  const comes = home.comes && made(<Comes comes={home.comes} />);
  if (first && !opening.over) put(first, have, comes, first.lastElementChild?.cloneNode(true));
}

/** Makes, while the answer is on its way, what takes its time the first time that it is made. */
async function prepare(): Promise<void> {
  await painted();
  moneyParts({ amount: "0.00", currency: "EUR" });
  await moment();
  shortDay("2026-01-01");
}

/** What is seen has the line first; the program follows it, or no longer waits. */
async function loadAfter(shown: Promise<void>): Promise<void> {
  await Promise.race([shown.then(painted), painted().then(() => moment(LINE_MS))]);
  for (const link of document.querySelectorAll<HTMLLinkElement>("link[rel=later]"))
    link.rel = "modulepreload";
}

const opening: Opening = { over: false, shown: Promise.resolve() };
const said = begin();
if (page.early?.[HOME])
  opening.shown = Promise.all([show(opening), prepare()]).then(
    () => {},
    () => {}, // the program shows it all the same
  );
page.opening = opening;
void loadAfter(opening.shown);
