// Durable work: what was asked for, how it went, how long it took.
import { NativeSelect } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { instant } from "~/language/format";
import { has, t } from "~/language/t";
import { useTitle } from "~/shell/title";
import { CustomerLink } from "./Events";
import css from "./office.module.css";
import { type Job, jobsQuery } from "./queries";
import { JOB_STATES } from "./search";
import { Pages, Table } from "./Table";
import { lasted } from "./time";

const statusName = (status: string) => {
  const key = `web.office.job.${status}`;
  return has(key) ? t(key) : status;
};

export function Jobs() {
  useTitle(t("web.office.jobs"));
  const asked = useSearch({ from: "/office/jobs" });
  const navigate = useNavigate();
  const query = useInfiniteQuery({ ...jobsQuery(asked), placeholderData: keepPreviousData });
  const columns = [
    { label: t("web.office.column.job") },
    { label: t("web.office.state") },
    { label: t("web.office.customer"), wide: true },
    { label: t("web.office.column.took"), number: true },
    { label: t("web.office.column.started"), wide: true },
  ];
  return (
    <>
      <h1>{t("web.office.jobs")}</h1>
      <p className={css.lead}>{t("web.office.jobs.lead")}</p>
      <div className={css.filters}>
        <NativeSelect
          label={t("web.office.state")}
          value={asked.status ?? ""}
          onChange={({ currentTarget: { value } }) =>
            void navigate({
              to: "/office/jobs",
              search: { status: JOB_STATES.find((each) => each === value) },
              replace: true,
            })
          }
          data={[
            { value: "", label: t("web.office.state.any") },
            ...JOB_STATES.map((value) => ({ value, label: statusName(value) })),
          ]}
        />
      </div>
      <Pages query={query} none={t("web.office.jobs.none")}>
        <Table name={t("web.office.jobs")} columns={columns}>
          {query.data?.pages
            .flatMap(({ items }) => items)
            .map((each) => (
              <Row key={each.id} job={each} />
            ))}
        </Table>
      </Pages>
    </>
  );
}

function Row({ job }: { job: Job }) {
  return (
    <tr>
      <th scope="row">
        {job.name}
        {job.error && <code className={css.notes}>{job.error}</code>}
        <span className={`${css.notes} ${css.narrow}`}>{instant(job.started)}</span>
      </th>
      <td>
        <span className={css.state} data-state={job.status}>
          {statusName(job.status)}
        </span>
      </td>
      <td className={css.wide}>{job.customer && <CustomerLink id={job.customer} />}</td>
      <td className={css.number}>{job.seconds === null ? "–" : lasted(job.seconds)}</td>
      <td className={css.wide}>{instant(job.started)}</td>
    </tr>
  );
}
