// Events that were set aside after failing: what failed, where, and trying them again.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "~/api/client";
import { t } from "~/language/t";
import { BoneRows } from "~/surface/Bones";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import { CustomerLink } from "./Events";
import css from "./office.module.css";
import { useRights } from "./places";
import { type Parked, parkedQuery } from "./queries";
import { Sure } from "./Sure";

type Wanted = { events: number[]; all: boolean };
const ALL: Wanted = { events: [], all: true };

export function ParkedEvents() {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(parkedQuery);
  const replay = useMutation({
    mutationFn: (body: Wanted) => answer(api.POST("/api/office/parked/replay", { body })),
    onSettled: () => client.invalidateQueries({ queryKey: ["office"], predicate: isOld }),
  });
  const may = useRights().includes("replay");
  const parked = data?.items.filter(({ state }) => state === "parked") ?? [];
  return (
    <Section
      title={t("web.office.parked")}
      aside={
        may &&
        parked.length > 1 && (
          <Ask label={t("web.office.replay.all")} busy={replay.isPending} go={() => replay.mutate(ALL)} />
        )
      }
    >
      {error && !data && <Trouble error={error} again={() => refetch()} />}
      {!data && !error && <BoneRows rows={1} height={72} />}
      {replay.isError && <Trouble error={replay.error} />}
      <p role="status" className={css.result}>
        {replay.data && t("web.office.replayed", { n: replay.data.replayed })}
      </p>
      {data?.items.length === 0 && <p className={css.sentence}>{t("web.office.parked.none")}</p>}
      {!may && parked.length > 0 && <p className={css.notes}>{t("web.office.replay.not-yours")}</p>}
      <ul className={surface.rows}>
        {data?.items.map((each) => (
          <Failed
            key={`${each.event} ${each.consumer}`}
            failed={each}
            may={may}
            busy={replay.isPending}
            go={() => replay.mutate({ events: [Number(each.event)], all: false })}
          />
        ))}
      </ul>
    </Section>
  );
}

const isOld = ({ queryKey }: { queryKey: readonly unknown[] }) =>
  ["parked", "consumers", "log"].includes(String(queryKey[1]));

type FailedProps = { failed: Parked; may: boolean; busy: boolean; go: () => void };

function Failed({ failed, may, busy, go }: FailedProps) {
  const { event, consumer, name, customer, tries, error, state } = failed;
  return (
    <li className={css.line}>
      <div>
        <p className={css.what}>
          {name} <span className={css.notes}>{t("web.office.event.n", { id: event })}</span>
        </p>
        <p className={css.said}>{t(`web.office.failed.${state}`, { consumer, n: tries })}</p>
        <p className={css.notes}>
          <code>{error}</code>
          {customer && (
            <>
              {" · "}
              <CustomerLink id={customer} />
            </>
          )}
        </p>
      </div>
      {may && state === "parked" && (
        <Ask label={t("web.office.replay")} of={`${name} ${event}`} busy={busy} go={go} />
      )}
    </li>
  );
}

type AskProps = { label: string; of?: string; busy: boolean; go: () => void };

const Ask = (props: AskProps) => (
  <Sure
    {...props}
    ask={t("web.office.replay.ask")}
    sure={t("web.office.replay.sure")}
    keep={t("web.office.replay.keep")}
  />
);
