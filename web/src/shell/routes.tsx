// Every address and the page behind it; pages other than home are loaded when they are first gone to.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from "@tanstack/react-router";
import { Home } from "~/home/Home";
import { readFilter } from "~/money/transactions/filter";
import { SignIn } from "~/session/SignIn";
import { Frame } from "./Frame";
import { Nowhere } from "./Nowhere";

const text = (value: unknown) => (typeof value === "string" && value ? value : undefined);
const given = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;

const root = createRootRoute({ component: Outlet, notFoundComponent: Nowhere });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  component: SignIn,
  // Only a path of our own: an address from elsewhere must not lead away after signing in.
  validateSearch: (search): { back?: string } => {
    const back = text(search.back);
    return given({ back: back && /^\/(?![/\\])/.test(back) ? back : undefined });
  },
});

const frame = createRoute({
  getParentRoute: () => root,
  id: "frame",
  component: Frame,
  notFoundComponent: Nowhere,
  validateSearch: (search): { open?: string } => given({ open: text(search.open) }),
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
  validateSearch: readFilter,
  component: lazyRouteComponent(() => import("~/money/transactions/Transactions"), "Transactions"),
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

const nowhere = createRoute({ getParentRoute: () => frame, path: "$", component: Nowhere });

const tree = root.addChildren([
  signIn,
  frame.addChildren([
    home,
    money.addChildren([accounts, transactions, imports]),
    account,
    suggestions,
    facts,
    nowhere,
  ]),
]);

export const makeRouter = () =>
  createRouter({ routeTree: tree, defaultPreload: "intent", scrollRestoration: true });

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
