// The course of the net worth: a sentence that says it, the drawing, and a table of the same figures beneath.
import { useEffect, useRef, useState } from "react";
import type { NetWorth, WorthPoint } from "~/api/types";
import { FigureTable } from "~/figures/FigureTable";
import { compactMoney, mediumDay, money, monthShort, without } from "~/language/format";
import { useLanguage } from "~/language/reader";
import { t } from "~/language/t";
import { tellNote } from "~/shell/note";
import { useShownScheme } from "~/theme/scheme";
import type { Drawn } from "./draw";
import { made, on } from "./said";
import css from "./worth.module.css";

/** Without the drawing the sentence above and the figures beneath still say it all. */
const quietly = () => tellNote(t("web.trouble.away.title"));
const STILL = "(prefers-reduced-motion: reduce)";

export function Chart({ worth }: { worth: NetWorth }) {
  const [at, setAt] = useState<number | null>(null);
  const { points, currency } = worth;
  const point = at === null ? undefined : points[at];
  return (
    <figure className={css.chart}>
      <figcaption className={css.says}>{point ? on(point, currency) : made(worth)}</figcaption>
      <Legend owing={points.some(owes)} />
      <Drawing points={points} currency={currency} pointed={setAt} />
      <Figures points={points} currency={currency} />
    </figure>
  );
}

const owes = ({ debts }: WorthPoint) => Number(debts) !== 0;

const Legend = ({ owing }: { owing: boolean }) => (
  <ul className={css.legend} aria-hidden="true">
    {(owing ? (["assets", "debts", "net"] as const) : (["assets", "net"] as const)).map((part) => (
      <li key={part} data-part={part}>
        {t(`web.worth.${part}`)}
      </li>
    ))}
  </ul>
);

type DrawingProps = { points: WorthPoint[]; currency: string; pointed: (at: number | null) => void };

function Drawing({ points, currency, pointed }: DrawingProps) {
  const place = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<Drawn>();
  const scheme = useShownScheme();
  const language = useLanguage();
  useEffect(() => {
    let chart: Drawn | undefined;
    let gone = false;
    void import("./draw").then(({ draw }) => {
      if (gone || !place.current) return;
      chart = draw(place.current, pointed);
      setDrawn(chart);
    }, quietly);
    return () => {
      gone = true;
      chart?.end();
      setDrawn(undefined);
    };
  }, [pointed]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: its colours follow the scheme, its words the language
  useEffect(() => {
    drawn?.show(points, {
      amount: (value) => compactMoney(value, currency),
      month: monthShort,
      label: t("web.worth.chart"),
      still: matchMedia(STILL).matches,
    });
  }, [drawn, points, currency, scheme, language]);
  return <div ref={place} className={css.drawing} role="img" aria-label={t("web.worth.chart")} />;
}

function Figures({ points, currency }: { points: WorthPoint[]; currency: string }) {
  const shown = (amount: string) => money({ amount, currency });
  return (
    <FigureTable
      summary={t("web.worth.figures")}
      caption={t("web.worth.chart")}
      columns={[t("web.worth.day"), t("web.worth.assets"), t("web.worth.debts"), t("web.worth.net")]}
    >
      {[...points].reverse().map((point) => (
        <tr key={point.day} className={point.complete ? undefined : css.incomplete}>
          <th scope="row">
            {mediumDay(point.day)}
            {!point.complete && <span className="unseen"> ({t("web.worth.incomplete.mark")})</span>}
          </th>
          <td>{shown(point.assets)}</td>
          <td>{money(without({ amount: point.debts, currency }))}</td>
          <td>{shown(point.net)}</td>
        </tr>
      ))}
    </FigureTable>
  );
}
