// Narrows the list: account, direction, dates, amount, status.
import { Button, NativeSelect, SegmentedControl, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { accountsQuery, type TransactionFilter } from "~/api/queries";
import { t } from "~/language/t";
import { countFilters } from "./filter";
import css from "./transactions.module.css";

type Props = { filter: TransactionFilter; onChange: (filter: TransactionFilter) => void };

const STATUSES = ["booked", "pending", "planned", "refused"] as const;
const AMOUNT = /^\d*[.,]?\d*$/;

export function Filters({ filter, onChange }: Props) {
  const { data } = useQuery(accountsQuery);
  const set = (name: keyof TransactionFilter, value: string) =>
    onChange({ ...filter, [name]: value || undefined });
  const field = (name: "from" | "to" | "min" | "max") => ({
    label: t(`web.filter.${name}`),
    value: filter[name] ?? "",
  });
  const amount = (name: "min" | "max") => (event: React.ChangeEvent<HTMLInputElement>) => {
    const typed = event.currentTarget.value;
    if (AMOUNT.test(typed)) set(name, typed.replace(",", "."));
  };
  return (
    <div className={css.filters}>
      <NativeSelect
        label={t("web.filter.account")}
        value={filter.account ?? ""}
        onChange={(event) => set("account", event.currentTarget.value)}
        data={[
          { value: "", label: t("web.filter.account.all") },
          ...(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
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
      <div className={css.pair}>
        <TextInput
          type="date"
          {...field("from")}
          onChange={(event) => set("from", event.currentTarget.value)}
        />
        <TextInput type="date" {...field("to")} onChange={(event) => set("to", event.currentTarget.value)} />
      </div>
      <div className={css.pair}>
        <TextInput inputMode="decimal" {...field("min")} onChange={amount("min")} />
        <TextInput inputMode="decimal" {...field("max")} onChange={amount("max")} />
      </div>
      <NativeSelect
        label={t("web.filter.status")}
        value={filter.status ?? ""}
        onChange={(event) => set("status", event.currentTarget.value)}
        data={[
          { value: "", label: t("web.filter.status.any") },
          ...STATUSES.map((value) => ({ value, label: t(`web.status.${value}`) })),
        ]}
      />
      {countFilters(filter) > 0 && (
        <Button onClick={() => onChange(filter.q ? { q: filter.q } : {})}>{t("web.filter.clear")}</Button>
      )}
    </div>
  );
}
