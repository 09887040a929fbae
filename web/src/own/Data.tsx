// Consent and data: what is known, from where, used for what, worth what; and the choice about each of it.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import { BoneSections } from "~/surface/Bones";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import { useTogether } from "~/surface/together";
import { Decide } from "./Decide";
import { Known } from "./Known";
import css from "./own.module.css";
import { Past } from "./Past";
import { PurposeCard } from "./PurposeCard";
import { consentsQuery, dataQuery, type Purpose, priceQuery, type Source } from "./queries";
import { Coming } from "./SigningIn";
import { Whole } from "./Whole";

export type Pair = { purpose: Purpose; source: Source };

export function Data() {
  useTitle(t("web.you.data"));
  const consents = useQuery(consentsQuery);
  const price = useQuery(priceQuery);
  const data = useQuery(dataQuery);
  const whole = useTogether(consents, price, data);
  const [deciding, setDeciding] = useState<Pair | null>(null);
  const [open, setOpen] = useState(false);
  const decide = (pair: Pair) => {
    setDeciding(pair);
    setOpen(true);
  };
  // What is decided on is shown as it is now, also while the sheet still slides away.
  const now =
    deciding &&
    consents.data?.purposes
      .filter(({ id }) => id === deciding.purpose.id)
      .flatMap((purpose) =>
        purpose.sources
          .filter(({ source }) => source === deciding.source.source)
          .map((source) => ({ purpose, source })),
      )[0];
  const purposes = consents.data?.purposes ?? [];
  return (
    <div className={surface.column}>
      <h1>{t("web.you.data")}</h1>
      <p className={css.lead}>{t("web.own.data.lead")}</p>
      {!whole && <BoneSections rows={[4, 6]} height={112} />}
      {whole && (
        <>
          <Whole purposes={purposes} price={price.data} />
          <Section title={t("web.own.consents.title")}>
            {consents.data ? (
              <div className={css.cards}>
                {purposes.map((purpose) => (
                  <PurposeCard key={purpose.id} purpose={purpose} price={price.data} decide={decide} />
                ))}
              </div>
            ) : (
              <Coming of={consents} rows={4} height={112} />
            )}
          </Section>
          <Section title={t("web.own.known.title")}>
            {data.data ? (
              <Known data={data.data} purposes={purposes} price={price.data} />
            ) : (
              <Coming of={data} rows={6} height={96} />
            )}
          </Section>
        </>
      )}
      {whole && consents.data && consents.data.past.length > 0 && (
        <Past past={consents.data.past} purposes={consents.data.purposes} />
      )}
      {now && consents.data && (
        <Decide
          pair={now}
          today={consents.data.today}
          price={price}
          opened={open}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  );
}
