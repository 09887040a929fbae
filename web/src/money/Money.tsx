// Money: accounts, transactions, statements.
import { Link, Outlet } from "@tanstack/react-router";
import { useWaiting } from "~/home/Waiting";
import { t } from "~/language/t";
import surface from "~/surface/surface.module.css";

const PAGES = [
  { to: "/money", label: "web.money.accounts" },
  { to: "/money/transactions", label: "web.money.transactions" },
  { to: "/money/import", label: "web.money.import" },
] as const;

export function Money() {
  const waiting = useWaiting();
  return (
    <>
      <nav className={surface.tabs} aria-label={t("web.place.money")}>
        {PAGES.map(({ to, label }) => (
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
