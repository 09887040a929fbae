// Why a fact is so, for whoever asks: its sentence, how it is reckoned, the figures, and what it rests on.
import type { ComponentProps } from "react";
import type { FactDetail } from "~/api/types";
import { day } from "~/language/format";
import { t } from "~/language/t";
import { BoneRows } from "~/surface/Bones";
import { Evidence, type Paged } from "~/surface/Evidence";
import { Figures } from "~/surface/Figures";
import { Sheet } from "~/surface/Sheet";
import { Trouble } from "~/surface/Trouble";
import css from "./facts.module.css";

type Props = {
  asked: Paged<FactDetail>;
  row: ComponentProps<typeof Evidence>["row"];
  opened: boolean;
  onClose: () => void;
};

export function WhyFact({ asked, row, opened, onClose }: Props) {
  const fact = asked.data?.pages[0];
  return (
    <Sheet title={fact?.label ?? t("web.why")} opened={opened} onClose={onClose}>
      {asked.error && !fact && <Trouble error={asked.error} again={() => asked.refetch()} />}
      {asked.isPending && <BoneRows rows={6} />}
      {fact && (
        <>
          <p className={css.lead}>{fact.sentence}</p>
          <h3 className={css.part}>{t("web.fact.definition")}</h3>
          <p className={css.definition}>{fact.definition}</p>
          <Figures figures={fact.figures} />
          <Evidence of={asked} row={row} className={css.part} />
          <p className={css.asOf}>{t("web.fact.as-of", { date: day(fact.as_of) })}</p>
        </>
      )}
    </Sheet>
  );
}
