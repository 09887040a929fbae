// Why a suggestion is made: reasons, figures, the transactions it rests on, the model, and how to object.
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { suggestionReasonsQuery } from "~/api/queries";
import type { Suggestion, SuggestionDetail, Transaction } from "~/api/types";
import { day } from "~/language/format";
import { t } from "~/language/t";
import { TransactionRow } from "~/money/transactions/TransactionRow";
import { BoneRows } from "~/surface/Bones";
import { EvidenceHeading } from "~/surface/Evidence";
import { Figures } from "~/surface/Figures";
import { Sheet } from "~/surface/Sheet";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import { SuggestionCard } from "./SuggestionCard";
import css from "./suggestions.module.css";

type Props = { id: string; opened: boolean; onClose: () => void };

export function SuggestionSheet({ id, opened, onClose }: Props) {
  const query = useInfiniteQuery(suggestionReasonsQuery(id));
  const pages = query.data?.pages;
  const detail = pages?.[0];
  const more = query.hasNextPage && (
    <Button mt={16} loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
      {t("web.list.more")}
    </Button>
  );
  return (
    <Sheet title={t("web.suggestion.why")} opened={opened} onClose={onClose}>
      {pages && detail ? (
        <Reasons
          key={id}
          detail={detail}
          evidence={pages.flatMap((page) => page.evidence)}
          next={pages.at(-1)?.evidence_next}
          more={more}
        />
      ) : query.error ? (
        <Trouble error={query.error} again={() => query.refetch()} />
      ) : (
        <BoneRows rows={6} />
      )}
    </Sheet>
  );
}

type ReasonsProps = {
  detail: SuggestionDetail;
  evidence: Transaction[];
  next: string | null | undefined;
  more: ReactNode;
};

function Reasons({ detail, evidence, next, more }: ReasonsProps) {
  const [changed, setChanged] = useState<Suggestion | null>(null);
  return (
    <>
      <SuggestionCard suggestion={changed ?? detail} onChange={setChanged} why={false} />
      <h3 className={css.part}>{t("web.suggestion.reasons")}</h3>
      <ul className={css.reasons}>
        {detail.reasons.map((reason) => (
          <li key={reason.code}>{reason.text}</li>
        ))}
      </ul>
      <Figures figures={detail.figures} />
      {evidence.length > 0 && (
        <>
          <EvidenceHeading count={detail.evidence_count} next={next} className={css.part} />
          <ul className={surface.rows}>
            {evidence.map((transaction) => (
              <TransactionRow key={transaction.id} transaction={transaction} dated />
            ))}
          </ul>
          {more}
        </>
      )}
      <h3 className={css.part}>{t("web.suggestion.contest")}</h3>
      <p>{detail.contest}</p>
      <p className={css.model}>
        {t("web.suggestion.model", { name: detail.model.name, version: detail.model.version })}
        <code>{detail.model.hash}</code>
        {t("web.suggestion.expires", { date: day(detail.expires) })}
      </p>
    </>
  );
}
