// What the parts of one payment were: together exactly its amount.
import { Button } from "@mantine/core";
import { useState } from "react";
import type { TransactionDetail } from "~/api/types";
import { Amount } from "~/figures/Amount";
import { t } from "~/language/t";
import { Trouble } from "~/surface/Trouble";
import css from "./marks.module.css";
import { SplitForm } from "./SplitForm";
import { useSplit } from "./writing";

export function Split({ detail }: { detail: TransactionDetail }) {
  const [editing, setEditing] = useState(false);
  const [joined, setJoined] = useState<TransactionDetail["parts"]>([]);
  const split = useSplit(detail.id);
  const { parts } = detail;
  const join = () => split.mutate([], { onSuccess: () => setJoined(parts) });
  const back = () =>
    split.mutate(
      joined.map(({ label, amount }) => ({ label, amount: amount.amount })),
      { onSuccess: () => setJoined([]) },
    );
  return (
    <section aria-labelledby="split">
      <h3 id="split" className={css.title}>
        {t("web.mark.split")}
      </h3>
      {editing ? (
        <SplitForm detail={detail} done={() => setEditing(false)} />
      ) : parts.length > 0 ? (
        <>
          <dl className={css.parts}>
            {parts.map(({ label, amount }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two parts may be alike
              <div key={at}>
                <dt>{label}</dt>
                <dd>
                  <Amount value={amount} signed />
                </dd>
              </div>
            ))}
          </dl>
          <div className={css.ways}>
            <Button onClick={() => setEditing(true)}>{t("web.mark.split.change")}</Button>
            <Button variant="subtle" loading={split.isPending} onClick={join}>
              {t("web.mark.split.join")}
            </Button>
          </div>
        </>
      ) : (
        <>
          <p className={css.hint}>{t("web.mark.split.hint")}</p>
          <div className={css.ways}>
            <Button onClick={() => setEditing(true)}>{t("web.mark.split.start")}</Button>
            {joined.length > 0 && (
              <>
                <span role="status" className={css.hint}>
                  {t("web.mark.split.joined")}
                </span>
                <Button variant="subtle" loading={split.isPending} onClick={back}>
                  {t("web.mark.undo")}
                </Button>
              </>
            )}
          </div>
        </>
      )}
      {split.isError && <Trouble error={split.error} />}
    </section>
  );
}
