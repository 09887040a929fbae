// The staff office: its own quiet frame, its own door.
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { answer, api } from "~/api/client";
import { useLanguage } from "~/language/reader";
import { t } from "~/language/t";
import { BankName } from "~/shell/BankName";
import { BoneRows } from "~/surface/Bones";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import { Door } from "./Door";
import css from "./office.module.css";
import { officeSessionQuery, type Staff } from "./queries";

const PAGES = [
  { to: "/office", label: "web.office.customers" },
  { to: "/office/log", label: "web.office.log" },
  { to: "/office/imports", label: "web.office.imports" },
  { to: "/office/jobs", label: "web.office.jobs" },
] as const;

export function Office() {
  useLanguage();
  const { data, error, refetch } = useQuery(officeSessionQuery);
  return (
    <div className={css.office}>
      <a className={css.skip} href="#main">
        {t("web.frame.skip")}
      </a>
      <header className={css.head}>
        <Link to="/office" className={css.bank}>
          <BankName />
          <span className={css.place}>{t("web.office.title")}</span>
        </Link>
        {data && <Who staff={data.staff} />}
        {data && <Places />}
      </header>
      <Main>
        {data === undefined &&
          (error ? <Trouble error={error} again={() => refetch()} /> : <BoneRows rows={8} />)}
        {data === null && <Door />}
        {data && <Outlet />}
      </Main>
    </div>
  );
}

function Places() {
  return (
    <nav className={`${surface.tabs} ${css.places}`} aria-label={t("web.office.places")}>
      {PAGES.map(({ to, label }) => (
        <Link key={to} to={to} className={surface.tab} activeOptions={{ exact: true, includeSearch: false }}>
          {t(label)}
        </Link>
      ))}
    </nav>
  );
}

/** The page itself; a reader of the screen is taken to it when the page changes. */
function Main({ children }: { children: React.ReactNode }) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const main = useRef<HTMLElement>(null);
  const last = useRef(path);
  useEffect(() => {
    if (last.current !== path) main.current?.focus({ preventScroll: true });
    last.current = path;
  }, [path]);
  return (
    <main id="main" ref={main} tabIndex={-1} className={css.main}>
      {children}
    </main>
  );
}

function Who({ staff }: { staff: Staff }) {
  const client = useQueryClient();
  const leave = useMutation({
    mutationFn: () => answer(api.DELETE("/api/office/session")),
    onSuccess: () => {
      client.setQueryData(officeSessionQuery.queryKey, null);
      client.removeQueries({ queryKey: ["office"], predicate: ({ queryKey }) => queryKey[1] !== "session" });
    },
  });
  return (
    <div className={css.who}>
      <p>
        {staff.name}
        <span className={css.role}>{t(`web.office.role.${staff.role}`)}</span>
      </p>
      <Button variant="subtle" loading={leave.isPending} onClick={() => leave.mutate()}>
        {t("web.office.leave")}
      </Button>
      {leave.isError && <Trouble error={leave.error} />}
    </div>
  );
}
