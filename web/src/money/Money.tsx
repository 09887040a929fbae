// Money: accounts, transactions, what comes, net worth, statements.
import { Link, Outlet } from "@tanstack/react-router";
import { useWhose } from "~/api/whose";
import { useWaiting } from "~/home/Waiting";
import { useLanguage } from "~/language/reader";
import { t } from "~/language/t";
import surface from "~/surface/surface.module.css";
import { useTabs } from "~/surface/tabs";

const PAGES = [
  { to: "/money", label: "web.money.accounts" },
  { to: "/money/transactions", label: "web.money.transactions" },
  { to: "/money/coming", label: "web.money.coming" },
  { to: "/money/net-worth", label: "web.money.worth" },
  { to: "/money/import", label: "web.money.import" },
] as const;

export function Money() {
  useLanguage();
  const waiting = useWaiting();
  const whose = useWhose();
  const tabs = useTabs();
  return (
    <>
      <nav ref={tabs} className={surface.tabs} aria-label={t("web.place.money")}>
        {PAGES.filter(({ to }) => !whose || to !== "/money/import").map(({ to, label }) => (
          <Link
            key={to}
            to={to}
            className={surface.tab}
            activeOptions={{ exact: true, includeSearch: false }}
          >
            {t(label)}
            {to === "/money/import" && waiting > 0 && (
              <span className={surface.count}>
                <span aria-hidden="true">{waiting}</span>
                <span className="unseen">{t("web.money.waiting", { n: waiting })}</span>
              </span>
            )}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
