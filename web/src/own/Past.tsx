// What was allowed and is, or was; each with the receipt that one may keep.
import { day } from "~/language/format";
import { t } from "~/language/t";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import css from "./own.module.css";
import type { Consent, Purpose } from "./queries";

const SHOWN = 20;

export function Past({ past, purposes }: { past: Consent[]; purposes: Purpose[] }) {
  const titles = new Map(purposes.map(({ id, title }) => [id, title]));
  return (
    <Section title={t("web.own.past.title")}>
      <details className={css.past}>
        <summary>{t("web.own.past.show", { n: past.length })}</summary>
        <ul className={surface.rows}>
          {past.slice(0, SHOWN).map((consent) => (
            <li key={consent.id} className={css.row}>
              <div className={css.rowHead}>
                <h3 className={css.rowName}>{titles.get(consent.purpose) ?? consent.purpose}</h3>
                <p className={css.rowAbout}>{said(consent)}</p>
              </div>
              <div className={css.rowWays}>
                <Receipt id={consent.id} of={titles.get(consent.purpose) ?? consent.purpose} />
              </div>
            </li>
          ))}
        </ul>
      </details>
    </Section>
  );
}

const said = ({ source, account_name, state, since, ended, until }: Consent) =>
  [
    account_name ?? t(`web.own.source.${source}`),
    t("web.own.past.span", { from: day(since), to: day(ended ?? until) }),
    t(`web.own.past.${state}`),
  ].join(" · ");

type ReceiptProps = { id: string; of: string; named?: string | null };

export const Receipt = ({ id, of, named }: ReceiptProps) => (
  <a href={`/api/consents/${id}/receipt`} download={`consent-${id}.json`} className={surface.more}>
    {named ? t("web.own.receipt.of", { name: named }) : t("web.own.receipt")}
    <span className="unseen"> {of}</span>
  </a>
);
