// An invitation is opened: the passkey that is made here is the way in from now on.
import { Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import css from "./office.module.css";
import { useJoin } from "./passkeys";

/** The token leaves the address at once: neither the history nor a look over the shoulder keeps it. */
let told = "";
function taken(): string {
  const token = location.hash.slice(1);
  if (token) {
    told = token;
    history.replaceState(history.state, "", location.pathname);
  }
  return told;
}

export function Join() {
  useTitle(t("web.office.join.title"));
  const [token] = useState(taken);
  const navigate = useNavigate();
  const join = useJoin();
  const go = () => join.mutate(token, { onSuccess: () => void navigate({ to: "/office", replace: true }) });
  return (
    <div className={css.door}>
      <h1>{t("web.office.join.title")}</h1>
      <p className={css.lead}>{t(token ? "web.office.join.lead" : "web.office.join.none")}</p>
      <div className={css.withPasskey}>
        {join.isError && <Trouble error={join.error} />}
        {token && (
          <Button variant="filled" loading={join.isPending} onClick={go}>
            {t("web.office.join.make")}
          </Button>
        )}
      </div>
      <Link to="/office" className={surface.more}>
        {t("web.office.join.door")}
      </Link>
    </div>
  );
}
