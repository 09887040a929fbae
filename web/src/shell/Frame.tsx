// The frame around every page: places, who is here, what the line to the server is like.
import { IconHome, IconWallet } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef } from "react";
import { listen, useLineIsUp } from "~/api/live";
import { bankQuery } from "~/api/queries";
import { t } from "~/language/t";
import { You } from "~/session/You";
import { DropAnywhere } from "./DropAnywhere";
import css from "./frame.module.css";

const Opened = lazy(() => import("./Opened"));

const PLACES = [
  { to: "/", label: "web.place.home", icon: IconHome, exact: true, holds: ["/suggestions", "/facts"] },
  { to: "/money", label: "web.place.money", icon: IconWallet, exact: false, holds: [] },
] as const;

/** A page that belongs to a place but does not stand under its address lights it all the same. */
const lit = (path: string, holds: readonly string[]) =>
  holds.includes(path) ? ({ "data-status": "active", "aria-current": "true" } as const) : {};

export function Frame() {
  const client = useQueryClient();
  const open = useRouterState({ select: (state) => (state.location.search as { open?: string }).open });
  const path = useRouterState({ select: (state) => state.location.pathname });
  const everOpen = useRef(false);
  everOpen.current ||= Boolean(open);
  useEffect(() => listen(client), [client]);
  return (
    <div className={css.frame}>
      <a className={css.skip} href="#main">
        {t("web.frame.skip")}
      </a>
      <header className={css.side}>
        <Wordmark />
        <nav className={css.places} aria-label={t("web.frame.places")}>
          {PLACES.map(({ to, label, icon: Icon, exact, holds }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact, includeSearch: false }}
              className={css.place}
              {...lit(path, holds)}
            >
              <Icon size={22} stroke={1.6} aria-hidden="true" />
              {t(label)}
            </Link>
          ))}
        </nav>
        <You />
      </header>
      <Main />
      <DropAnywhere />
      <Suspense>{(open || everOpen.current) && <Opened what={open} />}</Suspense>
    </div>
  );
}

function Wordmark() {
  const { data: bank } = useQuery(bankQuery);
  return (
    <Link to="/" className={css.wordmark}>
      {bank?.logo ? <img src={bank.logo} alt={bank.name} height={28} /> : (bank?.name ?? "Florin")}
    </Link>
  );
}

/** The page itself; a reader of the screen is taken to it when the place changes. */
function Main() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const main = useRef<HTMLElement>(null);
  const last = useRef(path);
  useEffect(() => {
    if (last.current !== path) main.current?.focus({ preventScroll: true });
    last.current = path;
  }, [path]);
  return (
    <main id="main" ref={main} tabIndex={-1} className={css.main}>
      <Outlet />
      <LostLine />
    </main>
  );
}

function LostLine() {
  const up = useLineIsUp();
  return (
    <div role="status" className={css.lost} data-shown={!up}>
      {up ? "" : t("web.frame.offline")}
    </div>
  );
}
