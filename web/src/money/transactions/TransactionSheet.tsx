// One transaction whole: what it was, the line as the bank wrote it, where it came from, how it is booked.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { transactionQuery } from "~/api/queries";
import type { TransactionDetail } from "~/api/types";
import { useWhose } from "~/api/whose";
import { Amount } from "~/figures/Amount";
import { Large } from "~/figures/Large";
import { day, instant, isNegative, money, without } from "~/language/format";
import { has, t } from "~/language/t";
import { BoneRows } from "~/surface/Bones";
import { Figures } from "~/surface/Figures";
import { Sheet } from "~/surface/Sheet";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import { Marks } from "./marks/Marks";
import css from "./transactions.module.css";

type Props = { id: string; opened: boolean; onClose: () => void };

export function TransactionSheet({ id, opened, onClose }: Props) {
  const { data, error, refetch } = useQuery(transactionQuery(id));
  return (
    <Sheet title={data ? titleOf(data) : t("web.transaction.title")} opened={opened} onClose={onClose}>
      {data ? (
        data.status === "planned" ? (
          <Plan detail={data} />
        ) : (
          <Whole detail={data} />
        )
      ) : error ? (
        <Trouble error={error} again={() => refetch()} />
      ) : (
        <BoneRows rows={6} />
      )}
    </Sheet>
  );
}

const titleOf = ({ status, counterparty, text }: TransactionDetail) =>
  status === "planned" ? t("web.transaction.plan.title") : (counterparty ?? text);

const kindName = (kind: string | null) => {
  const key = `web.transaction.kind.${kind}`;
  return has(key) ? t(key) : null;
};

function known(detail: TransactionDetail) {
  const rows: [string, string | null | undefined][] = [
    [t(`web.status.${detail.status}`), day(detail.booked)],
    [t("web.transaction.value"), detail.value && detail.value !== detail.booked ? day(detail.value) : null],
    [t("web.transaction.account"), detail.account_name],
    [t("web.transaction.other-account"), detail.counterparty_account],
    [t("web.transaction.kind"), detail.own_transfer ? t("web.transaction.own") : kindName(detail.kind)],
    [t("web.transaction.reference"), detail.reference],
  ];
  return rows.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}

/** A transfer that is still to be made: what to do, by when, and what happens then. */
function Plan({ detail }: { detail: TransactionDetail }) {
  const own = detail.account_name || t("web.suggestion.account");
  const other = detail.counterparty ?? t("web.suggestion.account");
  // Seen from the account that the money leaves the amount is negative, from the other one positive.
  const [from, to] = !detail.amount || isNegative(detail.amount) ? [own, other] : [other, own];
  const amount = detail.amount && without(detail.amount);
  const by = detail.value ?? detail.booked;
  const figures = [
    { label: t("web.transaction.plan.from"), value: from },
    { label: t("web.transaction.plan.to"), value: to },
    { label: t("web.transaction.plan.by"), value: day(by) },
  ];
  return (
    <>
      {amount && (
        <p className={css.sheetAmount}>
          <Large value={amount} size="card" />
        </p>
      )}
      <p className={css.plan}>
        {t("web.transaction.plan", { amount: amount ? money(amount) : "", from, to, expires: day(by) })}
      </p>
      <Figures figures={figures} />
    </>
  );
}

function Whole({ detail }: { detail: TransactionDetail }) {
  const whose = useWhose();
  return (
    <>
      {detail.amount && (
        <p className={css.sheetAmount}>
          <Large value={detail.amount} size="card" signed />
        </p>
      )}
      {detail.counterparty && detail.text !== detail.counterparty && (
        <p className={css.text}>{detail.text}</p>
      )}
      <Figures figures={known(detail)} />
      {detail.counterparty && (
        <Link
          to="/money/transactions"
          search={{ counterparty: detail.counterparty }}
          className={surface.more}
        >
          {t("web.mark.with", { name: detail.counterparty })}
        </Link>
      )}
      {detail.markable && <Marks key={detail.id} detail={detail} />}
      {detail.original && (
        <>
          <h3 className={css.part}>{t("web.transaction.original")}</h3>
          <pre className={css.original}>{detail.original}</pre>
        </>
      )}
      {detail.import && (
        <p className={css.source}>
          {whose ? detail.import.file : <Link to="/money/import">{detail.import.file}</Link>}
          {[
            detail.where,
            detail.import.imported &&
              t("web.transaction.imported", { when: instant(detail.import.imported) }),
          ]
            .filter(Boolean)
            .map((part) => ` · ${part}`)}
        </p>
      )}
      {detail.entry && <Entry entry={detail.entry} />}
    </>
  );
}

function Entry({ entry }: { entry: NonNullable<TransactionDetail["entry"]> }) {
  return (
    <>
      <h3 className={css.part}>{t("web.transaction.entry")}</h3>
      <p className={css.hint}>{t("web.transaction.entry.hint")}</p>
      <dl className={css.legs}>
        {entry.legs.map((leg, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two legs of an entry may be alike
          <div key={at}>
            <dt>{leg.account_name}</dt>
            <dd>
              <Amount value={leg.amount} signed />
            </dd>
          </div>
        ))}
      </dl>
      <p className={css.source}>
        {entry.source} · <code>{entry.reference}</code>
      </p>
    </>
  );
}
