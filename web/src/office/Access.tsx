// The access log: who of the bank looked at whom, when, on which page. Reading it stands in it, too.
import { Button } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { instant } from "~/language/format";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import { CustomerLink, short } from "./Events";
import css from "./office.module.css";
import { type AccessAsked, accessQuery, type Look } from "./queries";
import { said } from "./said";
import { Pages, Table } from "./Table";
import { given, useWhomAndWhen } from "./WhomAndWhen";

export function Access() {
  useTitle(t("web.office.access"));
  const asked = useSearch({ from: "/office/access" });
  const navigate = useNavigate();
  const query = useInfiniteQuery({ ...accessQuery(asked), placeholderData: keepPreviousData });
  const set = (next: AccessAsked) =>
    void navigate({ to: "/office/access", search: next, replace: true, resetScroll: false });
  const columns = [
    { label: t("web.office.column.who") },
    { label: t("web.office.column.whom") },
    { label: t("web.office.column.page"), wide: true },
    { label: t("web.office.column.time"), wide: true },
  ];
  return (
    <>
      <h1>{t("web.office.access")}</h1>
      <p className={css.lead}>{t("web.office.access.lead")}</p>
      <Narrow key={JSON.stringify(asked)} asked={asked} set={set} />
      <Pages query={query} none={t("web.office.access.none")}>
        <Table name={t("web.office.access")} columns={columns}>
          {query.data?.pages
            .flatMap(({ items }) => items)
            .map((each) => (
              <Row key={each.id} look={each} />
            ))}
        </Table>
      </Pages>
    </>
  );
}

const pageOf = ({ kind, page }: Look): string => {
  if (kind === "entered") return t("web.office.page.entered");
  if (kind === "operator") return page ? `florin ${page}` : t("web.office.page.command");
  return page ? said("page", page) : "–";
};

function Row({ look }: { look: Look }) {
  const { staff, who, kind, customer, time } = look;
  return (
    <tr>
      <th scope="row">
        {staff ? (
          <Link to="/office/access" search={{ staff }} className={css.open} title={staff}>
            {who ?? short(staff)}
          </Link>
        ) : (
          t(`web.office.by.${kind === "operator" ? "operator" : "staff"}`)
        )}
        <span className={`${css.notes} ${css.narrow}`}>
          {pageOf(look)} · {instant(time)}
        </span>
      </th>
      <td>
        {customer ? <CustomerLink id={customer} /> : kind === "staff" ? t("web.office.whom.many") : "–"}
      </td>
      <td className={css.wide}>{pageOf(look)}</td>
      <td className={css.wide}>
        <time dateTime={time}>{instant(time)}</time>
      </td>
    </tr>
  );
}

type Props = { asked: AccessAsked; set: (next: AccessAsked) => void };

function Narrow({ asked, set }: Props) {
  const { fields, typed } = useWhomAndWhen(asked);
  const send = () => {
    const found = typed();
    if (found) set(given({ staff: asked.staff, ...found }));
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
      {fields}
      <Button type="submit">{t("web.office.narrow")}</Button>
      {asked.staff && <p className={css.only}>{t("web.office.only-staff", { id: short(asked.staff) })}</p>}
      {Object.keys(asked).length > 0 && <Button onClick={() => set({})}>{t("web.filter.clear")}</Button>}
    </form>
  );
}
