// Why something is expected: the series in a sentence, how it is found, its figures and every payment it rests on.
import { useInfiniteQuery } from "@tanstack/react-query";
import { seriesQuery } from "~/api/queries";
import { shortDay } from "~/language/format";
import { t } from "~/language/t";
import { datedRow } from "~/money/transactions/TransactionRow";
import { BoneRows } from "~/surface/Bones";
import { Evidence } from "~/surface/Evidence";
import { Figures } from "~/surface/Figures";
import { Sheet } from "~/surface/Sheet";
import { Trouble } from "~/surface/Trouble";
import css from "./coming.module.css";

type Props = { id: string; opened: boolean; onClose: () => void };
const DAYS_SHOWN = 6;

export function SeriesSheet({ id, opened, onClose }: Props) {
  const query = useInfiniteQuery(seriesQuery(id));
  const series = query.data?.pages[0];
  return (
    <Sheet title={series?.name ?? t("web.why")} opened={opened} onClose={onClose}>
      {query.error && !series && <Trouble error={query.error} again={() => query.refetch()} />}
      {query.isPending && <BoneRows rows={6} />}
      {series && (
        <>
          <p className={css.sheetLead}>{series.sentence}</p>
          {series.next.length > 0 && (
            <>
              <h3 className={css.part}>{t("web.coming.next")}</h3>
              <p className="figures">{series.next.slice(0, DAYS_SHOWN).map(shortDay).join(" · ")}</p>
            </>
          )}
          <h3 className={css.part}>{t("web.fact.definition")}</h3>
          <p className={css.label}>{series.definition}</p>
          <Figures figures={series.figures} />
          <Evidence of={query} row={datedRow} className={css.part} />
        </>
      )}
    </Sheet>
  );
}
