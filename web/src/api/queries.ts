// Every question the pages ask, under the name that live events refresh it by.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get } from "./client";
import type {
  Account, Accounts, Bank, Fact, FactDetail, Home, Import, Page, Session, Suggestion, SuggestionDetail, Transaction,
  TransactionDetail,
} from "./types";

export type TransactionFilter = {
  q?: string;
  account?: string;
  from?: string;
  to?: string;
  direction?: "in" | "out";
  status?: Transaction["status"];
  min?: string;
  max?: string;
  import?: string;
};

const asQuery = (values: Record<string, string | undefined>) => {
  const given = Object.entries(values).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return given.length ? `?${new URLSearchParams(given)}` : "";
};

export const bankQuery = queryOptions({ queryKey: ["bank"], queryFn: () => get<Bank>("/api/bank"), staleTime: Infinity });
export const sessionQuery = queryOptions({ queryKey: ["session"], queryFn: () => get<Session>("/api/session") });
export const homeQuery = queryOptions({ queryKey: ["home"], queryFn: () => get<Home>("/api/home") });
export const accountsQuery = queryOptions({ queryKey: ["accounts"], queryFn: () => get<Accounts>("/api/accounts") });
export const accountQuery = (id: string) =>
  queryOptions({ queryKey: ["accounts", id], queryFn: () => get<Account>(`/api/accounts/${id}`) });
export const transactionsQuery = (filter: TransactionFilter) =>
  infiniteQueryOptions({
    queryKey: ["transactions", "list", filter],
    queryFn: ({ pageParam }) =>
      get<Page<Transaction>>(`/api/transactions${asQuery({ ...filter, cursor: pageParam, limit: "50" })}`),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
export const transactionQuery = (id: string) =>
  queryOptions({ queryKey: ["transactions", id], queryFn: () => get<TransactionDetail>(`/api/transactions/${id}`) });
export const factsQuery = queryOptions({ queryKey: ["facts"], queryFn: () => get<{ items: Fact[] }>("/api/facts") });
export const factQuery = (name: string) =>
  infiniteQueryOptions({
    queryKey: ["facts", name],
    queryFn: ({ pageParam }) => get<FactDetail>(`/api/facts/${name}${asQuery({ cursor: pageParam })}`),
    initialPageParam: "",
    getNextPageParam: (page) => page.evidence_next,
  });
export const suggestionsQuery = (state: "open" | "done") =>
  queryOptions({
    queryKey: ["suggestions", "list", state],
    queryFn: () => get<{ items: Suggestion[] }>(`/api/suggestions?state=${state}`),
  });
export const suggestionQuery = (id: string) =>
  queryOptions({ queryKey: ["suggestions", id], queryFn: () => get<SuggestionDetail>(`/api/suggestions/${id}`) });
export const importsQuery = queryOptions({
  queryKey: ["imports"],
  queryFn: () => get<{ items: Import[] }>("/api/imports"),
});
