// The audit trail: what happened, to whom, by whom; and how far nobody can change it any more without being found.
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { instant } from "~/language/format";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import { BoneRows } from "~/surface/Bones";
import { useTogether } from "~/surface/together";
import { AuditFilter } from "./AuditFilter";
import { CustomerLink } from "./Events";
import css from "./office.module.css";
import { type AuditAsked, type AuditRecord, auditQuery, auditStateQuery } from "./queries";
import { Seal } from "./Seal";
import { happened } from "./said";
import { Pages, Table } from "./Table";
import { Who } from "./who";

export function Audit() {
  useTitle(t("web.office.audit"));
  const asked = useSearch({ from: "/office/audit" });
  const navigate = useNavigate();
  const query = useInfiniteQuery({ ...auditQuery(asked), placeholderData: keepPreviousData });
  const whole = useTogether(useQuery(auditStateQuery), query);
  const set = (next: AuditAsked) =>
    void navigate({ to: "/office/audit", search: next, replace: true, resetScroll: false });
  const columns = [
    { label: t("web.office.column.what") },
    { label: t("web.office.column.by") },
    { label: t("web.office.customer"), wide: true },
    { label: t("web.office.column.time"), wide: true },
    { label: t("web.office.column.seal"), wide: true },
  ];
  return (
    <>
      <h1>{t("web.office.audit")}</h1>
      {whole ? <Seal /> : <BoneRows rows={8} height={56} />}
      {whole && <AuditFilter key={JSON.stringify(asked)} asked={asked} set={set} />}
      {whole && (
        <>
          <p className={css.logged}>{t("web.office.audit.logged")}</p>
          <Pages query={query} none={t("web.office.audit.none")}>
            <Table name={t("web.office.audit")} columns={columns}>
              {query.data?.pages
                .flatMap(({ items }) => items)
                .map((each) => (
                  <Row key={each.id} record={each} />
                ))}
            </Table>
          </Pages>
        </>
      )}
    </>
  );
}

function Row({ record }: { record: AuditRecord }) {
  const { id, name, actor, customer, time, sealed } = record;
  return (
    <tr>
      <th scope="row">
        <details className={css.raw}>
          <summary>
            {happened(name)}
            <span className="unseen">{` ${t("web.office.raw")} ${id}`}</span>
          </summary>
          <Raw record={record} />
        </details>
        <span className={`${css.notes} ${css.narrow}`}>
          {instant(time)} · {t(sealed ? "web.office.sealed" : "web.office.unsealed")}
        </span>
      </th>
      <td>
        <Who actor={actor} />
      </td>
      <td className={css.wide}>{customer && <CustomerLink id={customer} />}</td>
      <td className={css.wide}>
        <time dateTime={time}>{instant(time)}</time>
      </td>
      <td className={css.wide}>
        <span className={css.state} data-state={sealed ? "accepted" : undefined}>
          {t(sealed ? "web.office.sealed" : "web.office.unsealed")}
        </span>
      </td>
    </tr>
  );
}

/** The record as it stands in the log, ids and codes whole. */
function Raw({ record: { id, name, actor, customer, time, body } }: { record: AuditRecord }) {
  const rows = [
    [t("web.office.raw.number"), id],
    [t("web.office.raw.name"), name],
    [t("web.office.raw.actor"), actor],
    [t("web.office.customer"), customer ?? "–"],
    [t("web.office.column.time"), time],
    ...Object.entries(body).map(([key, value]) => [
      key,
      typeof value === "object" ? JSON.stringify(value) : String(value),
    ]),
  ];
  return (
    <dl className={css.rawRows}>
      {rows.map(([label, value], at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a record never move
        <div key={at}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
