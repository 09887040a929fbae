// Where one is signed in: each place can be ended, or all others at once.
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "~/api/client";
import { instant } from "~/language/format";
import { t } from "~/language/t";
import { useSignOut } from "~/session/leave";
import { tellNote } from "~/shell/note";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import css from "./own.module.css";
import type { OpenSession } from "./queries";

export function Sessions({ sessions }: { sessions: OpenSession[] }) {
  const client = useQueryClient();
  const others = useMutation({
    mutationFn: () => answer(api.DELETE("/api/identity/sessions")),
    onSuccess: ({ ended }) => {
      tellNote(t("web.own.sessions.ended", { n: ended }));
      return client.invalidateQueries({ queryKey: ["identity", "sessions"] });
    },
  });
  return (
    <>
      <ul className={surface.rows}>
        {sessions.map((session) => (
          <Row key={session.id} session={session} />
        ))}
      </ul>
      {others.isError && <Trouble error={others.error} />}
      {sessions.length > 1 && (
        <Button mt={16} loading={others.isPending} onClick={() => others.mutate()}>
          {t("web.own.sessions.end-others")}
        </Button>
      )}
    </>
  );
}

/** When it was last seen is known to the hour: said where that is news. */
const seenLater = ({ current, created, seen }: OpenSession) => !current && seen > created;

function Row({ session }: { session: OpenSession }) {
  const client = useQueryClient();
  const out = useSignOut();
  const end = useMutation({
    mutationFn: () =>
      answer(
        api.DELETE("/api/identity/sessions/{identifier}", { params: { path: { identifier: session.id } } }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["identity", "sessions"] }),
  });
  const device = session.device || t("web.own.session.unknown");
  const about = [
    session.current && t("web.own.session.current"),
    t(`web.own.session.how.${session.how}`),
    t("web.own.session.since", { when: instant(session.created) }),
    seenLater(session) && t("web.own.session.seen", { when: instant(session.seen) }),
  ].filter(Boolean);
  return (
    <li className={css.row}>
      <div className={css.rowHead}>
        <h3 className={css.rowName}>{device}</h3>
        <p className={css.rowAbout}>{about.join(" · ")}</p>
        {(end.error ?? out.error) && <Trouble error={end.error ?? out.error} />}
      </div>
      <div className={css.rowWays}>
        <Button
          variant="subtle"
          className={css.quiet}
          loading={end.isPending || out.isPending}
          onClick={() => (session.current ? out.mutate() : end.mutate())}
        >
          {session.current ? t("web.you.out") : t("web.own.session.end")}
          {!session.current && <span className="unseen"> {device}</span>}
        </Button>
      </div>
    </li>
  );
}
