// The price tag: what one decision changes in one's own picture today, worked out and not guessed.
import { money } from "~/language/format";
import { t } from "~/language/t";
import { BoneRows } from "~/surface/Bones";
import { Trouble } from "~/surface/Trouble";
import css from "./own.module.css";
import type { Step } from "./queries";

/** So many stand there at once, so that the decision stays in sight. */
const AT_ONCE = 4;

type Props = { step: Step | undefined; error: unknown; again: () => void };

export function Price({ step, error, again }: Props) {
  if (!step) return error ? <Trouble error={error} again={again} /> : <BoneRows rows={3} height={52} />;
  if (step.accounts === 0) return <p>{t("web.own.price.no-accounts")}</p>;
  const moves = step.yearly_before.amount !== step.yearly_after.amount;
  return (
    <>
      {moves && (
        <dl className={css.yearly}>
          <div>
            <dt>{t("web.own.price.now")}</dt>
            <dd className="figures">{money(step.yearly_before)}</dd>
          </div>
          <div>
            <dt>{t("web.own.price.then")}</dt>
            <dd className="figures">{money(step.yearly_after)}</dd>
          </div>
        </dl>
      )}
      {!moves && <p>{step.sentence}</p>}
      <Changes changes={step.changes.slice(0, AT_ONCE)} />
      {step.changes.length > AT_ONCE && (
        <details className={css.more}>
          <summary>{t("web.own.price.more", { n: step.changes.length - AT_ONCE })}</summary>
          <Changes changes={step.changes.slice(AT_ONCE)} />
        </details>
      )}
      <p className={css.small}>{t("web.own.price.how")}</p>
    </>
  );
}

function Changes({ changes }: { changes: Step["changes"] }) {
  if (changes.length === 0) return null;
  return (
    <ul className={css.changes}>
      {changes.map((change) => (
        <li key={`${change.kind} ${change.name}`} data-how={change.how}>
          {change.sentence}
        </li>
      ))}
    </ul>
  );
}
