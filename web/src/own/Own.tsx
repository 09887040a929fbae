// You: how you sign in, who you share with, what may be done with your data, and how you take it along or leave.
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useLanguage } from "~/language/reader";
import { t } from "~/language/t";
import surface from "~/surface/surface.module.css";

const PAGES = [
  { to: "/you", label: "web.you.signing-in" },
  { to: "/you/household", label: "web.you.household" },
  { to: "/you/data", label: "web.you.data" },
  { to: "/you/leave", label: "web.you.leave" },
] as const;

export function Own() {
  useLanguage();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const tabs = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: where one is decides which tab is marked
  useEffect(() => {
    const shown = tabs.current?.querySelector("[data-status=active]");
    shown?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [path]);
  return (
    <>
      <nav ref={tabs} className={surface.tabs} aria-label={t("web.you.title")}>
        {PAGES.map(({ to, label }) => (
          <Link
            key={to}
            to={to}
            className={surface.tab}
            activeOptions={{ exact: true, includeSearch: false }}
          >
            {t(label)}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
