// Events as they stand in the log: ids and codes, never words of a person.
import { Link } from "@tanstack/react-router";
import { instant } from "~/language/format";
import { t } from "~/language/t";
import css from "./office.module.css";
import { useRights } from "./places";
import type { OfficeEvent } from "./queries";
import { Table } from "./Table";

const said = (body: Record<string, unknown>) =>
  Object.entries(body)
    .map(([name, value]) => `${name} ${typeof value === "object" ? JSON.stringify(value) : value}`)
    .join(" · ") || "–";

/** An id by its end, which tells it apart; whole for who hovers or listens. */
export const short = (id: string) => `…${id.slice(-8)}`;

/** Leads to what one's role may know of a customer: their picture, their records, or their events. */
export function CustomerLink({ id }: { id: string }) {
  const rights = useRights();
  const look = { className: css.id, title: id, preload: false, children: short(id) } as const;
  if (rights.includes("customers"))
    return <Link to="/office/customers/$customer" params={{ customer: id }} {...look} />;
  if (rights.includes("audit")) return <Link to="/office/audit" search={{ customer: id }} {...look} />;
  if (rights.includes("log")) return <Link to="/office/log" search={{ customer: id }} {...look} />;
  return (
    <span className={css.plainId} title={id}>
      {short(id)}
    </span>
  );
}

/** `named`: whose event it is stands in the row, too. */
export function Events({ events, named = true }: { events: OfficeEvent[]; named?: boolean }) {
  if (events.length === 0) return <p className={css.none}>{t("web.office.events.none")}</p>;
  const columns = [
    { label: t("web.office.column.event") },
    { label: t("web.office.column.time"), wide: true },
    ...(named ? [{ label: t("web.office.customer") }] : []),
    { label: t("web.office.column.body"), wide: true },
    { label: t("web.office.column.id"), wide: true, number: true },
  ];
  return (
    <Table name={t("web.office.events")} columns={columns}>
      {events.map(({ id, time, name, customer, body }) => (
        <tr key={id}>
          <th scope="row">
            {name}
            <span className={`${css.notes} ${css.narrow}`}>
              {instant(time)} {said(body)}
            </span>
          </th>
          <td className={css.wide}>
            <time dateTime={time}>{instant(time)}</time>
          </td>
          {named && <td>{customer && <CustomerLink id={customer} />}</td>}
          <td className={`${css.wide} ${css.body}`}>{said(body)}</td>
          <td className={`${css.wide} ${css.number}`}>{id}</td>
        </tr>
      ))}
    </Table>
  );
}
