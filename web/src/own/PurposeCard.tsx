// One purpose: what is done, and for each source a switch, with what it brings or takes said beside it.
import { Link } from "@tanstack/react-router";
import { day } from "~/language/format";
import { t } from "~/language/t";
import surface from "~/surface/surface.module.css";
import type { Pair } from "./Data";
import css from "./own.module.css";
import { Receipt } from "./Past";
import type { Purpose, Source, Step } from "./queries";

type Props = { purpose: Purpose; price: Step[] | undefined; decide: (pair: Pair) => void };

export const stepOf = (price: Step[] | undefined, { purpose, source }: Pair) =>
  price?.find((step) => step.purpose === purpose.id && step.source === source.source);

/** Whether it is allowed, be it without effect for the moment. */
export const isGiven = ({ state }: Source) => state === "given" || state === "waits";

export function PurposeCard({ purpose, price, decide }: Props) {
  return (
    <article className={css.card} aria-labelledby={`purpose-${purpose.id}`}>
      <h3 id={`purpose-${purpose.id}`}>{purpose.title}</h3>
      <p className={css.does}>{purpose.does}</p>
      <ul className={css.sources}>
        {purpose.sources.map((source) => (
          <SourceRow key={source.source} pair={{ purpose, source }} price={price} decide={decide} />
        ))}
      </ul>
    </article>
  );
}

function standing({ state, until, accounts, covered }: Source): string {
  const some =
    covered > 0 && covered < accounts ? ` ${t("web.own.consent.some", { covered, accounts })}` : "";
  if (state === "given" && until) return t("web.own.consent.given", { date: day(until) }) + some;
  return t(`web.own.consent.${state}`);
}

type RowProps = { pair: Pair; price: Step[] | undefined; decide: (pair: Pair) => void };

function SourceRow({ pair, price, decide }: RowProps) {
  const { purpose, source } = pair;
  const step = stepOf(price, pair);
  const given = isGiven(source);
  const name = `${purpose.id}-${source.source}`;
  return (
    <li className={css.source}>
      <button
        type="button"
        role="switch"
        aria-checked={given}
        aria-haspopup="dialog"
        aria-labelledby={`name-${name} purpose-${purpose.id}`}
        aria-describedby={`state-${name} brings-${name}`}
        className={css.switchRow}
        onClick={() => decide(pair)}
      >
        <span className={css.sourceWords}>
          <span id={`name-${name}`} className={css.sourceName}>
            {source.title}
          </span>
          <span id={`state-${name}`} className={css.sourceState} data-state={source.state}>
            {standing(source)}
          </span>
        </span>
        <span className={css.switch} data-on={given} aria-hidden="true" />
      </button>
      <p id={`brings-${name}`} className={css.brings}>
        {step?.accounts === 0 && t("web.own.price.no-accounts")}
        {step && step.accounts > 0 && (
          <>
            <span className={css.bringsWhat}>
              {t(step.give ? "web.own.price.gives" : "web.own.price.takes")}
            </span>{" "}
            {step.sentence}
          </>
        )}
      </p>
      <div className={css.sourceMore}>
        {step?.accounts === 0 && source.source === "elsewhere" && (
          <Link to="/money/import" className={surface.more}>
            {t("web.own.price.bring")}
          </Link>
        )}
        {source.consents.map(({ id, account_name }) => (
          <Receipt
            key={id}
            id={id}
            named={account_name}
            of={`${purpose.title}, ${account_name ?? source.title}`}
          />
        ))}
      </div>
    </li>
  );
}
