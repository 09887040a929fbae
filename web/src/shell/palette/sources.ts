// Where the palette's choices come from: what the pages know already, and transactions that the server finds.
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery, useQueries, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { asProblem } from "~/api/problem";
import {
  accountsQuery,
  factsQuery,
  sessionQuery,
  suggestionsQuery,
  transactionQuery,
  transactionsQuery,
} from "~/api/queries";
import type { Transaction } from "~/api/types";
import { useWhose } from "~/api/whose";
import { type Person, useDemo } from "~/demo/life";
import { day, money } from "~/language/format";
import { t } from "~/language/t";
import { samePlace, useEnter } from "~/session/enter";
import { tellTrouble } from "~/shell/note";
import type { Opens } from "~/surface/OpenLink";
import { type Choice, found } from "./choices";
import { useDeeds } from "./deeds";
import { PAGES } from "./pages";
import { keepRecent, recentOf } from "./recent";

const QUICK = 150;

function useGo() {
  const navigate = useNavigate();
  return {
    to: (href: string) => void navigate({ href }),
    open: (what: Opens) =>
      void navigate({ to: ".", search: (now: object) => ({ ...now, open: what }), resetScroll: false }),
  };
}

type Go = ReturnType<typeof useGo>;

const transactionChoice = (transaction: Transaction, go: Go): Choice => ({
  id: `transaction:${transaction.id}`,
  group: "transaction",
  label: transaction.counterparty ?? transaction.text ?? t("web.transaction.title"),
  detail: [transaction.amount && money(transaction.amount, true), day(transaction.booked)]
    .filter(Boolean)
    .join(" · "),
  run: () => go.open(`transaction:${transaction.id}`),
});

type Searched = {
  choices: Choice[];
  /** The server that searches cannot be reached. */
  away: boolean;
};

function useTransactions(typed: string, go: Go): Searched {
  const [q] = useDebouncedValue(typed.trim(), QUICK);
  const { data, error } = useInfiniteQuery({
    ...transactionsQuery({ q }),
    enabled: q.length >= 2,
    placeholderData: keepPreviousData,
  });
  if (q.length < 2 || typed.trim().length < 2) return { choices: [], away: false };
  const all: Choice = {
    id: `search:${q}`,
    group: "transaction",
    label: t("web.palette.search", { words: typed.trim() }),
    run: () => go.to(`/money/transactions?q=${encodeURIComponent(typed.trim())}`),
  };
  const items = data?.pages[0]?.items ?? [];
  const choices = [...items.slice(0, 5).map((each) => transactionChoice(each, go)), all];
  return { choices, away: error !== null && asProblem(error).status === 0 };
}

function useKnown(go: Go): Choice[] {
  const { data: accounts } = useQuery(accountsQuery);
  const { data: facts } = useQuery(factsQuery);
  const { data: suggestions } = useQuery(suggestionsQuery("open"));
  const whose = useWhose();
  const pages: Choice[] = PAGES.filter(({ to }) => !whose || to !== "/money/import").map(
    ({ to, label, words, first }) => ({
      id: `page:${to}`,
      group: "page",
      label: t(label),
      words: words && t(words),
      first: first ?? false,
      run: () => go.to(to),
    }),
  );
  const owned = accounts?.items ?? [];
  return [
    ...pages,
    ...owned.map(
      (account): Choice => ({
        id: `account:${account.id}`,
        group: "account",
        label: account.name,
        detail: [account.bank, account.balance_known && money(account.balance)].filter(Boolean).join(" · "),
        words: account.number ?? undefined,
        run: () => go.to(`/money/accounts/${account.id}`),
      }),
    ),
    ...(suggestions?.items ?? []).map(
      (each): Choice => ({
        id: `suggestion:${each.id}`,
        group: "suggestion",
        label: each.title,
        detail: each.sentence,
        run: () => go.open(`suggestion:${each.id}`),
      }),
    ),
    ...(facts?.items ?? []).map(
      (each): Choice => ({
        id: `fact:${each.name}`,
        group: "fact",
        label: each.label,
        detail: each.sentence,
        run: () => go.open(`fact:${each.name}`),
      }),
    ),
  ];
}

function usePeople(): Choice[] {
  const people = useDemo()?.people ?? [];
  const enter = useEnter(samePlace, tellTrouble);
  return people
    .filter(({ ready }) => ready)
    .map(
      (person: Person): Choice => ({
        id: `person:${person.id}`,
        group: "person",
        label: person.own ? t("web.signin.own.title") : person.name,
        detail: person.problem ?? person.line,
        words: person.line,
        face: person.own ? undefined : person.face,
        run: () => enter.mutate(person.id),
      }),
    );
}

/** What was chosen lately; a transaction is asked for by its id, since nothing else of it is kept. */
function useRecent(customer: string, known: Choice[], go: Go): Choice[] {
  const ids = customer ? recentOf(customer) : [];
  const transactions = useQueries({
    queries: ids
      .filter((id) => id.startsWith("transaction:"))
      .map((id) => ({ ...transactionQuery(id.slice("transaction:".length)), retry: false })),
  });
  const all = [...known, ...transactions.flatMap(({ data }) => (data ? [transactionChoice(data, go)] : []))];
  return ids.flatMap((id) => {
    const choice = all.find((each) => each.id === id);
    return choice ? [{ ...choice, group: "recent" as const }] : [];
  });
}

/** The choices for what is typed; each runs once it is chosen, and is remembered. */
export function useChoices(typed: string): Searched {
  const go = useGo();
  const { data: session } = useQuery(sessionQuery);
  // Of another's money nothing is remembered here.
  const whose = useWhose();
  const customer = whose ? "" : (session?.customer.id ?? "");
  const known = [...useKnown(go), ...useDeeds(), ...usePeople()];
  const recent = useRecent(customer, known, go);
  const lately = new Set(recent.map(({ id }) => id));
  const others = known.map((choice) => (lately.has(choice.id) ? { ...choice, first: false } : choice));
  const { choices, away } = useTransactions(typed, go);
  const remembering = (choice: Choice): Choice => ({
    ...choice,
    run: () => {
      if (customer && !choice.id.startsWith("search:")) keepRecent(customer, choice.id);
      choice.run();
    },
  });
  return { choices: found([...recent, ...others, ...choices], typed).map(remembering), away };
}
