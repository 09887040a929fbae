// The filters that are on, each with a way to take it off.
import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { accountsQuery, sessionQuery, type TransactionFilter } from "~/api/queries";
import { day } from "~/language/format";
import { has, t } from "~/language/t";
import { type FilterName, periodIn, toggled, valuesOf } from "./filter";
import css from "./filters.module.css";

type Props = { filter: TransactionFilter; onChange: (filter: TransactionFilter) => void };
type Chip = { key: string; label: string; without: TransactionFilter };

const SEVERAL = ["account", "kind", "tag", "has", "currency"] as const;
const ONE = ["direction", "min", "max", "status", "own", "counterparty", "import"] as const;

function nameOf(name: FilterName, value: string, accounts: Map<string, string>): string {
  if (name === "account") return accounts.get(value) ?? t("web.filter.account");
  if (name === "min" || name === "max") return t(`web.filter.${name}.chip`, { amount: value });
  if (name === "import") return t("web.filter.import");
  const key = { kind: "web.transaction.kind", status: "web.status" }[name as string] ?? `web.filter.${name}`;
  const text = `${key}.${value}`;
  return has(text) ? t(text) : value;
}

function timeOf(filter: TransactionFilter, today: string | undefined): string {
  const period = periodIn(filter, today);
  if (period) return t(`web.filter.period.${period}`);
  return [
    filter.from && t("web.filter.from.chip", { day: day(filter.from) }),
    filter.to && t("web.filter.to.chip", { day: day(filter.to) }),
  ]
    .filter(Boolean)
    .join(" ");
}

export function Chips({ filter, onChange }: Props) {
  const { data } = useQuery(accountsQuery);
  const { data: session } = useQuery(sessionQuery);
  const accounts = new Map(data?.items.map(({ id, name }) => [id, name]));
  const chips: Chip[] = [];
  if (filter.from || filter.to)
    chips.push({
      key: "time",
      label: timeOf(filter, session?.business_date),
      without: { ...filter, from: undefined, to: undefined },
    });
  for (const name of SEVERAL)
    for (const value of valuesOf(filter, name))
      chips.push({
        key: `${name} ${value}`,
        label: nameOf(name, value, accounts),
        without: toggled(filter, name, value),
      });
  for (const name of ONE) {
    const value = filter[name];
    if (value)
      chips.push({
        key: name,
        label: nameOf(name, value, accounts),
        without: { ...filter, [name]: undefined },
      });
  }
  if (chips.length === 0) return null;
  return (
    <>
      <p className={css.printed} aria-hidden="true">
        {chips.map(({ label }) => label).join(" · ")}
      </p>
      <ul className={css.chips} aria-label={t("web.filter.standing")}>
        {chips.map(({ key, label, without }) => (
          <li key={key}>
            <button
              type="button"
              className={css.chip}
              aria-label={t("web.filter.remove", { name: label })}
              onClick={() => onChange(without)}
            >
              <span>{label}</span>
              <IconX size={16} stroke={1.8} aria-hidden="true" />
            </button>
          </li>
        ))}
        {chips.length > 1 && (
          <li>
            <button
              type="button"
              className={css.clearAll}
              onClick={() => onChange(filter.q ? { q: filter.q } : {})}
            >
              {t("web.filter.clear-all")}
            </button>
          </li>
        )}
      </ul>
    </>
  );
}
