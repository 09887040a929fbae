// Every page that the palette leads to: a new page is one line here.
import type { Key } from "~/language/t";

type Page = {
  to: string;
  label: Key;
  /** Further words that it is found by. */
  words?: Key;
  /** Offered before anything is typed. */
  first?: boolean;
};

export const PAGES: Page[] = [
  { to: "/", label: "web.place.home", words: "web.palette.words.home", first: true },
  { to: "/money", label: "web.money.accounts", words: "web.palette.words.accounts", first: true },
  {
    to: "/money/transactions",
    label: "web.money.transactions",
    words: "web.palette.words.transactions",
    first: true,
  },
  { to: "/money/coming", label: "web.money.coming", words: "web.palette.words.coming", first: true },
  { to: "/money/net-worth", label: "web.money.worth", words: "web.palette.words.worth", first: true },
  { to: "/money/import", label: "web.import.title", words: "web.palette.words.import", first: true },
  { to: "/suggestions", label: "web.suggestions.title", words: "web.palette.words.suggestions", first: true },
  { to: "/suggestions?state=done", label: "web.suggestions.done" },
  { to: "/facts", label: "web.facts.title", words: "web.palette.words.facts", first: true },
  { to: "/you", label: "web.you.signing-in", words: "web.palette.words.signing-in" },
  { to: "/you/household", label: "web.you.household", words: "web.palette.words.household" },
  { to: "/you/data", label: "web.you.data", words: "web.palette.words.data" },
  { to: "/you/leave", label: "web.you.leave", words: "web.palette.words.leave" },
];
