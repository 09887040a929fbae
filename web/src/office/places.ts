// Which parts of the office there are, and what each asks of a role.
import { useQuery } from "@tanstack/react-query";
import { officeSessionQuery, type Right, type Role } from "./queries";

type Known = { to: string; label: string; needs: readonly Right[]; roles: readonly Role[] };
/** In the order of the tabs; the first that a role may see is where it begins. `needs`: any of these rights. */
export const PLACES = [
  { to: "/office/customers", label: "web.office.customers", needs: ["customers"], roles: ["reviewer"] },
  { to: "/office/audit", label: "web.office.audit", needs: ["audit"], roles: ["auditor"] },
  { to: "/office/access", label: "web.office.access", needs: ["audit"], roles: ["auditor"] },
  { to: "/office/log", label: "web.office.log", needs: ["log"], roles: ["operator", "auditor"] },
  { to: "/office/jobs", label: "web.office.jobs", needs: ["jobs"], roles: ["operator", "auditor"] },
  { to: "/office/imports", label: "web.office.imports", needs: ["imports"], roles: ["reviewer", "operator"] },
  {
    to: "/office/approvals",
    label: "web.office.inbox",
    needs: ["ask", "audit"],
    roles: ["reviewer", "operator", "auditor"],
  },
] as const satisfies readonly Known[];
export type Place = (typeof PLACES)[number];

export const maySee = (place: Place, rights: readonly Right[]) =>
  place.needs.some((need) => rights.includes(need));

/** The place that an address lies in; none for what everybody has. */
export const placeOf = (path: string): Place | undefined =>
  PLACES.find(({ to }) => path === to || path.startsWith(`${to}/`));

/** What the one who is here may do; nothing while that is not known. */
export function useRights(): readonly Right[] {
  const { data } = useQuery(officeSessionQuery);
  return data?.rights ?? [];
}
