// What one shares with the household: three ways, each with what it means; nothing changes before it is saved.
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "~/api/client";
import { t } from "~/language/t";
import { tellNote } from "~/shell/note";
import { Trouble } from "~/surface/Trouble";
import css from "./own.module.css";
import { householdQuery, type Shares } from "./queries";

const WAYS: Shares[] = ["nothing", "read", "write"];

export function Sharing({ shares }: { shares: Shares }) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState(shares);
  const save = useMutation({
    mutationFn: () => answer(api.PUT("/api/household/sharing", { body: { shares: chosen } })),
    onSuccess: ({ members }) => {
      tellNote(t("web.own.sharing.saved"));
      client.setQueryData(householdQuery.queryKey, members);
    },
  });
  return (
    <>
      <fieldset className={css.choices}>
        <legend className="unseen">{t("web.own.sharing.title")}</legend>
        {WAYS.map((way) => (
          <label key={way} className={css.choiceCard}>
            <input
              type="radio"
              name="shares"
              value={way}
              checked={chosen === way}
              onChange={() => setChosen(way)}
              aria-labelledby={`way-${way}`}
              aria-describedby={`means-${way}`}
            />
            <span>
              <span id={`way-${way}`} className={css.choiceName}>
                {t(`web.own.sharing.${way}`)}
              </span>
              <span id={`means-${way}`} className={css.choiceMeans}>
                {t(`web.own.sharing.${way}.means`)}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      {save.isError && <Trouble error={save.error} />}
      {chosen !== shares && (
        <div className={css.ways}>
          <Button variant="filled" loading={save.isPending} onClick={() => save.mutate()}>
            {t("web.own.save")}
          </Button>
          <Button variant="subtle" disabled={save.isPending} onClick={() => setChosen(shares)}>
            {t("web.own.leave-it")}
          </Button>
        </div>
      )}
    </>
  );
}
