// To whom, and from a day to a day, both of them in: what the audit trail and the access log are narrowed by.
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { t } from "~/language/t";
import css from "./office.module.css";
import { isId } from "./search";

type Asked = { customer?: string; since?: string; until?: string };

/** The fields, and what was typed in them: undefined where something is wrong, which is then said at its field. */
export function useWhomAndWhen(asked: Asked) {
  const [customer, setCustomer] = useState(asked.customer ?? "");
  const [since, setSince] = useState(asked.since ?? "");
  const [until, setUntil] = useState(asked.until ?? "");
  const [tried, setTried] = useState(false);
  const id = customer.trim().toLowerCase();
  const wrongId = id && !isId(id) ? t("web.office.no-id") : undefined;
  const wrongDays = since && until && until < since ? t("web.office.days-turned") : undefined;
  const typed = (): Asked | undefined => {
    setTried(true);
    return wrongId || wrongDays ? undefined : { customer: id, since, until };
  };
  const fields = (
    <>
      <TextInput
        className={css.idField}
        label={t("web.office.customer-id")}
        placeholder="01a2b3c4-…"
        value={customer}
        error={tried ? wrongId : undefined}
        onChange={({ currentTarget: { value } }) => setCustomer(value)}
      />
      <TextInput
        type="date"
        label={t("web.office.since-day")}
        value={since}
        onChange={({ currentTarget: { value } }) => setSince(value)}
      />
      <TextInput
        type="date"
        label={t("web.office.until-day")}
        value={until}
        error={tried ? wrongDays : undefined}
        onChange={({ currentTarget: { value } }) => setUntil(value)}
      />
    </>
  );
  return { fields, typed };
}

/** What is asked for, without what is empty. */
export const given = <T extends object>(all: T): Partial<T> =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value)) as Partial<T>;
