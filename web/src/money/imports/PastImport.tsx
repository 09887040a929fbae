// A statement that was taken in: what it brought, where to see it, and how to take it back.
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "~/api/client";
import type { Import } from "~/api/types";
import { instant } from "~/language/format";
import { t } from "~/language/t";
import { Trouble } from "~/surface/Trouble";
import css from "./imports.module.css";

export function PastImport({ past }: { past: Import }) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const undo = useMutation({
    mutationFn: () =>
      answer(api.POST("/api/imports/{identifier}/undo", { params: { path: { identifier: past.id } } })),
    onSuccess: () => {
      setAsking(false);
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "bank" });
    },
  });
  const kept = past.kept || (undo.data?.kept ?? 0);
  const here = past.state === "imported";
  return (
    <li className={css.past}>
      <div className={css.pastWords}>
        <p className={css.pastFile}>{past.file}</p>
        <p className={css.which}>
          {t(`web.import.state.${past.state}`, { n: past.added })} · {instant(past.created)}
        </p>
        {kept > 0 && <p className={css.which}>{t("web.import.kept", { n: kept })}</p>}
        {past.error && <p className={css.failed}>{past.error}</p>}
        {asking && <p className={css.ask}>{t("web.import.undo.ask", { n: past.added })}</p>}
        {undo.isError && <Trouble error={undo.error} />}
      </div>
      {here && (
        <div className={css.pastActions}>
          {asking ? (
            <>
              <Button loading={undo.isPending} onClick={() => undo.mutate()}>
                {t("web.import.undo.sure")}
              </Button>
              <Button variant="subtle" onClick={() => setAsking(false)}>
                {t("web.import.undo.keep")}
              </Button>
            </>
          ) : (
            <>
              <Link to="/money/transactions" search={{ import: past.id }} className={css.see}>
                {t("web.import.see")}
                <span className="unseen"> {past.file}</span>
              </Link>
              <Button variant="subtle" onClick={() => setAsking(true)}>
                {t("web.import.undo")}
                <span className="unseen"> {past.file}</span>
              </Button>
            </>
          )}
        </div>
      )}
    </li>
  );
}
