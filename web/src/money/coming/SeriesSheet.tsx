// Why something is expected: the series in a sentence, how it is found, its figures and every payment it rests on.
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { seriesQuery } from "~/api/queries";
import { shortDay } from "~/language/format";
import { t } from "~/language/t";
import { TransactionRow } from "~/money/transactions/TransactionRow";
import { BoneRows } from "~/surface/Bones";
import { EvidenceHeading } from "~/surface/Evidence";
import { Figures } from "~/surface/Figures";
import { Sheet } from "~/surface/Sheet";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import css from "./coming.module.css";

type Props = { id: string; opened: boolean; onClose: () => void };
const DAYS_SHOWN = 6;

export function SeriesSheet({ id, opened, onClose }: Props) {
  const query = useInfiniteQuery(seriesQuery(id));
  const series = query.data?.pages[0];
  const evidence = query.data?.pages.flatMap((page) => page.evidence) ?? [];
  const next = query.data?.pages.at(-1)?.evidence_next;
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
          <EvidenceHeading count={series.evidence_count} next={next} className={css.part} />
          <ul className={surface.rows}>
            {evidence.map((transaction) => (
              <TransactionRow key={transaction.id} transaction={transaction} dated />
            ))}
          </ul>
          {query.hasNextPage && (
            <Button mt={16} loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
              {t("web.list.more")}
            </Button>
          )}
        </>
      )}
    </Sheet>
  );
}
