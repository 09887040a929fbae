// The office's door: in a demo one enters as one of three, each of whom may do something else.
import { IconArrowRight } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { answer, api } from "~/api/client";
import { bankQuery } from "~/api/queries";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import css from "./office.module.css";
import { officeSessionQuery } from "./queries";

const ROLES = ["reviewer", "operator", "auditor"] as const;

export function Door() {
  useTitle(t("web.office.title"));
  const client = useQueryClient();
  const { data: bank } = useQuery(bankQuery);
  const enter = useMutation({
    mutationFn: (role: (typeof ROLES)[number]) => answer(api.POST("/api/office/session", { body: { role } })),
    onSuccess: (session) => client.setQueryData(officeSessionQuery.queryKey, session),
  });
  return (
    <div className={css.door}>
      <h1>{t("web.office.title")}</h1>
      <p className={css.lead}>{t(bank?.demo === false ? "web.office.closed" : "web.office.lead")}</p>
      {enter.isError && <Trouble error={enter.error} />}
      {bank?.demo && (
        <ul className={css.roles}>
          {ROLES.map((role) => (
            <li key={role}>
              <button
                type="button"
                className={css.enter}
                disabled={enter.isPending}
                onClick={() => enter.mutate(role)}
              >
                <span>
                  <span className={css.enterRole}>{t(`web.office.role.${role}`)}</span>
                  <span className={css.enterMay}>{t(`web.office.may.${role}`)}</span>
                </span>
                <IconArrowRight size={20} stroke={1.6} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <Link to="/sign-in" className={surface.more}>
        {t("web.office.customers-door")}
      </Link>
    </div>
  );
}
