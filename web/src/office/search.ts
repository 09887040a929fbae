// The filters of the office's pages, as the address holds them.
import type { AccessAsked, AuditAsked, CustomersAsked, ImportsAsked, JobsAsked, LogAsked } from "./queries";

type Search = Record<string, unknown>;

const filled = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== "")) as T;
const word = (value: unknown, shape: RegExp) =>
  typeof value === "string" && shape.test(value) ? value : undefined;
const one = <T extends string>(value: unknown, of: readonly T[]) => of.find((each) => each === value);

export const SORTS = ["newest", "overdrafts", "liquid", "net_worth"] as const;
export const IMPORT_STATES = ["preview", "confirmed", "imported", "undoing", "undone", "failed"] as const;
export const JOB_STATES = ["ENQUEUED", "PENDING", "SUCCESS", "ERROR", "CANCELLED"] as const;

export const readCustomers = (search: Search): CustomersAsked =>
  filled({
    demo: typeof search.demo === "boolean" ? search.demo : undefined,
    country: word(search.country, /^[A-Z]{2}$/),
    currency: word(search.currency, /^[A-Z]{3}$/),
    trouble: search.trouble === true ? true : undefined,
    open: search.open === true ? true : undefined,
    sort: one(search.sort, SORTS),
  });
export const readLog = (search: Search): LogAsked =>
  filled({
    name: word(search.name, /^[\w-]{1,100}$/),
    customer: word(search.customer, /^[0-9a-f-]{36}$/),
    consumer: word(search.consumer, /^[\w-]{1,100}$/),
  });
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const isId = (text: string) => ID.test(text);
const DAY = /^\d{4}-\d{2}-\d{2}$/;
export const ACTORS = ["customer", "member", "staff", "operator", "worker", "system"] as const;
export const readAudit = (search: Search): AuditAsked =>
  filled({
    name: word(search.name, /^\w{1,100}$/),
    actor: word(search.actor, /^(customer|member|staff|operator|worker|system)(:.{1,100})?$/),
    customer: word(search.customer, ID),
    since: word(search.since, DAY),
    until: word(search.until, DAY),
  });
export const readAccess = (search: Search): AccessAsked =>
  filled({
    staff: word(search.staff, ID),
    customer: word(search.customer, ID),
    since: word(search.since, DAY),
    until: word(search.until, DAY),
  });
export const readImports = (search: Search): ImportsAsked =>
  filled({ state: one(search.state, IMPORT_STATES) });
export const readJobs = (search: Search): JobsAsked => filled({ status: one(search.status, JOB_STATES) });
