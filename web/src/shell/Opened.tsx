// What the address says is open over the page: a transaction, a fact or a suggestion.
import { useEffect, useState } from "react";
import { FactSheet } from "~/facts/FactSheet";
import { SeriesSheet } from "~/money/coming/SeriesSheet";
import { TransactionSheet } from "~/money/transactions/TransactionSheet";
import { SuggestionSheet } from "~/suggestions/SuggestionSheet";
import { useClose } from "~/surface/OpenLink";

const SHEETS = {
  transaction: TransactionSheet,
  fact: FactSheet,
  suggestion: SuggestionSheet,
  upcoming: SeriesSheet,
};

/** `what` undefined keeps the last sheet's content while it slides away. */
export default function Opened({ what }: { what: string | undefined }) {
  const close = useClose();
  const [shown, setShown] = useState(what);
  useEffect(() => {
    if (what) setShown(what);
  }, [what]);
  const [kind = "", ...rest] = (what ?? shown ?? "").split(":");
  const Content = SHEETS[kind as keyof typeof SHEETS];
  if (!Content) return null;
  return <Content id={rest.join(":")} opened={Boolean(what)} onClose={close} />;
}
