// Everyone, to find who needs attention: narrowed, ordered, a page at a time.
import { Button, NativeSelect, SegmentedControl, TextInput } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { Money } from "~/api/types";
import { Amount } from "~/figures/Amount";
import { day, isCurrency, money, monthAndYear, without } from "~/language/format";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import css from "./office.module.css";
import { type CustomersAsked, customersQuery, type OfficeCustomer } from "./queries";
import { SORTS } from "./search";
import { type Column, Pages, Table } from "./Table";

const NEEDS = { all: {}, trouble: { trouble: true }, open: { open: true } } as const;
type Need = keyof typeof NEEDS;
const WHOSE = ["", "true", "false"] as const;

const needOf = ({ trouble, open }: CustomersAsked): Need => (trouble ? "trouble" : open ? "open" : "all");

export function Customers() {
  useTitle(t("web.office.customers"));
  const asked = useSearch({ from: "/office/customers" });
  const navigate = useNavigate();
  const query = useInfiniteQuery({ ...customersQuery(asked), placeholderData: keepPreviousData });
  const set = (next: CustomersAsked) =>
    void navigate({ to: "/office/customers", search: next, replace: true, resetScroll: false });
  const total = query.data?.pages[0]?.total ?? undefined;
  return (
    <>
      <h1>{t("web.office.customers")}</h1>
      {/* As many lines before it is known as after. */}
      <p className={css.lead} role="status" data-unknown={total === undefined || undefined}>
        {t(`web.office.total.${needOf(asked)}`, { n: total ?? 20 })}
      </p>
      <Filters asked={asked} set={set} />
      <Pages query={query} none={t("web.office.customers.none")}>
        <Table name={t("web.office.customers")} columns={columns(asked)}>
          {query.data?.pages
            .flatMap(({ items }) => items)
            .map((each) => (
              <Row key={each.id} customer={each} />
            ))}
        </Table>
      </Pages>
    </>
  );
}

function columns({ trouble, sort = trouble ? undefined : "newest" }: CustomersAsked): Column[] {
  const sorted = (name: string, way: "ascending" | "descending") => (sort === name ? way : undefined);
  return [
    { label: t("web.office.column.name") },
    { label: t("web.office.column.since"), wide: true, sorted: sorted("newest", "descending") },
    { label: t("web.office.column.accounts"), wide: true, number: true },
    { label: t("web.office.column.liquid"), number: true, sorted: sorted("liquid", "ascending") },
    {
      label: t("web.office.column.worth"),
      wide: true,
      number: true,
      sorted: sorted("net_worth", "descending"),
    },
    { label: t("web.office.column.overdrawn"), number: true, sorted: sorted("overdrafts", "descending") },
    { label: t("web.office.column.open"), wide: true, number: true },
    { label: t("web.office.column.moved"), wide: true },
  ];
}

function Row({ customer }: { customer: OfficeCustomer }) {
  const days = customer.overdraft_days;
  const notes = [
    customer.country,
    customer.persona && t("web.office.demo"),
    customer.open_suggestions > 0 && t("web.office.open.n", { n: customer.open_suggestions }),
  ].filter(Boolean);
  return (
    <tr>
      <th scope="row">
        <Link
          to="/office/customers/$customer"
          params={{ customer: customer.id }}
          preload={false}
          className={css.open}
        >
          {customer.name || t("web.office.nameless")}
        </Link>
        <span className={css.notes}>{notes.join(" · ")}</span>
        {customer.trouble.map((reason) => (
          <span key={reason} className={css.reason}>
            {why(customer, reason)}
          </span>
        ))}
      </th>
      <td className={css.wide}>
        {customer.first_movement ? monthAndYear(customer.first_movement) : day(customer.since)}
      </td>
      <td className={`${css.wide} ${css.number}`}>{customer.accounts}</td>
      <td className={css.number}>
        <Known value={customer.liquid} />
      </td>
      <td className={`${css.wide} ${css.number}`}>
        <Known value={customer.net_worth} />
      </td>
      <td className={css.number} data-care={days ? "" : undefined}>
        {days === null ? <Unknown /> : t("web.office.days", { n: days })}
      </td>
      <td className={`${css.wide} ${css.number}`}>{customer.open_suggestions}</td>
      <td className={css.wide}>{customer.last_movement ? day(customer.last_movement) : <Unknown />}</td>
    </tr>
  );
}

