// Narrows the audit trail: what happened, by whom, to whom, when. What is wrong is said at its field and not sent.
import { Button, NativeSelect } from "@mantine/core";
import { t } from "~/language/t";
import { short } from "./Events";
import css from "./office.module.css";
import type { AuditAsked } from "./queries";
import { EVENTS, happened } from "./said";
import { ACTORS } from "./search";
import { given, useWhomAndWhen } from "./WhomAndWhen";
import { actorOf } from "./who";

type Props = { asked: AuditAsked; set: (next: AuditAsked) => void };

export function AuditFilter({ asked, set }: Props) {
  const { fields, typed } = useWhomAndWhen(asked);
  const send = (more: AuditAsked = {}) => {
    const found = typed();
    if (found) set(given({ ...asked, ...found, ...more }));
  };
  return (
    <form
      className={css.filters}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <NativeSelect
        className={css.whatKind}
        label={t("web.office.column.what")}
        value={asked.name ?? ""}
        onChange={({ currentTarget: { value } }) => send({ name: value || undefined })}
        data={[{ value: "", label: t("web.office.anything") }, ...names(asked.name)]}
      />
      <NativeSelect
        className={css.byWhom}
        label={t("web.office.column.by")}
        value={asked.actor ?? ""}
        onChange={({ currentTarget: { value } }) => send({ actor: value || undefined })}
        data={[{ value: "", label: t("web.office.anyone") }, ...actors(asked.actor)]}
      />
      {fields}
      <Button type="submit">{t("web.office.narrow")}</Button>
      {Object.keys(asked).length > 0 && <Button onClick={() => set({})}>{t("web.filter.clear")}</Button>}
    </form>
  );
}

/** All that has a name, by how it reads; and what the address asks for. */
function names(asked: string | undefined) {
  const known = asked && !EVENTS.includes(asked) ? [...EVENTS, asked] : EVENTS;
  return known
    .map((value) => ({ value, label: happened(value) }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

/** Kinds of people and programs; and the one whom the address asks for. */
function actors(asked: string | undefined) {
  const kinds = ACTORS.map((value) => ({ value: value as string, label: t(`web.office.by.all.${value}`) }));
  if (!asked || kinds.some(({ value }) => value === asked)) return kinds;
  const { kind, which } = actorOf(asked);
  const label = `${t(`web.office.by.${kind}`)} ${which.length > 20 ? short(which) : which}`;
  return [{ value: asked, label }, ...kinds];
}
