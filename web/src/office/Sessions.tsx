// Where a member of staff is signed in: each place can be ended, or all others at once.
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "~/api/client";
import { instant } from "~/language/format";
import { t } from "~/language/t";
import { BoneRows } from "~/surface/Bones";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import css from "./office.module.css";
import { type OfficeOpenSession, officeSessionsQuery } from "./queries";

function useAfter() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: officeSessionsQuery.queryKey });
}

export function Sessions() {
  const { data, error, refetch } = useQuery(officeSessionsQuery);
  const others = useMutation({
    mutationFn: () => answer(api.DELETE("/api/office/identity/sessions")),
    onSuccess: useAfter(),
  });
  return (
    <Section title={t("web.office.sessions")}>
      {error && !data && <Trouble error={error} again={() => refetch()} />}
      {!data && !error && <BoneRows rows={1} height={82} />}
      <ul className={surface.rows}>
        {data?.map((session) => (
          <Row key={session.id} session={session} />
        ))}
      </ul>
      <div className={css.withPasskey}>
        {others.isError && <Trouble error={others.error} />}
        <p role="status" className={css.result}>
          {others.isSuccess && t("web.office.sessions.ended", { n: others.data.ended })}
        </p>
        {data && data.length > 1 && (
          <Button loading={others.isPending} onClick={() => others.mutate()}>
            {t("web.office.sessions.end-others")}
          </Button>
        )}
      </div>
    </Section>
  );
}

/** When it was last seen is known to the hour: said where that is news. */
const seenLater = ({ current, created, seen }: OfficeOpenSession) => !current && seen > created;

function Row({ session }: { session: OfficeOpenSession }) {
  const after = useAfter();
  const end = useMutation({
    mutationFn: () =>
      answer(
        api.DELETE("/api/office/identity/sessions/{identifier}", {
          params: { path: { identifier: session.id } },
        }),
      ),
    onSuccess: after,
  });
  const device = session.device || t("web.office.session.unknown");
  const about = [
    session.current && t("web.office.session.current"),
    t(`web.office.session.how.${session.how}`),
    t("web.office.session.since", { when: instant(session.created) }),
    seenLater(session) && t("web.office.session.seen", { when: instant(session.seen) }),
  ].filter(Boolean);
  return (
    <li className={css.request}>
      <div>
        <p className={css.what}>{device}</p>
        <p className={css.notes}>{about.join(" · ")}</p>
        {end.isError && <Trouble error={end.error} />}
      </div>
      {!session.current && (
        <div className={css.answers}>
          <Button variant="subtle" loading={end.isPending} onClick={() => end.mutate()}>
            {t("web.office.session.end")}
            <span className="unseen"> {device}</span>
          </Button>
        </div>
      )}
    </li>
  );
}
