// Narrows the audit trail: what happened, by whom, to whom, when. What is wrong is said at its field and not sent.
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { t } from "~/language/t";
import { DayFields, type Days, wrongDays } from "./Days";
import { short } from "./Events";
import css from "./office.module.css";
import type { AuditAsked } from "./queries";
import { EVENTS, happened } from "./said";
import { ACTORS, isId } from "./search";
import { actorOf } from "./who";

type Props = { asked: AuditAsked; set: (next: AuditAsked) => void };

export function AuditFilter({ asked, set }: Props) {
  const [customer, setCustomer] = useState(asked.customer ?? "");
  const [days, setDays] = useState<Days>({ since: asked.since ?? "", until: asked.until ?? "" });
  const [tried, setTried] = useState(false);
  const id = customer.trim().toLowerCase();
  const wrongId = id && !isId(id) ? t("web.office.no-id") : undefined;
  const wrong = wrongDays(days);
  const send = (more: AuditAsked = {}) => {
    setTried(true);
    if (wrongId || wrong) return;
    const typed = {
      customer: id || undefined,
      since: days.since || undefined,
      until: days.until || undefined,
    };
    const all = { ...asked, ...typed, ...more };
    set(Object.fromEntries(Object.entries(all).filter(([, value]) => value)));
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
      <TextInput
        className={css.idField}
        label={t("web.office.customer-id")}
        placeholder="01a2b3c4-…"
        value={customer}
        error={tried ? wrongId : undefined}
        onChange={({ currentTarget: { value } }) => setCustomer(value)}
      />
      <DayFields days={days} set={setDays} wrong={tried ? wrong : undefined} />
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
