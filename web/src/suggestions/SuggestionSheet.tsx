// Why a suggestion is made: reasons, figures, the transactions it rests on, the model, and how to object.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { suggestionQuery } from "~/api/queries";
import type { Suggestion, SuggestionDetail } from "~/api/types";
import { day } from "~/language/format";
import { t } from "~/language/t";
import { TransactionRow } from "~/money/transactions/TransactionRow";
import { BoneRows } from "~/surface/Bones";
import { Figures } from "~/surface/Figures";
import { Sheet } from "~/surface/Sheet";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import { SuggestionCard } from "./SuggestionCard";
import css from "./suggestions.module.css";

type Props = { id: string; opened: boolean; onClose: () => void };

export function SuggestionSheet({ id, opened, onClose }: Props) {
  const { data, error, refetch } = useQuery(suggestionQuery(id));
  return (
    <Sheet title={t("web.suggestion.why")} opened={opened} onClose={onClose}>
      {data ? (
        <Reasons key={id} detail={data} />
      ) : error ? (
        <Trouble error={error} again={() => refetch()} />
      ) : (
        <BoneRows rows={6} />
      )}
    </Sheet>
  );
}

function Reasons({ detail }: { detail: SuggestionDetail }) {
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
      {detail.evidence.length > 0 && (
        <>
          <h3 className={css.part}>{t("web.why.evidence", { n: detail.evidence.length })}</h3>
          <ul className={surface.rows}>
            {detail.evidence.map((transaction) => (
              <TransactionRow key={transaction.id} transaction={transaction} dated />
            ))}
          </ul>
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
