// Every question the pages ask, under the name that live events refresh it by.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { paths } from "./schema";

type Asked = NonNullable<paths["/api/transactions"]["get"]["parameters"]["query"]>;
export type TransactionFilter = { [Name in Exclude<keyof Asked, "cursor" | "limit">]?: Asked[Name] };

export const bankQuery = queryOptions({
  queryKey: ["bank"],
  queryFn: () => answer(api.GET("/api/bank")),
  staleTime: Number.POSITIVE_INFINITY,
});
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: () => answer(api.GET("/api/session")),
});
export const homeQuery = queryOptions({ queryKey: ["home"], queryFn: () => answer(api.GET("/api/home")) });
export const accountsQuery = queryOptions({
  queryKey: ["accounts"],
  queryFn: () => answer(api.GET("/api/accounts")),
});
export const accountQuery = (account: string) =>
  queryOptions({
    queryKey: ["accounts", account],
    queryFn: () => answer(api.GET("/api/accounts/{account}", { params: { path: { account } } })),
  });
export const transactionsQuery = (filter: TransactionFilter) =>
  infiniteQueryOptions({
    queryKey: ["transactions", "list", filter],
    queryFn: ({ pageParam: cursor }) =>
      answer(
        api.GET("/api/transactions", {
          params: { query: { ...filter, limit: 50, ...(cursor ? { cursor } : {}) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
export const transactionQuery = (identifier: string) =>
  queryOptions({
    queryKey: ["transactions", identifier],
    queryFn: () => answer(api.GET("/api/transactions/{identifier}", { params: { path: { identifier } } })),
  });
export const factsQuery = queryOptions({ queryKey: ["facts"], queryFn: () => answer(api.GET("/api/facts")) });
export const factQuery = (name: string) =>
  infiniteQueryOptions({
    queryKey: ["facts", name],
    queryFn: ({ pageParam: cursor }) =>
      answer(api.GET("/api/facts/{name}", { params: { path: { name }, query: cursor ? { cursor } : {} } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.evidence_next,
  });
export const suggestionsQuery = (state: "open" | "done") =>
  queryOptions({
    queryKey: ["suggestions", "list", state],
    queryFn: () => answer(api.GET("/api/suggestions", { params: { query: { state } } })),
  });
export const suggestionQuery = (identifier: string) =>
  queryOptions({
    queryKey: ["suggestions", identifier],
    queryFn: () => answer(api.GET("/api/suggestions/{identifier}", { params: { path: { identifier } } })),
  });
export const importsQuery = queryOptions({
  queryKey: ["imports"],
  queryFn: () => answer(api.GET("/api/imports")),
});
export const importQuery = (identifier: string) =>
  queryOptions({
    queryKey: ["imports", identifier],
    queryFn: () => answer(api.GET("/api/imports/{identifier}", { params: { path: { identifier } } })),
  });
