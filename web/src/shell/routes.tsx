// Every address and the page behind it; pages other than home are loaded when they are first gone to.
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { Home } from "~/home/Home";
import { addressed } from "~/money/transactions/filter";
import { readRange } from "~/money/worth/range";
import { readAccess, readAudit, readCustomers, readImports, readJobs, readLog } from "~/office/search";
import { readTexts } from "~/office/texts";
import { readTexts as readOwnTexts } from "~/own/texts";
import { holdToken } from "~/session/held";
import { Crash } from "./Crash";
import { Frame } from "./Frame";
import { Nowhere } from "./Nowhere";

const text = (value: unknown) => (typeof value === "string" && value ? value : undefined);
const given = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;

/** Who is nobody yet goes to the door before any page asks for anything; the program says how that is known. */
type Context = { known: () => Promise<boolean> };
const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: Nowhere });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  component: lazyRouteComponent(() => import("~/session/SignIn"), "SignIn"),
  // Only a path of our own: an address from elsewhere must not lead away after signing in.
  validateSearch: (search): { back?: string } => {
    const back = text(search.back);
    return given({ back: back && /^\/(?![/\\])/.test(back) ? back : undefined });
  },
});

const doorPages = async () => (await Promise.all([import("~/session/pages"), readOwnTexts()]))[0];
const join = createRoute({
  getParentRoute: () => root,
  path: "/join",
  beforeLoad: holdToken,
  component: lazyRouteComponent(doorPages, "Join"),
});
const recover = createRoute({
  getParentRoute: () => root,
  path: "/recover",
  component: lazyRouteComponent(doorPages, "Recover"),
});

const frame = createRoute({
  getParentRoute: () => root,
  id: "frame",
  component: Frame,
  notFoundComponent: Nowhere,
  validateSearch: (search): { open?: string } => given({ open: text(search.open) }),
  beforeLoad: async ({ context, location: { href, pathname } }) => {
    // A token in a link is for the page that it leads to, and stays out of every address from here.
    if (pathname === "/you/household") holdToken();
    if (!(await context.known()))
      throw redirect({
        to: "/sign-in",
        search: href === "/" ? {} : { back: href.split("#")[0] ?? "/" },
        replace: true,
      });
  },
});

const home = createRoute({ getParentRoute: () => frame, path: "/", component: Home });

const money = createRoute({
  getParentRoute: () => frame,
  path: "/money",
  component: lazyRouteComponent(() => import("~/money/Money"), "Money"),
});
const accounts = createRoute({
  getParentRoute: () => money,
  path: "/",
  component: lazyRouteComponent(() => import("~/money/accounts/Accounts"), "Accounts"),
});
const transactions = createRoute({
  getParentRoute: () => money,
  path: "/transactions",
  validateSearch: addressed,
  component: lazyRouteComponent(() => import("~/money/transactions/Transactions"), "Transactions"),
});
const coming = createRoute({
  getParentRoute: () => money,
  path: "/coming",
  component: lazyRouteComponent(() => import("~/money/coming/Coming"), "Coming"),
});
const worth = createRoute({
  getParentRoute: () => money,
  path: "/net-worth",
  validateSearch: readRange,
  component: lazyRouteComponent(() => import("~/money/worth/NetWorth"), "NetWorth"),
});
const imports = createRoute({
  getParentRoute: () => money,
  path: "/import",
  component: lazyRouteComponent(() => import("~/money/imports/Imports"), "Imports"),
});
const account = createRoute({
  getParentRoute: () => frame,
  path: "/money/accounts/$account",
  component: lazyRouteComponent(() => import("~/money/accounts/AccountPage"), "AccountPage"),
});
const suggestions = createRoute({
  getParentRoute: () => frame,
  path: "/suggestions",
  validateSearch: (search): { state?: "done" } =>
    given({ state: search.state === "done" ? "done" : undefined }),
  component: lazyRouteComponent(() => import("~/suggestions/Suggestions"), "Suggestions"),
});
const facts = createRoute({
  getParentRoute: () => frame,
  path: "/facts",
  component: lazyRouteComponent(() => import("~/facts/Facts"), "Facts"),
});

