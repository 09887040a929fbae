// Why a fact is so: how it is reckoned, its figures, and every transaction it rests on.
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import facts from "~/facts/facts.module.css";
import { Amount } from "~/figures/Amount";
import { day, shortDay } from "~/language/format";
import { t } from "~/language/t";
import { BoneRows } from "~/surface/Bones";
import { EvidenceHeading } from "~/surface/Evidence";
import { Figures } from "~/surface/Figures";
import { Sheet } from "~/surface/Sheet";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
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

function Fact({ customer, name, opened, onClose }: FactProps) {
  const query = useInfiniteQuery(officeFactQuery(customer, name));
  const fact = query.data?.pages[0];
  const evidence = query.data?.pages.flatMap((page) => page.evidence) ?? [];
  const next = query.data?.pages.at(-1)?.evidence_next;
  return (
    <Sheet title={fact?.label ?? t("web.why")} opened={opened} onClose={onClose}>
      {query.error && !fact && <Trouble error={query.error} again={() => query.refetch()} />}
      {query.isPending && <BoneRows rows={6} />}
      {fact && (
        <>
          <p className={facts.lead}>{fact.sentence}</p>
          <h3 className={facts.part}>{t("web.fact.definition")}</h3>
          <p className={facts.definition}>{fact.definition}</p>
          <Figures figures={fact.figures} />
          {evidence.length > 0 && (
            <>
              <EvidenceHeading count={fact.evidence_count} next={next} className={facts.part} />
              <ul className={surface.rows}>
                {evidence.map(({ id, booked, counterparty, text, account_name: account, amount }) => (
                  <li key={id} className={css.line}>
                    <div>
                      <p className={css.what}>{counterparty ?? text}</p>
                      <p className={css.notes}>{[shortDay(booked), account].filter(Boolean).join(" · ")}</p>
                    </div>
                    {amount && <Amount value={amount} signed />}
                  </li>
                ))}
              </ul>
            </>
          )}
          {query.hasNextPage && (
            <Button mt={16} loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
              {t("web.list.more")}
            </Button>
          )}
          <p className={facts.asOf}>{t("web.fact.as-of", { date: day(fact.as_of) })}</p>
        </>
      )}
    </Sheet>
  );
}
