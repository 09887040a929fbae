// The staff office: its own quiet frame, its own door.
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { answer, api } from "~/api/client";
import { bankQuery } from "~/api/queries";
import { useLanguage } from "~/language/reader";
import { t } from "~/language/t";
import { BankName } from "~/shell/BankName";
import { BoneRows } from "~/surface/Bones";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import { useTabs } from "~/surface/tabs";
import { Door } from "./Door";
import { NotYours } from "./NotYours";
import css from "./office.module.css";
import { maySee, PLACES, placeOf } from "./places";
import { officeSessionQuery, type Right, type Staff } from "./queries";

export function Office() {
  useLanguage();
  const { data, error, refetch } = useQuery(officeSessionQuery);
  const { data: bank } = useQuery(bankQuery);
  useEffect(() => remember(data), [data]);
  const path = useRouterState({ select: (state) => state.location.pathname });
  // Whoever has an invitation is not in yet.
  const joining = path === "/office/join";
  const place = placeOf(path);
  const barred = data && place && !maySee(place, data.rights) ? place : undefined;
  return (
    <div className={css.office}>
      <a className={css.skip} href="#main">
        {t("web.frame.skip")}
      </a>
      <header className={css.head}>
        <Link to="/office" className={css.bank}>
          <BankName />
          <span className={css.place}>{bank && t("web.office.title")}</span>
        </Link>
        {data && <Who staff={data.staff} />}
        {data && <Places rights={data.rights} />}
        {data === undefined && wasHere() && <HeadBones />}
      </header>
      <Main>
        {data === undefined &&
          (error ? <Trouble error={error} again={() => refetch()} /> : <BoneRows rows={8} />)}
        {data === null && (joining ? <Outlet /> : <Door />)}
        {data && (barred ? <NotYours place={barred} role={data.staff.role} /> : <Outlet />)}
      </Main>
    </div>
  );
}

const HERE = "florin.office";
const wasHere = () => localStorage.getItem(HERE) !== null;

/** Whether the head of the page has its places is known before the server has said who is here. */
function remember(session: object | null | undefined): void {
  if (session) localStorage.setItem(HERE, "yes");
  if (session === null) localStorage.removeItem(HERE);
}

const HeadBones = () => (
  <>
    <div className={css.who} aria-hidden="true">
      <span className={css.me} />
    </div>
    <div className={`${surface.tabs} ${css.places}`} aria-hidden="true">
      <span className={surface.tab} />
    </div>
  </>
);

function Places({ rights }: { rights: readonly Right[] }) {
  const tabs = useTabs();
  return (
    <nav ref={tabs} className={`${surface.tabs} ${css.places}`} aria-label={t("web.office.places")}>
      {PLACES.filter((place) => maySee(place, rights)).map(({ to, label }) => (
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
      <Link to="/office/me" className={css.me}>
        {staff.name}
        <span className={css.role}>{t(`web.office.role.${staff.role}`)}</span>
      </Link>
      <Button variant="subtle" loading={leave.isPending} onClick={() => leave.mutate()}>
        {t("web.office.leave")}
      </Button>
      {leave.isError && <Trouble error={leave.error} />}
    </div>
  );
}
