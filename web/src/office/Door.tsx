// The office's door: a passkey opens it; in a demo one may also enter as one of three, each there for something else.
import { Button } from "@mantine/core";
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
import { usePasskeySignIn } from "./passkeys";
import { officeSessionQuery, type Role } from "./queries";

const ROLES = ["reviewer", "operator", "auditor"] as const satisfies readonly Role[];

export function Door() {
  useTitle(t("web.office.title"));
  const { data: bank } = useQuery(bankQuery);
  return (
    <div className={css.door}>
      <h1>{t("web.office.title")}</h1>
      <p className={css.lead}>{t(bank?.demo === false ? "web.office.closed" : "web.office.lead")}</p>
      {bank?.demo === false && <WithPasskey first />}
      {bank?.demo === false && <Roles />}
      {bank?.demo && <Enter />}
      {bank?.demo && <WithPasskey />}
      <Link to="/sign-in" className={surface.more}>
        {t("web.office.customers-door")}
      </Link>
    </div>
  );
}

/** The demo bank's own three. */
function Enter() {
  const client = useQueryClient();
  const enter = useMutation({
    mutationFn: (role: Role) => answer(api.POST("/api/office/session", { body: { role } })),
    onSuccess: (session) => client.setQueryData(officeSessionQuery.queryKey, session),
  });
  return (
    <>
      {enter.isError && <Trouble error={enter.error} />}
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
    </>
  );
}

/** What each role is for, where one cannot choose it. */
const Roles = () => (
  <dl className={css.purposes}>
    {ROLES.map((role) => (
      <div key={role}>
        <dt>{t(`web.office.role.${role}`)}</dt>
        <dd>{t(`web.office.may.${role}`)}</dd>
      </div>
    ))}
  </dl>
);

function WithPasskey({ first = false }: { first?: boolean }) {
  const signIn = usePasskeySignIn();
  return (
    <div className={css.withPasskey}>
      {signIn.isError && <Trouble error={signIn.error} />}
      {!first && <p className={css.notes}>{t("web.office.passkey.or")}</p>}
      <Button
        variant={first ? "filled" : "default"}
        loading={signIn.isPending}
        onClick={() => signIn.mutate()}
      >
        {t("web.office.passkey.sign-in")}
      </Button>
    </div>
  );
}
