// One statement of a file: whose it is, the sum that must come out, what is new, and the lines themselves.
import type { ImportStatement, StatementLine } from "~/api/types";
import { Amount } from "~/figures/Amount";
import { day, shortDay } from "~/language/format";
import { t } from "~/language/t";
import css from "./imports.module.css";
import { Sum } from "./Sum";

export function Statement({ statement }: { statement: ImportStatement }) {
  const { first, last } = statement;
  const counts = [
    t("web.import.new", { n: statement.added }),
    statement.duplicates > 0 && t("web.import.duplicates", { n: statement.duplicates }),
    statement.pending > 0 && t("web.import.pending", { n: statement.pending }),
    statement.positions > 0 && t("web.import.positions", { n: statement.positions }),
  ].filter(Boolean);
  return (
    <section className={css.statement}>
      <h3>{statement.account_name}</h3>
      <p className={css.which}>
        {t(statement.is_new_account ? "web.import.account.new" : "web.import.account.known")}
        {first && last && ` · ${t("web.import.period", { from: day(first), to: day(last) })}`}
      </p>
      <div className={css.both}>
        <div>
          <Sum statement={statement} />
          {statement.warnings.map((warning) => (
            <p key={warning} className={css.warning}>
              {warning}
            </p>
          ))}
          <p className={css.counts}>{counts.join(" · ")}</p>
          {statement.refused.length > 0 && (
            <div className={css.refused}>
              <h4>{t("web.import.refused", { n: statement.refused.length })}</h4>
              <ul>
                {statement.refused.map(({ where, reason }) => (
                  <li key={where + reason}>
                    <b>{where}</b> {reason}
                  </li>
                ))}
              </ul>
            </div>
          )}
        </div>
        <div>{statement.lines.length > 0 && <Lines statement={statement} />}</div>
      </div>
    </section>
  );
}

const FIRST = 6;
/** A line's amount is the file's own text: set as money where it reads as a plain number, else as it stands. */
const PLAIN = /^-?\d+(\.\d+)?$/;

function Lines({ statement }: { statement: ImportStatement }) {
  const { lines, currency, added, duplicates, pending } = statement;
  const all = added + duplicates + pending;
  return (
    <>
      <LineTable lines={lines.slice(0, FIRST)} currency={currency} />
      {lines.length > FIRST && (
        <details className={css.rest}>
          <summary>{t("web.import.lines.more", { n: lines.length - FIRST })}</summary>
          <LineTable lines={lines.slice(FIRST)} currency={currency} />
          {all > lines.length && (
            <p className={css.restNote}>{t("web.import.lines.first", { shown: lines.length, n: all })}</p>
          )}
        </details>
      )}
    </>
  );
}

function LineTable({ lines, currency }: { lines: StatementLine[]; currency: string }) {
  return (
    <table className={css.lines}>
      <caption className="unseen">{t("web.import.lines")}</caption>
      <thead className="unseen">
        <tr>
          <th scope="col">{t("web.import.line.day")}</th>
          <th scope="col">{t("web.import.line.text")}</th>
          <th scope="col">{t("web.import.line.amount")}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a statement may hold the same line twice
          <tr key={at} data-old={line.duplicate || undefined}>
            <td>{line.booked ? shortDay(line.booked) : "—"}</td>
            <td>
              {line.counterparty ?? line.text}
              {line.duplicate && <span className={css.mark}>{t("web.import.line.old")}</span>}
              {line.status !== "booked" && <span className={css.mark}>{t("web.status.pending")}</span>}
            </td>
            <td>
              {PLAIN.test(line.amount) ? (
                <Amount
                  value={{ amount: line.amount, currency }}
                  signed={!line.duplicate}
                  quiet={line.duplicate}
                />
              ) : (
                line.amount
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