/** A reason for trouble in words, with its figures. */
function why(customer: OfficeCustomer, reason: OfficeCustomer["trouble"][number]): string {
  const { liquid, monthly_net: net, overdraft_days: below, buffer_days: lasts } = customer;
  if (reason === "overdrawn") return t("web.office.trouble.overdrawn", { n: below ?? 0 });
  if (reason === "nothing") return t("web.office.trouble.nothing", { amount: liquid ? money(liquid) : "" });
  return t("web.office.trouble.shrinking", { amount: net ? money(without(net)) : "", n: lasts ?? 0 });
}

const Known = ({ value }: { value: Money | null }) => (value ? <Amount value={value} /> : <Unknown />);

const Unknown = () => (
  <>
    <span aria-hidden="true">–</span>
    <span className="unseen">{t("web.office.unknown")}</span>
  </>
);

type FiltersProps = { asked: CustomersAsked; set: (next: CustomersAsked) => void };

function Filters({ asked, set }: FiltersProps) {
  const { trouble, open, ...rest } = asked;
  // Those in trouble come worst first, unless asked otherwise.
  const orders = trouble ? (["severity", ...SORTS] as const) : SORTS;
  const [first] = orders;
  const whose = asked.demo === undefined ? "" : String(asked.demo);
  return (
    <div className={css.filters}>
      <SegmentedControl
        aria-label={t("web.office.need")}
        value={needOf(asked)}
        onChange={(value) => set({ ...rest, ...NEEDS[value as Need] })}
        data={(Object.keys(NEEDS) as Need[]).map((value) => ({
          value,
          label: t(`web.office.need.${value}`),
        }))}
      />
      <NativeSelect
        label={t("web.office.sort")}
        value={asked.sort ?? first}
        onChange={({ currentTarget: { value } }) =>
          set({ ...asked, sort: SORTS.find((each) => each === value && each !== first) })
        }
        data={orders.map((value) => ({ value, label: t(`web.office.sort.${value}`) }))}
      />
      <NativeSelect
        label={t("web.office.whose")}
        value={whose}
        onChange={({ currentTarget: { value } }) =>
          set({ ...asked, demo: value ? value === "true" : undefined })
        }
        data={WHOSE.map((value) => ({ value, label: t(`web.office.whose.${value || "all"}`) }))}
      />
      <Code
        name="country"
        length={2}
        value={asked.country}
        change={(country) => set({ ...asked, country })}
      />
      <Code
        name="currency"
        length={3}
        value={asked.currency}
        change={(currency) => set({ ...asked, currency })}
      />
      {Object.keys(asked).length > 0 && <Button onClick={() => set({})}>{t("web.filter.clear")}</Button>}
    </div>
  );
}

type CodeProps = {
  name: "country" | "currency";
  length: number;
  value: string | undefined;
  change: (value: string | undefined) => void;
};

/** A code of two or three letters: it narrows once it is one, and says so where it can be none. */
function Code({ name, length, value = "", change }: CodeProps) {
  const exists = (code: string) => name !== "currency" || (/^[A-Z]{3}$/.test(code) && isCurrency(code));
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const type = (text: string) => {
    const code = text.toUpperCase();
    setTyped(code);
    if (code === "" || (new RegExp(`^[A-Z]{${length}}$`).test(code) && exists(code)))
      change(code || undefined);
  };
  const wrong = /[^A-Z]/.test(typed) || typed.length > length;
  const strange = name === "currency" && typed.length >= length && !exists(typed);
  return (
    <TextInput
      className={css.code}
      label={t(`web.office.${name}`)}
      placeholder={t(`web.office.${name}.example`)}
      value={typed}
      error={
        strange
          ? t("web.office.no-currency", { code: typed })
          : wrong
            ? t("web.office.letters", { n: length })
            : undefined
      }
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}
