// Why a fact is so, to staff: the transactions it rests on, none of which opens.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Transaction } from "~/api/types";
import { WhyFact } from "~/facts/WhyFact";
import { Amount } from "~/figures/Amount";
import { shortDay } from "~/language/format";
import css from "./office.module.css";
import { officeFactQuery } from "./queries";

type Props = { customer: string; open: string | undefined; onClose: () => void };

export function Evidence({ customer, open, onClose }: Props) {
  const wanted = open?.startsWith("fact:") ? open.slice(5) : "";
  const [shown, setShown] = useState(wanted);
  useEffect(() => {
    if (wanted) setShown(wanted);
  }, [wanted]);
  const name = wanted || shown;
  if (!name) return null;
  return <Fact key={name} customer={customer} name={name} opened={wanted !== ""} onClose={onClose} />;
}

type FactProps = { customer: string; name: string; opened: boolean; onClose: () => void };

function Fact({ customer, name, ...rest }: FactProps) {
  return <WhyFact asked={useInfiniteQuery(officeFactQuery(customer, name))} row={line} {...rest} />;
}

const line = ({ booked, counterparty, text, account_name: account, amount }: Transaction) => (
  <li className={css.line}>
    <div>
      <p className={css.what}>{counterparty ?? text}</p>
      <p className={css.notes}>{[shortDay(booked), account].filter(Boolean).join(" · ")}</p>
    </div>
    {amount && <Amount value={amount} signed />}
  </li>
);
