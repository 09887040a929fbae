// The inventory: each kind of data, how much of it, from where, used for what, worth what, kept how long.
import { day, money } from "~/language/format";
import { t } from "~/language/t";
import css from "./own.module.css";
import type { Kind, Purpose, Step } from "./queries";

type Props = { data: { items: Kind[] }; purposes: Purpose[]; price: Step[] | undefined };

export function Known({ data, purposes, price }: Props) {
  const titles = new Map(purposes.map(({ id, title }) => [id, title]));
  // What all open suggestions together are worth today: every step starts from there.
  const yearly = price?.[0]?.yearly_before;
  const worth = yearly && Number(yearly.amount) > 0 ? money(yearly) : null;
  return (
    <ul className={css.known}>
      {data.items.map((kind) => (
        <li key={kind.id}>
          <h3 className={css.rowName}>
            {kind.label}
            {kind.count !== null && (
              <span className={css.knownCount}>{t("web.own.known.n", { n: kind.count })}</span>
            )}
          </h3>
          <dl className={css.facts}>
            <Fact name={t("web.own.known.from")} value={from(kind)} />
            <Fact name={t("web.own.known.for")} value={uses(kind, titles)} />
            {worth && kind.uses.includes("suggestions") && (
              <Fact
                name={t("web.own.known.worth")}
                value={t("web.own.known.worth.year", { amount: worth })}
              />
            )}
            <Fact name={t("web.own.known.kept")} value={kind.kept} />
          </dl>
        </li>
      ))}
    </ul>
  );
}

const Fact = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

function from({ origin, sources, since, last }: Kind): string {
  const span =
    since && last
      ? since === last
        ? day(since)
        : t("web.own.known.span", { from: day(since), to: day(last) })
      : "";
  const parts =
    sources.length > 1
      ? sources.map(({ source, count }) => t(`web.own.known.${source}`, { n: count })).join(", ")
      : "";
  return [origin, parts, span].filter(Boolean).join(" · ");
}

const uses = (kind: Kind, titles: Map<string, string>) =>
  kind.uses
    .map((use) => (use === "service" ? t("web.own.known.service") : (titles.get(use) ?? use)))
    .join(", ") || t("web.own.known.nothing");
