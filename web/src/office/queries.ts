// Every question of the office; none of it is kept for reading offline.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, api } from "~/api/client";
import { isSignedOut } from "~/api/problem";
import type { components, paths } from "~/api/schema";

type Schemas = components["schemas"];
export type Staff = Schemas["StaffOut"];
export type OfficeCustomer = Schemas["OfficeCustomerOut"];
export type Picture = Schemas["PictureOut"];
export type OfficeImport = Schemas["OfficeImportOut"];
export type OfficeEvent = Schemas["EventOut"];
export type Consumer = Schemas["ConsumerOut"];
export type Parked = Schemas["ParkedOut"];
export type Job = Schemas["JobOut"];
export type OfficeSuggestion = Schemas["OfficeSuggestionOut"];

export type Role = Staff["role"];
export type Right = Schemas["OfficeSessionOut"]["rights"][number];
export type AuditRecord = Schemas["RecordOut"];
export type AuditState = Schemas["AuditStateOut"];
export type Look = Schemas["LookOut"];
export type Approval = Schemas["ApprovalOut"];
export type OfficePasskey = Schemas["PasskeyOut"];
export type OfficeOpenSession = Schemas["OpenSessionOut"];

type Asked<Path extends keyof paths> = paths[Path] extends { get: { parameters: { query?: infer Query } } }
  ? {
      [Name in Exclude<keyof NonNullable<Query>, "cursor">]?:
        | NonNullable<NonNullable<Query>[Name]>
        | undefined;
    }
  : never;
export type CustomersAsked = Asked<"/api/office/customers">;
export type LogAsked = Asked<"/api/office/log">;
export type ImportsAsked = Asked<"/api/office/imports">;
export type JobsAsked = Asked<"/api/office/jobs">;
export type AuditAsked = Asked<"/api/office/audit">;
export type AccessAsked = Asked<"/api/office/access">;

const next = (page: { next: string | null }) => page.next;
const from = (cursor: string) => (cursor ? { cursor } : {});
/** How often the engine room looks again by itself. */
const AGAIN_MS = 5000;

/** Who is in the office; null for nobody. */
export const officeSessionQuery = queryOptions({
  queryKey: ["office", "session"],
  queryFn: () =>
    answer(api.GET("/api/office/session")).catch((error) => {
      if (isSignedOut(error)) return null;
      throw error;
    }),
});
export const customersQuery = (asked: CustomersAsked) =>
  infiniteQueryOptions({
    queryKey: ["office", "customers", asked],
    queryFn: ({ pageParam }) =>
      answer(api.GET("/api/office/customers", { params: { query: { ...asked, ...from(pageParam) } } })),
    initialPageParam: "",
    getNextPageParam: next,
  });
// Each look is logged: what is still fresh is not asked for again because the window came back.
export const pictureQuery = (identifier: string) =>
  queryOptions({
    queryKey: ["office", "customer", identifier],
    queryFn: () =>
      answer(api.GET("/api/office/customers/{identifier}", { params: { path: { identifier } } })),
    refetchOnWindowFocus: false,
  });
export const officeFactQuery = (identifier: string, name: string) =>
  infiniteQueryOptions({
    queryKey: ["office", "customer", identifier, "fact", name],
    queryFn: ({ pageParam }) =>
      answer(
        api.GET("/api/office/customers/{identifier}/facts/{name}", {
          params: { path: { identifier, name }, query: from(pageParam) },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.evidence_next,
    refetchOnWindowFocus: false,
  });
export const logQuery = (asked: LogAsked) =>
  infiniteQueryOptions({
    queryKey: ["office", "log", asked],
    queryFn: ({ pageParam }) =>
      answer(api.GET("/api/office/log", { params: { query: { ...asked, ...from(pageParam) } } })),
    initialPageParam: "",
    getNextPageParam: next,
    refetchOnWindowFocus: false,
  });
export const consumersQuery = queryOptions({
  queryKey: ["office", "consumers"],
  queryFn: () => answer(api.GET("/api/office/consumers")),
  refetchInterval: AGAIN_MS,
});
export const parkedQuery = queryOptions({
  queryKey: ["office", "parked"],
  queryFn: () => answer(api.GET("/api/office/parked")),
  refetchInterval: AGAIN_MS,
});
export const officeImportsQuery = (asked: ImportsAsked) =>
  infiniteQueryOptions({
    queryKey: ["office", "imports", asked],
    queryFn: ({ pageParam }) =>
      answer(api.GET("/api/office/imports", { params: { query: { ...asked, ...from(pageParam) } } })),
    initialPageParam: "",
    getNextPageParam: next,
  });
export const jobsQuery = (asked: JobsAsked) =>
  infiniteQueryOptions({
    queryKey: ["office", "jobs", asked],
    queryFn: ({ pageParam }) =>
      answer(api.GET("/api/office/jobs", { params: { query: { ...asked, ...from(pageParam) } } })),
    initialPageParam: "",
    getNextPageParam: next,
    refetchInterval: AGAIN_MS,
  });
// Each search of the trail is a record of its own: it is not made again because the window came back.
export const auditQuery = (asked: AuditAsked) =>
  infiniteQueryOptions({
    queryKey: ["office", "audit", asked],
    queryFn: ({ pageParam }) =>
      answer(api.GET("/api/office/audit", { params: { query: { ...asked, ...from(pageParam) } } })),
    initialPageParam: "",
    getNextPageParam: next,
    refetchOnWindowFocus: false,
  });
export const auditStateQuery = queryOptions({
  queryKey: ["office", "audit-state"],
  queryFn: () => answer(api.GET("/api/office/audit/state")),
  refetchInterval: AGAIN_MS,
});
export const accessQuery = (asked: AccessAsked) =>
  infiniteQueryOptions({
    queryKey: ["office", "access", asked],
    queryFn: ({ pageParam }) =>
      answer(api.GET("/api/office/access", { params: { query: { ...asked, ...from(pageParam) } } })),
    initialPageParam: "",
    getNextPageParam: next,
    refetchOnWindowFocus: false,
  });
export const approvalsQuery = (waiting: boolean) =>
  infiniteQueryOptions({
    queryKey: ["office", "approvals", waiting],
    queryFn: ({ pageParam }) =>
      answer(api.GET("/api/office/approvals", { params: { query: { waiting, ...from(pageParam) } } })),
    initialPageParam: "",
    getNextPageParam: next,
  });
export const erasuresQuery = infiniteQueryOptions({
  queryKey: ["office", "erasures"],
  queryFn: ({ pageParam }) => answer(api.GET("/api/office/erasures", { params: { query: from(pageParam) } })),
  initialPageParam: "",
  getNextPageParam: next,
  refetchOnWindowFocus: false,
});
export const officeEventsQuery = (identifier: string) =>
  infiniteQueryOptions({
    queryKey: ["office", "customer", identifier, "events"],
    queryFn: ({ pageParam }) =>
      answer(
        api.GET("/api/office/customers/{identifier}/events", {
          params: { path: { identifier }, query: from(pageParam) },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: next,
    refetchOnWindowFocus: false,
  });
export const officeSessionsQuery = queryOptions({
  queryKey: ["office", "sessions"],
  queryFn: async () => (await answer(api.GET("/api/office/identity/sessions"))).items,
});
export const officePasskeysQuery = queryOptions({
  queryKey: ["office", "passkeys"],
  queryFn: () => answer(api.GET("/api/office/identity/passkeys")),
});
