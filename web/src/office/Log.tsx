// The event log: how far its readers are, what they could not handle, and what happened, newest first.
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { instant } from "~/language/format";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import { BoneRows, BoneSections } from "~/surface/Bones";
import { Section } from "~/surface/Section";
import { Trouble } from "~/surface/Trouble";
import { useTogether } from "~/surface/together";
import { Events, short } from "./Events";
import css from "./office.module.css";
import { ParkedEvents } from "./Parked";
import { type Consumer, consumersQuery, type LogAsked, logQuery, parkedQuery } from "./queries";
import { Pages, Table } from "./Table";
import { lasted } from "./time";

const SEALER_RESTS = 60; // seconds, some times what it rests

export function Log() {
  useTitle(t("web.office.log"));
  const asked = useSearch({ from: "/office/log" });
  const whole = useTogether(
    useQuery(consumersQuery),
    useQuery(parkedQuery),
    useInfiniteQuery(logQuery(asked)),
  );
  return (
    <>
      <h1>{t("web.office.log")}</h1>
      {whole ? (
        <>
          <Readers />
          <ParkedEvents />
          <Happened />
        </>
      ) : (
        <BoneSections rows={[3, 1, 8]} height={56} />
      )}
    </>
  );
}

/** The sealer of the audit trail, which handles no event, rests between two looks at the log. */
const isLate = ({ lag, lag_seconds: seconds, handles }: Consumer) =>
  lag > 0 && (handles.length > 0 || (seconds ?? 0) > SEALER_RESTS);

function behind({ name, lag, more, lag_seconds: seconds }: Consumer): string {
  if (lag === 0) return t("web.office.reader.done", { name });
  const key = more ? "web.office.reader.far" : "web.office.reader.behind";
  return t(key, { name, n: lag, time: lasted(seconds ?? 0) });
}

function Readers() {
  const { data, error, refetch } = useQuery(consumersQuery);
  const late = data?.items.filter(isLate) ?? [];
  return (
    <Section title={t("web.office.readers")}>
      {error && !data && <Trouble error={error} again={() => refetch()} />}
      {!data && !error && <BoneRows rows={3} height={56} />}
      {data && (
        <>
          <p className={css.sentence}>
            {late.length === 0
              ? t(data.items.length ? "web.office.readers.done" : "web.office.readers.none")
              : late.map(behind).join(" ")}
          </p>
          {data.items.length > 0 && <ReaderTable readers={data.items} />}
        </>
      )}
    </Section>
  );
}

function ReaderTable({ readers }: { readers: Consumer[] }) {
  const columns = [
    { label: t("web.office.column.reader") },
    { label: t("web.office.column.lag"), number: true },
    { label: t("web.office.column.waits"), wide: true, number: true },
    { label: t("web.office.column.parked"), number: true },
    { label: t("web.office.column.moved-at"), wide: true },
  ];
  return (
    <Table name={t("web.office.readers")} columns={columns}>
      {readers.map(({ name, lag, more, lag_seconds: seconds, parked, moved }) => (
        <tr key={name}>
          <th scope="row">{name}</th>
          <td className={css.number}>{t(more ? "web.office.over" : "web.office.n", { n: lag })}</td>
          <td className={`${css.wide} ${css.number}`}>{seconds === null ? "–" : lasted(seconds)}</td>
          <td className={css.number} data-care={parked ? "" : undefined}>
            {t("web.office.n", { n: parked })}
          </td>
          <td className={css.wide}>{moved ? instant(moved) : "–"}</td>
        </tr>
      ))}
    </Table>
  );
}

/** How often the newest events are asked for; one customer's never by themselves, since each look is logged. */
const AGAIN_MS = 5000;

function Happened() {
  const asked = useSearch({ from: "/office/log" });
  const navigate = useNavigate();
  const query = useInfiniteQuery({
    ...logQuery(asked),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      asked.customer || (state.data?.pages.length ?? 0) > 1 ? false : AGAIN_MS,
  });
  const set = (next: LogAsked) =>
    void navigate({ to: "/office/log", search: next, replace: true, resetScroll: false });
  return (
    <Section
      title={t("web.office.events")}
      aside={
        <Button variant="subtle" loading={query.isRefetching} onClick={() => query.refetch()}>
          {t("web.office.refresh")}
        </Button>
      }
    >
      <Narrow asked={asked} set={set} />
      <Pages query={query} none={t("web.office.events.none")}>
        <Events events={query.data?.pages.flatMap(({ items }) => items) ?? []} />
      </Pages>
    </Section>
  );
}

function Narrow({ asked, set }: { asked: LogAsked; set: (next: LogAsked) => void }) {
  const { data } = useQuery(consumersQuery);
  const [typed, setTyped] = useState(asked.name ?? "");
  useEffect(() => setTyped(asked.name ?? ""), [asked.name]);
  const readers = data?.items.filter(({ handles }) => handles.length > 0).map(({ name }) => name) ?? [];
  return (
    <form
      className={css.filters}
      onSubmit={(event) => {
        event.preventDefault();
        set({ ...asked, name: typed.trim() || undefined });
      }}
    >
      <NativeSelect
        label={t("web.office.reader")}
        value={asked.consumer ?? ""}
        onChange={({ currentTarget: { value } }) => set({ ...asked, consumer: value || undefined })}
        data={[
          { value: "", label: t("web.office.reader.any") },
          ...readers.map((name) => ({ value: name, label: name })),
        ]}
      />
      <TextInput
        label={t("web.office.event")}
        placeholder="PictureChanged"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Button type="submit">{t("web.office.narrow")}</Button>
      {asked.customer && <p className={css.only}>{t("web.office.only", { id: short(asked.customer) })}</p>}
      {Object.keys(asked).length > 0 && <Button onClick={() => set({})}>{t("web.filter.clear")}</Button>}
    </form>
  );
}
