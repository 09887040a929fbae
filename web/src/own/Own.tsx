// You: how you sign in, who you share with, what may be done with your data, and how you take it along or leave.
import { Link, Outlet } from "@tanstack/react-router";
import { useLanguage } from "~/language/reader";
import { t } from "~/language/t";
import surface from "~/surface/surface.module.css";
import { useTabs } from "~/surface/tabs";

const PAGES = [
  { to: "/you", label: "web.you.signing-in" },
  { to: "/you/household", label: "web.you.household" },
  { to: "/you/data", label: "web.you.data" },
  { to: "/you/leave", label: "web.you.leave" },
] as const;

export function Own() {
  useLanguage();
  const tabs = useTabs();
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
