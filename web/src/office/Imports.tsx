// Everyone's statement imports: how they went. What a file is called is seen only with its customer.
import { NativeSelect } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { instant } from "~/language/format";
import { has, t } from "~/language/t";
import { useTitle } from "~/shell/title";
import { CustomerLink } from "./Events";
import css from "./office.module.css";
import { officeImportsQuery } from "./queries";
import { IMPORT_STATES } from "./search";
import { Pages, Table } from "./Table";

const formatName = (format: string | null) => {
  const key = `web.format.${format}`;
  return has(key) ? t(key) : (format?.toUpperCase() ?? "–");
};

export function Imports() {
  useTitle(t("web.office.imports"));
  const asked = useSearch({ from: "/office/imports" });
  const navigate = useNavigate();
  const query = useInfiniteQuery({ ...officeImportsQuery(asked), placeholderData: keepPreviousData });
  const columns = [
    { label: t("web.office.column.import") },
    { label: t("web.office.customer") },
    { label: t("web.office.column.format"), wide: true },
    { label: t("web.office.column.added"), number: true },
    { label: t("web.office.column.known"), wide: true, number: true },
    { label: t("web.office.column.time"), wide: true },
  ];
  return (
    <>
      <h1>{t("web.office.imports")}</h1>
      <p className={css.lead}>{t("web.office.imports.lead")}</p>
      <div className={css.filters}>
        <NativeSelect
          label={t("web.office.state")}
          value={asked.state ?? ""}
          onChange={({ currentTarget: { value } }) =>
            void navigate({
              to: "/office/imports",
              search: { state: IMPORT_STATES.find((each) => each === value) },
              replace: true,
            })
          }
          data={[
            { value: "", label: t("web.office.state.any") },
            ...IMPORT_STATES.map((value) => ({ value, label: t(`web.office.import.${value}`) })),
          ]}
        />
      </div>
      <Pages query={query} none={t("web.office.imports.none")}>
        <Table name={t("web.office.imports")} columns={columns}>
          {query.data?.pages
            .flatMap(({ items }) => items)
            .map((each) => (
              <tr key={each.id}>
                <th scope="row">
                  <span className={css.state} data-state={each.state}>
                    {t(`web.office.import.${each.state}`)}
                  </span>
                  <span className={`${css.notes} ${css.narrow}`}>
                    {formatName(each.format)} · {instant(each.created)}
                  </span>
                </th>
                <td>
                  <CustomerLink id={each.customer} />
                </td>
                <td className={css.wide}>{formatName(each.format)}</td>
                <td className={css.number}>{t("web.office.n", { n: each.added })}</td>
                <td className={`${css.wide} ${css.number}`}>{t("web.office.n", { n: each.duplicates })}</td>
                <td className={css.wide}>{instant(each.created)}</td>
              </tr>
            ))}
        </Table>
      </Pages>
    </>
  );
}
