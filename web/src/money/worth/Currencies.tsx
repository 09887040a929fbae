// Currencies side by side: each sum as it is, the rate and its day, and the same in the household's currency.
import type { CurrencyWorth, NetWorth } from "~/api/types";
import { Amount } from "~/figures/Amount";
import { currencyName, mediumDay, money } from "~/language/format";
import { t } from "~/language/t";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import css from "./worth.module.css";

export function Currencies({ worth }: { worth: NetWorth }) {
  if (worth.currencies.length < 2) return null;
  const stale = worth.rates.some((rate) => rate.stale);
  return (
    <Section title={t("web.worth.currencies")}>
      <ul className={surface.rows}>
        {worth.currencies.map((each) => (
          <Currency key={each.currency} each={each} worth={worth} />
        ))}
      </ul>
      <p className={css.note}>
        {stale && `${t("web.worth.rate.stale")} `}
        {t("web.worth.currencies.lead")} {t("web.worth.rate.source")}
      </p>
    </Section>
  );
}

function Currency({ each, worth }: { each: CurrencyWorth; worth: NetWorth }) {
  const rate = worth.rates.find(({ currency }) => currency === each.currency);
  const home = worth.currency;
  return (
    <li className={css.currency}>
      <span className={css.names}>
        <span className={css.name}>{currencyName(each.currency)}</span>
        {rate?.per_unit && (
          <span className={css.kind}>
            {t("web.worth.rate", {
              one: `1 ${each.currency}`,
              other: `${rate.per_unit} ${home}`,
              day: mediumDay(rate.day),
            })}
          </span>
        )}
      </span>
      <span className={css.value}>
        <Amount value={each.net} />
        {each.converted && each.currency !== home && (
          <span className={css.kind}>{money(each.converted)}</span>
        )}
      </span>
    </li>
  );
}