const ownPages = async () => (await Promise.all([import("~/own/pages"), readOwnTexts()]))[0];
const own = createRoute({
  getParentRoute: () => frame,
  path: "/you",
  component: lazyRouteComponent(ownPages, "Own"),
});
const signingIn = createRoute({
  getParentRoute: () => own,
  path: "/",
  component: lazyRouteComponent(ownPages, "SigningIn"),
});
const household = createRoute({
  getParentRoute: () => own,
  path: "/household",
  component: lazyRouteComponent(ownPages, "Household"),
});
const data = createRoute({
  getParentRoute: () => own,
  path: "/data",
  component: lazyRouteComponent(ownPages, "Data"),
});
const leaving = createRoute({
  getParentRoute: () => own,
  path: "/leave",
  component: lazyRouteComponent(ownPages, "Leave"),
});

const officePages = async () => (await Promise.all([import("~/office/pages"), readTexts()]))[0];
const office = createRoute({
  getParentRoute: () => root,
  path: "/office",
  component: lazyRouteComponent(officePages, "Office"),
});
const officeFirst = createRoute({
  getParentRoute: () => office,
  path: "/",
  validateSearch: readCustomers,
  component: lazyRouteComponent(officePages, "First"),
});
const officeCustomers = createRoute({
  getParentRoute: () => office,
  path: "/customers",
  validateSearch: readCustomers,
  component: lazyRouteComponent(officePages, "Customers"),
});
const officeCustomer = createRoute({
  getParentRoute: () => office,
  path: "/customers/$customer",
  validateSearch: (search): { open?: string } => given({ open: text(search.open) }),
  component: lazyRouteComponent(officePages, "OpenCustomer"),
});
const officeLog = createRoute({
  getParentRoute: () => office,
  path: "/log",
  validateSearch: readLog,
  component: lazyRouteComponent(officePages, "Log"),
});
const officeImports = createRoute({
  getParentRoute: () => office,
  path: "/imports",
  validateSearch: readImports,
  component: lazyRouteComponent(officePages, "Imports"),
});
const officeJobs = createRoute({
  getParentRoute: () => office,
  path: "/jobs",
  validateSearch: readJobs,
  component: lazyRouteComponent(officePages, "Jobs"),
});
const officeAudit = createRoute({
  getParentRoute: () => office,
  path: "/audit",
  validateSearch: readAudit,
  component: lazyRouteComponent(officePages, "Audit"),
});
const officeAccess = createRoute({
  getParentRoute: () => office,
  path: "/access",
  validateSearch: readAccess,
  component: lazyRouteComponent(officePages, "Access"),
});
const officeInbox = createRoute({
  getParentRoute: () => office,
  path: "/approvals",
  component: lazyRouteComponent(officePages, "Inbox"),
});
const officeMe = createRoute({
  getParentRoute: () => office,
  path: "/me",
  component: lazyRouteComponent(officePages, "Me"),
});
const officeJoin = createRoute({
  getParentRoute: () => office,
  path: "/join",
  component: lazyRouteComponent(officePages, "Join"),
});

const nowhere = createRoute({ getParentRoute: () => frame, path: "$", component: Nowhere });

const tree = root.addChildren([
  signIn,
  join,
  recover,
  office.addChildren([
    officeFirst,
    officeCustomers,
    officeCustomer,
    officeLog,
    officeImports,
    officeJobs,
    officeAudit,
    officeAccess,
    officeInbox,
    officeMe,
    officeJoin,
  ]),
  frame.addChildren([
    home,
    money.addChildren([accounts, transactions, coming, worth, imports]),
    account,
    suggestions,
    facts,
    own.addChildren([signingIn, household, data, leaving]),
    nowhere,
  ]),
]);

export function makeRouter(known: Context["known"]) {
  if (/^\/(join|you\/household)$/.test(location.pathname)) holdToken();
  return createRouter({
    routeTree: tree,
    context: { known },
    defaultPreload: "intent",
    scrollRestoration: true,
    defaultErrorComponent: Crash,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
