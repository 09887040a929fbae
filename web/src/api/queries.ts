// Every question the pages ask, under the name that live events refresh it by.
import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { livesOn } from "~/language/format";
import { answer, api, forgetEarly } from "./client";
import type { paths } from "./schema";

type Asked = NonNullable<paths["/api/transactions"]["get"]["parameters"]["query"]>;
/** As the address holds it: all is text, several values of one name are parted by commas. */
export type TransactionFilter = { [Name in Exclude<keyof Asked, "cursor" | "limit">]?: string | undefined };
const SEVERAL = ["account", "kind", "tag", "currency", "has"];

/** The same as the server is asked. */
export const askedFor = (filter: TransactionFilter) =>
  Object.fromEntries(
    Object.entries(filter).map(([name, value]) => [name, SEVERAL.includes(name) ? value?.split(",") : value]),
  ) as Asked;

export const bankQuery = queryOptions({
  queryKey: ["bank"],
  queryFn: () => answer(api.GET("/api/bank")),
  staleTime: Number.POSITIVE_INFINITY,
});
/** Who is signed in; from then on dates are said as on the day that they live in. */
export async function askSession() {
  const session = await answer(api.GET("/api/session"));
  livesOn(session.business_date);
  return session;
}
export const sessionQuery = queryOptions({ queryKey: ["session"], queryFn: askSession });
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
          params: { query: { ...askedFor(filter), limit: 50, ...(cursor ? { cursor } : {}) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
export const transactionSumQuery = (filter: TransactionFilter) =>
  queryOptions({
    queryKey: ["transactions", "sum", filter],
    queryFn: () => answer(api.GET("/api/transactions/sum", { params: { query: askedFor(filter) } })),
  });
export const tagsQuery = queryOptions({
  queryKey: ["transactions", "tags"],
  queryFn: () => answer(api.GET("/api/tags")),
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
export const upcomingQuery = (days: number) =>
  queryOptions({
    queryKey: ["upcoming", "list", days],
    queryFn: () => answer(api.GET("/api/upcoming", { params: { query: { days } } })),
  });
export const seriesQuery = (identifier: string) =>
  infiniteQueryOptions({
    queryKey: ["upcoming", identifier],
    queryFn: ({ pageParam: cursor }) =>
      answer(
        api.GET("/api/upcoming/{identifier}", {
          params: { path: { identifier }, query: cursor ? { cursor } : {} },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.evidence_next,
  });
export const worthQuery = (months: number) =>
  queryOptions({
    queryKey: ["worth", months],
    queryFn: () => answer(api.GET("/api/net-worth", { params: { query: { months } } })),
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
export const suggestionReasonsQuery = (identifier: string) =>
  infiniteQueryOptions({
    queryKey: ["suggestions", identifier, "reasons"],
    queryFn: ({ pageParam: cursor }) =>
      answer(
        api.GET("/api/suggestions/{identifier}", {
          params: { path: { identifier }, query: cursor ? { cursor } : {} },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.evidence_next,
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

/** In another language everything is said anew: what is shown stays until its answer is here, the rest is forgotten. */
export async function askAnew(client: QueryClient): Promise<void> {
  forgetEarly();
  await client.cancelQueries();
  client.removeQueries({ type: "inactive" });
  await client.invalidateQueries();
}
