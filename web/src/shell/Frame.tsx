// The frame around every page: places, who is here, what the line to the server is like.
import { IconHome, IconWallet } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { listen, useLineIsUp } from "~/api/live";
import { sessionQuery } from "~/api/queries";
import { useWhose } from "~/api/whose";
import demo from "~/demo/demo.module.css";
import { useIsDemo } from "~/demo/life";
import { instant } from "~/language/format";
import { useLanguage } from "~/language/reader";
import { t } from "~/language/t";
import { useKeptSince } from "~/offline/kept";
import { useTimesEntered } from "~/session/enter";
import { You } from "~/session/You";
import { BankName } from "./BankName";
import { DropAnywhere } from "./DropAnywhere";
import css from "./frame.module.css";
import { later } from "./later";
import { closeLayer, type Layer, useLayer } from "./layers";
import { useNote } from "./note";
import { PrintHead } from "./PrintHead";
import { Opener } from "./palette/Opener";
import { forgetTyped, keepTyped } from "./typed";

type LayerProps = { opened: boolean; onClose: () => void };
const asLayer = {
  wants: ({ opened }: LayerProps) => opened,
  failed: ({ onClose }: LayerProps) => onClose(),
};
// A demo's own: a bank never loads them, and a demo's first picture has their place.
const DemoBar = later(async () => ({ default: (await import("~/demo/DemoBar")).DemoBar }), {
  meanwhile: () => <div className={demo.strip} />,
});
const TourWhenDue = later(async () => ({ default: (await import("~/demo/TourWhenDue")).TourWhenDue }));
const Opened = later(() => import("./Opened"), { wants: ({ what }: { what: string | undefined }) => what });
const Palette = later(() => import("./palette/Palette"), asLayer);
const People = later(() => import("~/demo/People"), asLayer);
const Bar = later(async () => ({ default: (await import("~/session/Bar")).Bar }));
const YouSheet = later(() => import("~/session/YouSheet"), asLayer);

const PLACES = [
  { to: "/", label: "web.place.home", icon: IconHome, exact: true, holds: ["/suggestions", "/facts"] },
  { to: "/money", label: "web.place.money", icon: IconWallet, exact: false, holds: [] },
] as const;

/** A page that belongs to a place but does not stand under its address lights it all the same. */
const lit = (path: string, holds: readonly string[]) =>
  holds.includes(path) ? ({ "data-status": "active", "aria-current": "true" } as const) : {};

export function Frame() {
  useLanguage();
  const client = useQueryClient();
  const open = useRouterState({ select: (state) => (state.location.search as { open?: string }).open });
  const path = useRouterState({ select: (state) => state.location.pathname });
  const everOpen = useRef(false);
  everOpen.current ||= Boolean(open);
  const entered = useTimesEntered();
  // Another person's stream is another stream.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => listen(client), [client, entered]);
  return (
    <>
      <a className={css.skip} href="#main">
        {t("web.frame.skip")}
      </a>
      {useIsDemo() && <DemoBar />}
      <PrintHead />
      <div className={css.frame}>
        <header className={css.side}>
          <Link to="/" className={css.wordmark}>
            <BankName />
          </Link>
          <Opener />
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
        <Main key={entered} />
      </div>
      {!useWhose() && <DropAnywhere />}
      {(open || everOpen.current) && <Opened what={open} />}
      <Layers />
      {useIsDemo() && <TourWhenDue />}
    </>
  );
}

/** What opens over any page; each is loaded when it is first asked for, and stays to close calmly. */
function Layers() {
  const layer = useLayer();
  const ever = useRef(new Set<Layer>());
  if (layer) ever.current.add(layer);
  const shown = (each: Layer) => ({ opened: layer === each, onClose: closeLayer });
  return (
    <>
      {ever.current.has("palette") && <Palette {...shown("palette")} />}
      {ever.current.has("people") && <People {...shown("people")} />}
      {ever.current.has("you") && <YouSheet {...shown("you")} />}
    </>
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
    return forgetTyped;
  }, [path]);
  useEffect(keepTyped, []);
  const settled = useSettled(path);
  return (
    <main
      id="main"
      ref={main}
      tabIndex={-1}
      className={css.main}
      data-settled={settled && path === "/" ? "" : undefined}
    >
      <WhenToldApart />
      <Outlet />
      <Said />
    </main>
  );
}

/** The bar for what must not be forgotten; most are never told anything by it. */
function WhenToldApart() {
  const { data: session } = useQuery(sessionQuery);
  const whose = useWhose();
  return whose || session?.how === "recovery" ? <Bar /> : null;
}

/** A moment after the page came: what appears from now on is new. */
function useSettled(path: string): boolean {
  const [settled, setSettled] = useState("");
  useEffect(() => {
    const later = setTimeout(() => setSettled(path), 2500);
    return () => clearTimeout(later);
  }, [path]);
  return settled === path;
}

/** One quiet line above the places: a word that was just said, else that the server is away. */
function Said() {
  const up = useLineIsUp();
  const kept = useKeptSince();
  const note = useNote();
  const away = kept ? t("web.frame.kept", { when: instant(kept) }) : t("web.frame.offline");
  const says = note || (up ? "" : away);
  return (
    <div role="status" className={css.lost} data-shown={says !== ""}>
      {says}
    </div>
  );
}
