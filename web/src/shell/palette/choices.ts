// What the palette offers: pages, accounts, facts, suggestions, people and things to do, and how one is found.
import type { Key } from "~/language/t";

export const GROUPS = [
  "recent",
  "page",
  "do",
  "account",
  "transaction",
  "suggestion",
  "fact",
  "person",
] as const;
export type Group = (typeof GROUPS)[number];

export type Choice = {
  /** Names it for ever: "page:/money", "account:<id>". */
  id: string;
  group: Group;
  label: string;
  /** More about it, shown smaller. */
  detail?: string | undefined;
  /** Further words that it is found by. */
  words?: string | undefined;
  /** Shown where nothing is typed. */
  first?: boolean;
  /** A face, or nothing. */
  face?: import("~/demo/face").Traits | undefined;
  run: () => void;
};

export const groupName = (group: Group): Key => `web.palette.group.${group}`;

/** Without case and accents, so that "cafe" finds "Café". */
const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const wordsOf = (text: string) =>
  plain(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** How well a choice answers what was typed: 0 not at all, more is better. Every typed word must begin a word. */
function fit(choice: Choice, typed: string): number {
  const asked = wordsOf(typed);
  if (asked.length === 0) return 0;
  const label = wordsOf(choice.label);
  const rest = wordsOf(`${choice.detail ?? ""} ${choice.words ?? ""}`);
  let score = 0;
  for (const [at, word] of asked.entries()) {
    const inLabel = label.findIndex((each) => each.startsWith(word));
    if (inLabel >= 0) score += inLabel === at ? 4 : 3;
    else if (rest.some((each) => each.startsWith(word))) score += 1;
    else return 0;
  }
  return plain(choice.label).startsWith(plain(typed.trim())) ? score + 3 : score;
}

const MOST: Partial<Record<Group, number>> = {
  account: 6,
  fact: 6,
  suggestion: 4,
  person: 6,
  transaction: 6,
};

/** What to show for what was typed: the groups in their order, the best of each first. */
export function found(choices: Choice[], typed: string): Choice[] {
  if (!typed.trim()) return choices.filter(({ first, group }) => first || group === "recent");
  const fits = new Map(
    choices
      .filter(({ group }) => group !== "recent")
      .map((choice) => [choice, choice.group === "transaction" ? 1 : fit(choice, typed)] as const)
      .filter(([, score]) => score > 0),
  );
  const best = (group: Group) =>
    Math.max(0, ...[...fits].filter(([choice]) => choice.group === group).map(([, score]) => score));
  // Transactions come last of their own: the server found them, nothing here says how well.
  const order = [...GROUPS].sort((a, b) => best(b) - best(a));
  return order.flatMap((group) =>
    [...fits]
      .filter(([choice]) => choice.group === group)
      .sort(([, a], [, b]) => b - a)
      .slice(0, MOST[group] ?? 8)
      .map(([choice]) => choice),
  );
}
