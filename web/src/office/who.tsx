// Who did something, in words: a member of staff, a customer, the program itself.
import { useQuery } from "@tanstack/react-query";
import { t } from "~/language/t";
import { CustomerLink, short } from "./Events";
import css from "./office.module.css";
import { officeSessionQuery } from "./queries";
import { ACTORS } from "./search";

/** An actor as the log names it, "staff:<id>": of which kind, and which. */
export function actorOf(actor: string): { kind: (typeof ACTORS)[number]; which: string } {
  const [kind = "", ...rest] = actor.split(":");
  return { kind: ACTORS.find((each) => each === kind) ?? "system", which: rest.join(":") };
}

export function Who({ actor }: { actor: string }) {
  const { data } = useQuery(officeSessionQuery);
  const { kind, which } = actorOf(actor);
  if (kind === "staff" && which === data?.staff.id) return <>{t("web.office.by.you")}</>;
  const name = t(`web.office.by.${kind}`);
  if (!which || kind === "operator") return <>{name}</>;
  if (kind === "customer" || kind === "member")
    return (
      <>
        {name} <CustomerLink id={which.slice(0, 36)} />
      </>
    );
  return (
    <>
      {name}{" "}
      <span className={css.plainId} title={which}>
        {kind === "staff" ? short(which) : which}
      </span>
    </>
  );
}
