// Narrows the list: time, accounts, direction, amount, kind, tags, what is written on it, status.
import { Button, NativeSelect, SegmentedControl, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { accountsQuery, sessionQuery, type TransactionFilter, tagsQuery } from "~/api/queries";
import { t } from "~/language/t";
import { useTogether } from "~/surface/together";
import {
  countFilters,
  endsTooEarly,
  endsTooLow,
  type FilterName,
  PERIODS,
  periodIn,
  periodOf,
  readAmount,
  toggled,
  valuesOf,
} from "./filter";
import css from "./filters.module.css";
import { Pills } from "./Pills";

type Props = { filter: TransactionFilter; onChange: (filter: TransactionFilter) => void };

const STATUSES = ["booked", "pending", "planned", "refused"] as const;
const KINDS = ["card", "cash", "direct_debit", "fee", "interest", "refund", "salary", "transfer"] as const;
const WRITTEN = ["note", "attachment", "split"] as const;
const OWN = ["without", "only"] as const;
const MOST_TAGS = 12;

export function Filters({ filter, onChange }: Props) {
  const set = (name: FilterName, value: string) => onChange({ ...filter, [name]: value || undefined });
  const toggle = (name: FilterName) => (value: string) => onChange(toggled(filter, name, value));
  // What there is to choose from decides how high it stands: what is below comes with it.
  const whole = useTogether(useQuery(accountsQuery), useQuery(tagsQuery));
  return (
    <div className={css.filters}>
      <Time filter={filter} onChange={onChange} />
      <SegmentedControl
        fullWidth
        aria-label={t("web.filter.direction")}
        value={filter.direction ?? ""}
        onChange={(value) => set("direction", value)}
        data={[
          { value: "", label: t("web.filter.direction.both") },
          { value: "in", label: t("web.filter.direction.in") },
          { value: "out", label: t("web.filter.direction.out") },
        ]}
      />
      <Amounts filter={filter} onChange={onChange} />
      {whole && (
        <>
          <Accounts filter={filter} toggle={toggle} />
          <Tags filter={filter} toggle={toggle} />
          <Pills
            label={t("web.filter.has")}
            options={WRITTEN.map((value) => ({ value, label: t(`web.filter.has.${value}`) }))}
            chosen={valuesOf(filter, "has")}
            onToggle={toggle("has")}
          />
          <Pills
            label={t("web.filter.kind")}
            options={KINDS.map((value) => ({ value, label: t(`web.transaction.kind.${value}`) }))}
            chosen={valuesOf(filter, "kind")}
            onToggle={toggle("kind")}
          />
          <div className={css.pair}>
            <NativeSelect
              label={t("web.filter.own")}
              value={filter.own ?? ""}
              onChange={(event) => set("own", event.currentTarget.value)}
              data={[
                { value: "", label: t("web.filter.own.any") },
                ...OWN.map((value) => ({ value, label: t(`web.filter.own.${value}`) })),
              ]}
            />
            <NativeSelect
              label={t("web.filter.status")}
              value={filter.status ?? ""}
              onChange={(event) => set("status", event.currentTarget.value)}
              data={[
                { value: "", label: t("web.filter.status.any") },
                ...STATUSES.map((value) => ({ value, label: t(`web.status.${value}`) })),
              ]}
            />
          </div>
        </>
      )}
      {countFilters(filter) > 0 && (
        <Button onClick={() => onChange(filter.q ? { q: filter.q } : {})}>{t("web.filter.clear")}</Button>
      )}
    </div>
  );
}

function Time({ filter, onChange }: Props) {
  const { data: session } = useQuery(sessionQuery);
  const today = session?.business_date;
  const chosen = periodIn(filter, today);
  const wrong = endsTooEarly(filter);
  const day = (name: "from" | "to") => ({
    type: "date",
    label: t(`web.filter.${name}`),
    value: filter[name] ?? "",
    onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
      onChange({ ...filter, [name]: event.currentTarget.value || undefined }),
  });
  return (
    <>
      <Pills
        label={t("web.filter.period")}
        options={PERIODS.map((value) => ({ value, label: t(`web.filter.period.${value}`) }))}
        chosen={chosen ? [chosen] : []}
        onToggle={(value) => {
          const period = PERIODS.find((each) => each === value);
          if (!today || !period) return;
          const none = { from: undefined, to: undefined };
          onChange({ ...filter, ...(period === chosen ? none : periodOf(period, today)) });
        }}
      />
      <div className={css.pair}>
        <TextInput {...day("from")} />
        <TextInput {...day("to")} error={wrong ? t("web.filter.to.before") : undefined} />
      </div>
    </>
  );
}

function Amounts({ filter, onChange }: Props) {
  const low = endsTooLow(filter);
  return (
    <div className={css.pair}>
      <AmountField name="min" filter={filter} onChange={onChange} />
      <AmountField
        name="max"
        filter={filter}
        onChange={onChange}
        wrong={low ? t("web.filter.max.below") : undefined}
      />
    </div>
  );
}

type AmountProps = Props & { name: "min" | "max"; wrong?: string | undefined };

/** What is typed stays as it was typed; the list follows it as far as it is an amount. */
function AmountField({ name, filter, onChange, wrong }: AmountProps) {
  const value = filter[name];
  const [typed, setTyped] = useState(value ?? "");
  const told = useRef(value);
  useEffect(() => {
    // Changed from elsewhere (a chip taken off, Back): the field follows.
    if (value !== told.current) setTyped(value ?? "");
    told.current = value;
  }, [value]);
  const unreadable = typed.trim() !== "" && readAmount(typed) === undefined;
  const type = (text: string) => {
    setTyped(text);
    const amount = readAmount(text);
    if (text.trim() && amount === undefined) return;
    told.current = amount;
    if (amount !== value) onChange({ ...filter, [name]: amount });
  };
  return (
    <TextInput
      inputMode="decimal"
      autoComplete="off"
      label={t(`web.filter.${name}`)}
      value={typed}
      error={unreadable ? t("web.filter.no-amount") : wrong}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}

type Toggles = {
  filter: TransactionFilter;
  toggle: (name: FilterName) => (value: string) => void;
};

function Accounts({ filter, toggle }: Toggles) {
  const { data } = useQuery(accountsQuery);
  const accounts = data?.items ?? [];
  const currencies = [...new Set(accounts.map(({ currency }) => currency))].sort();
  return (
    <>
      <Pills
        label={t("web.filter.accounts")}
        options={accounts.map(({ id, name }) => ({ value: id, label: name }))}
        chosen={valuesOf(filter, "account")}
        onToggle={toggle("account")}
      />
      {currencies.length > 1 && (
        <Pills
          label={t("web.filter.currency")}
          options={currencies.map((code) => ({ value: code, label: code }))}
          chosen={valuesOf(filter, "currency")}
          onToggle={toggle("currency")}
        />
      )}
    </>
  );
}

function Tags({ filter, toggle }: Toggles) {
  const { data } = useQuery(tagsQuery);
  const chosen = valuesOf(filter, "tag");
  const used = (data?.items ?? []).filter(({ count }) => count > 0).map(({ name }) => name);
  const shown = [...new Set([...used.slice(0, MOST_TAGS), ...chosen])];
  return (
    <Pills
      label={t("web.filter.tag")}
      options={shown.map((name) => ({ value: name, label: name }))}
      chosen={chosen}
      onToggle={toggle("tag")}
    />
  );
}
