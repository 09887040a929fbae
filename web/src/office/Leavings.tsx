// Customers who asked to leave: one member of staff asks for the erasure, another agrees to it.
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "~/api/client";
import { instant } from "~/language/format";
import { t } from "~/language/t";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import { CustomerLink, short } from "./Events";
import css from "./office.module.css";
import { erasuresQuery } from "./queries";
import { Sure } from "./Sure";
import { Pages } from "./Table";

export function Leavings() {
  const client = useQueryClient();
  const query = useInfiniteQuery(erasuresQuery);
  const ask = useMutation({
    mutationFn: (identifier: string) =>
      answer(api.POST("/api/office/customers/{identifier}/erasure", { params: { path: { identifier } } })),
    onSettled: () =>
      client.invalidateQueries({
        queryKey: ["office"],
        predicate: ({ queryKey }) => ["approvals", "erasures"].includes(String(queryKey[1])),
      }),
  });
  return (
    <Section title={t("web.office.leaving")}>
      <p className={css.sentence}>{t("web.office.leaving.lead")}</p>
      {ask.isError && <Trouble error={ask.error} />}
      <p role="status" className={css.result}>
        {ask.isSuccess && t("web.office.leaving.asked")}
      </p>
      <Pages query={query} none={t("web.office.leaving.none")}>
        <ul className={surface.rows}>
          {query.data?.pages
            .flatMap(({ items }) => items)
            .map(({ id, customer, asked }) => (
              <li key={id} className={css.request}>
                <div>
                  <p className={css.what}>
                    {t("web.office.customer")} <CustomerLink id={customer} />
                  </p>
                  <p className={css.notes}>{t("web.office.leaving.since", { time: instant(asked) })}</p>
                </div>
                <Sure
                  label={t("web.office.leaving.ask")}
                  of={short(customer)}
                  ask={t("web.office.leaving.ask.sure")}
                  sure={t("web.office.leaving.ask.yes")}
                  keep={t("web.office.approval.not-yet")}
                  busy={ask.isPending}
                  go={() => ask.mutate(customer)}
                />
              </li>
            ))}
        </ul>
      </Pages>
    </Section>
  );
}
