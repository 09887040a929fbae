// The door: in a demo one steps in as somebody worth meeting, or starts empty with one's own statements.
import { IconArrowRight, IconFileText } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { bankQuery } from "~/api/queries";
import { demoQuery, type Person } from "~/demo/life";
import { PeopleList } from "~/demo/PeopleList";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import { BoneRows } from "~/surface/Bones";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import { DoorTop } from "./DoorTop";
import { useEnter } from "./enter";
import { PasskeyDoor } from "./PasskeyDoor";
import css from "./session.module.css";

export function SignIn() {
  const bank = useQuery(bankQuery);
  const closed = bank.data ? !bank.data.demo : false;
  useTitle(t(closed ? "web.signin.in" : "web.signin.title"));
  const demo = useQuery({ ...demoQuery, enabled: bank.data?.demo ?? false });
  const { back } = useSearch({ from: "/sign-in" });
  const enter = useEnter(() => back ?? "/");
  useEffect(() => localStorage.removeItem("florin.signed-in"), []);
  const failed = [bank, demo].find((query) => query.isError && !query.data);
  const people = demo.data?.people ?? [];
  // Who one may step in as stands above the other ways in, and comes with them.
  const whole = bank.data && (closed || failed || people.length > 0);
  const busy = enter.isPending ? enter.variables : undefined;
  return (
    <main className={css.door} id="main">
      <DoorTop>
        {!closed && (
          <Link to="/office" className={surface.more}>
            {t("web.signin.office")}
          </Link>
        )}
      </DoorTop>
      <h1>{t(closed ? "web.signin.in" : "web.signin.title")}</h1>
      <p className={css.lead}>{t(closed ? "web.signin.in.lead" : "web.signin.lead")}</p>
      {failed && <Trouble error={failed.error} again={() => failed.refetch()} />}
      {enter.isError && <Trouble error={enter.error} />}
      <OwnPlace people={people} busy={enter.isPending} enter={enter.mutate} />
      {whole && <PasskeyDoor back={back ?? "/"} alone={closed} />}
      {!failed && people.length === 0 && bank.data?.demo !== false && <BoneRows rows={6} height={112} />}
      <PeopleList people={people} busy={busy} enter={enter.mutate} />
    </main>
  );
}

type OwnProps = { people: Person[]; busy: boolean; enter: (id: string) => void };

/** One's own place comes first: empty, for one's own statements. */
function OwnPlace({ people, busy, enter }: OwnProps) {
  const person = people.find(({ own }) => own);
  if (!person) return null;
  return (
    <button
      type="button"
      className={css.own}
      disabled={busy || !person.ready}
      onClick={() => enter(person.id)}
    >
      <span className={css.paper} aria-hidden="true">
        <IconFileText size={26} stroke={1.5} />
      </span>
      <span className={css.words}>
        <span className={css.name}>{t("web.signin.own.name", { name: t("web.you.title") })}</span>
        <span className={css.small}>{t("web.signin.own.note")}</span>
      </span>
      <IconArrowRight size={20} stroke={1.6} aria-hidden="true" />
    </button>
  );
}
