// What needs a second member of staff: what waits, who asked to leave, what was decided.
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { answer, api } from "~/api/client";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import { BoneSections } from "~/surface/Bones";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import { useTogether } from "~/surface/together";
import { Decided, Waiting } from "./Approval";
import { Leavings } from "./Leavings";
import css from "./office.module.css";
import { useRights } from "./places";
import { type Approval, approvalsQuery, erasuresQuery } from "./queries";
import { Pages } from "./Table";

export type Verdict = "approved" | "refused" | "withdrawn";
type Decision = { id: string; verdict: Verdict };

export function Inbox() {
  useTitle(t("web.office.inbox"));
  const rights = useRights();
  const may = rights.includes("decide");
  const asks = rights.includes("ask");
  const whole = useTogether(
    useInfiniteQuery(approvalsQuery(true)),
    useInfiniteQuery(approvalsQuery(false)),
    useInfiniteQuery({ ...erasuresQuery, enabled: asks }),
  );
  return (
    <>
      <h1>{t("web.office.inbox")}</h1>
      <p className={css.lead}>{t(may ? "web.office.inbox.lead" : "web.office.inbox.read")}</p>
      {whole ? (
        <>
          <Waits may={may} />
          {asks && <Leavings />}
          <History />
        </>
      ) : (
        <BoneSections rows={asks ? [1, 1, 3] : [1, 3]} />
      )}
    </>
  );
}

function Waits({ may }: { may: boolean }) {
  const client = useQueryClient();
  const query = useInfiniteQuery(approvalsQuery(true));
  const decide = useMutation({
    mutationFn: ({ id, verdict }: Decision) =>
      answer(
        api.POST("/api/office/approvals/{identifier}", {
          params: { path: { identifier: id } },
          body: { verdict },
        }),
      ),
    onSettled: () =>
      client.invalidateQueries({
        queryKey: ["office"],
        predicate: ({ queryKey }) => ["approvals", "erasures"].includes(String(queryKey[1])),
      }),
  });
  const done = useRef<HTMLParagraphElement>(null);
  // What was decided leaves the list: the keyboard goes to what is said about it.
  useEffect(() => {
    if (decide.isSuccess) done.current?.focus();
  }, [decide.isSuccess]);
  return (
    <Section title={t("web.office.inbox.waits")}>
      {decide.isError && <Trouble error={decide.error} />}
      <p role="status" ref={done} tabIndex={-1} className={css.result}>
        {decide.isSuccess && t(`web.office.inbox.done.${decide.variables.verdict}`)}
      </p>
      <Pages query={query} none={t("web.office.inbox.none")}>
        <ul className={surface.rows}>
          {query.data?.pages
            .flatMap(({ items }) => items)
            .map((each: Approval) => (
              <Waiting
                key={each.id}
                approval={each}
                may={may}
                busy={decide.isPending}
                decide={(verdict) => decide.mutate({ id: each.id, verdict })}
              />
            ))}
        </ul>
      </Pages>
    </Section>
  );
}

function History() {
  const query = useInfiniteQuery(approvalsQuery(false));
  return (
    <Section title={t("web.office.inbox.decided")}>
      <Pages query={query} none={t("web.office.inbox.decided.none")}>
        <ul className={surface.rows}>
          {query.data?.pages
            .flatMap(({ items }) => items)
            .map((each) => (
              <Decided key={each.id} approval={each} />
            ))}
        </ul>
      </Pages>
    </Section>
  );
}
