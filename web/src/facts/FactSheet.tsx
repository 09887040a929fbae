// Why a fact is so, to the customer: each transaction it rests on opens.
import { useInfiniteQuery } from "@tanstack/react-query";
import { factQuery } from "~/api/queries";
import { datedRow } from "~/money/transactions/TransactionRow";
import { WhyFact } from "./WhyFact";

type Props = { id: string; opened: boolean; onClose: () => void };

export function FactSheet({ id, ...rest }: Props) {
  return <WhyFact asked={useInfiniteQuery(factQuery(id))} row={datedRow} {...rest} />;
}
