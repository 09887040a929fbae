// Why a fact is so: its sentence, how it is reckoned, the figures, and every transaction it rests on.
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { factQuery } from "~/api/queries";
import { day } from "~/language/format";
import { t } from "~/language/t";
import { TransactionRow } from "~/money/transactions/TransactionRow";
import { BoneRows } from "~/surface/Bones";
import { EvidenceHeading } from "~/surface/Evidence";
import { Figures } from "~/surface/Figures";
import { Sheet } from "~/surface/Sheet";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import css from "./facts.module.css";

type Props = { id: string; opened: boolean; onClose: () => void };

export function FactSheet({ id, opened, onClose }: Props) {
  const query = useInfiniteQuery(factQuery(id));
  const fact = query.data?.pages[0];
  const evidence = query.data?.pages.flatMap((page) => page.evidence) ?? [];
  const next = query.data?.pages.at(-1)?.evidence_next;
  return (
    <Sheet title={fact?.label ?? t("web.why")} opened={opened} onClose={onClose}>
      {query.error && !fact && <Trouble error={query.error} again={() => query.refetch()} />}
      {query.isPending && <BoneRows rows={6} />}
      {fact && (
        <>
          <p className={css.lead}>{fact.sentence}</p>
          <h3 className={css.part}>{t("web.fact.definition")}</h3>
          <p className={css.definition}>{fact.definition}</p>
          <Figures figures={fact.figures} />
          {evidence.length > 0 && (
            <>
              <EvidenceHeading count={fact.evidence_count} next={next} className={css.part} />
              <ul className={surface.rows}>
                {evidence.map((transaction) => (
                  <TransactionRow key={transaction.id} transaction={transaction} dated />
                ))}
              </ul>
            </>
          )}
          {query.hasNextPage && (
            <Button mt={16} loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
              {t("web.list.more")}
            </Button>
          )}
          <p className={css.asOf}>{t("web.fact.as-of", { date: day(fact.as_of) })}</p>
        </>
      )}
    </Sheet>
  );
}
