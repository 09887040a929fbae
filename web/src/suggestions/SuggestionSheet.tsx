// Why a suggestion is made: reasons, figures, the transactions it rests on, the model, and how to object.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { suggestionReasonsQuery } from "~/api/queries";
import type { Suggestion, SuggestionDetail } from "~/api/types";
import { useWhose } from "~/api/whose";
import { day } from "~/language/format";
import { t } from "~/language/t";
import { datedRow } from "~/money/transactions/TransactionRow";
import { BoneRows } from "~/surface/Bones";
import { Evidence, type Paged } from "~/surface/Evidence";
import { Figures } from "~/surface/Figures";
import { Sheet } from "~/surface/Sheet";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import { SuggestionCard } from "./SuggestionCard";
import css from "./suggestions.module.css";

type Props = { id: string; opened: boolean; onClose: () => void };

export function SuggestionSheet({ id, opened, onClose }: Props) {
  const query = useInfiniteQuery(suggestionReasonsQuery(id));
  const detail = query.data?.pages[0];
  return (
    <Sheet title={t("web.suggestion.why")} opened={opened} onClose={onClose}>
      {detail ? (
        <Reasons key={id} detail={detail} asked={query} />
      ) : query.error ? (
        <Trouble error={query.error} again={() => query.refetch()} />
      ) : (
        <BoneRows rows={6} />
      )}
    </Sheet>
  );
}

type ReasonsProps = { detail: SuggestionDetail; asked: Paged<SuggestionDetail> };

function Reasons({ detail, asked }: ReasonsProps) {
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
      <Evidence of={asked} row={datedRow} className={css.part} />
      <h3 className={css.part}>{t("web.suggestion.contest")}</h3>
      <p>{detail.contest}</p>
      <p className={css.model}>
        {t("web.suggestion.model", { name: detail.model.name, version: detail.model.version })}
        <code>{detail.model.hash}</code>
        {t("web.suggestion.expires", { date: day(detail.expires) })}
      </p>
      {!useWhose() && (
        <a href={`/api/decisions/${detail.id}/passport`} download className={surface.more}>
          {t("web.suggestion.passport")}
        </a>
      )}
    </>
  );
}
