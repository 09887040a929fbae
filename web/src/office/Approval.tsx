// One request: who asked for what, for whom, why and until when, what it means, and what one may say to it.
import { instant, money } from "~/language/format";
import { t } from "~/language/t";
import { CustomerLink } from "./Events";
import type { Verdict } from "./Inbox";
import css from "./office.module.css";
import type { Approval } from "./queries";
import { Sure } from "./Sure";
import { said } from "./said";

const whatOf = ({ kind, amount }: Approval): string =>
  kind === "write_off" && amount
    ? t("web.office.approval.write_off.of", { amount: money(amount) })
    : t(`web.office.approval.${kind}`);

function What({ approval }: { approval: Approval }) {
  const { customer, reason } = approval;
  return (
    <>
      <p className={css.what}>{whatOf(approval)}</p>
      <p className={css.notes}>
        {customer && (
          <>
            {t("web.office.approval.for")} <CustomerLink id={customer} />
            {" · "}
          </>
        )}
        {t("web.office.approval.why", { reason: said("reason", reason) })}
      </p>
    </>
  );
}

type Props = { approval: Approval; may: boolean; busy: boolean; decide: (verdict: Verdict) => void };

export function Waiting({ approval, may, busy, decide }: Props) {
  const { kind, mine, asked, asked_by: by, expires } = approval;
  return (
    <li className={css.request}>
      <div>
        <What approval={approval} />
        <p className={css.said}>{t(`web.office.approval.means.${kind}`)}</p>
        <p className={css.notes}>
          {mine
            ? t("web.office.approval.mine", { time: instant(asked) })
            : t("web.office.approval.by", { who: by, time: instant(asked) })}
          {` · ${t("web.office.approval.until", { time: instant(expires) })}`}
        </p>
        {mine && may && <p className={css.other}>{t("web.office.approval.another")}</p>}
      </div>
      {may && <Answer approval={approval} busy={busy} decide={decide} />}
    </li>
  );
}

function Answer({ approval, busy, decide }: Omit<Props, "may">) {
  const of = whatOf(approval);
  const keep = t("web.office.approval.not-yet");
  if (approval.mine)
    return (
      <Sure
        label={t("web.office.approval.withdraw")}
        of={of}
        ask={t("web.office.approval.withdraw.ask")}
        sure={t("web.office.approval.withdraw.sure")}
        keep={keep}
        busy={busy}
        go={() => decide("withdrawn")}
      />
    );
  return (
    <div className={css.answers}>
      <Sure
        label={t("web.office.approval.approve")}
        of={of}
        ask={t(`web.office.approval.approve.ask.${approval.kind}`)}
        sure={t("web.office.approval.approve.sure")}
        keep={keep}
        busy={busy}
        go={() => decide("approved")}
      />
      <Sure
        label={t("web.office.approval.refuse")}
        of={of}
        ask={t("web.office.approval.refuse.ask")}
        sure={t("web.office.approval.refuse.sure")}
        keep={keep}
        busy={busy}
        go={() => decide("refused")}
      />
    </div>
  );
}

export function Decided({ approval }: { approval: Approval }) {
  const { state, asked, asked_by: by, decided, decided_by: decider, expires } = approval;
  return (
    <li className={css.line}>
      <div>
        <What approval={approval} />
        <p className={css.notes}>{t("web.office.approval.by", { who: by, time: instant(asked) })}</p>
      </div>
      <div className={css.verdict}>
        <p className={css.state} data-state={state === "approved" ? "accepted" : state}>
          {t(`web.office.verdict.${state}`)}
        </p>
        <p className={css.notes}>{[decider, instant(decided ?? expires)].filter(Boolean).join(" · ")}</p>
      </div>
    </li>
  );
}
