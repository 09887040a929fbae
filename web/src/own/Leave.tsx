// Taking one's data along, and leaving: what goes, what stays and why, and the way back while there is one.
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "~/api/client";
import { day, instant, money } from "~/language/format";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import css from "./own.module.css";
import { type Leaving, leaveQuery } from "./queries";
import { Coming } from "./SigningIn";
import { Sure } from "./Sure";

export function Leave() {
  useTitle(t("web.you.leave"));
  const leaving = useQuery(leaveQuery);
  return (
    <div className={surface.column}>
      <h1>{t("web.you.leave")}</h1>
      <Section title={t("web.own.export.title")}>
        <TakeAlong />
      </Section>
      <Section title={t("web.own.leave.title")}>
        {leaving.data ? <Whole leaving={leaving.data} /> : <Coming of={leaving} rows={5} />}
      </Section>
    </div>
  );
}

function TakeAlong() {
  const copy = useMutation({
    mutationFn: () => answer(api.POST("/api/export")),
    onSuccess: ({ url }) => {
      // Fetched once: the link is used at once, and kept nowhere.
      const link = document.createElement("a");
      link.href = url;
      link.download = "";
      link.click();
    },
    gcTime: 0,
  });
  return (
    <>
      <p className={css.calm}>{t("web.own.export.lead")}</p>
      {copy.isError && <Trouble error={copy.error} />}
      <Button
        leftSection={<IconDownload size={18} stroke={1.6} aria-hidden="true" />}
        loading={copy.isPending}
        onClick={() => copy.mutate()}
      >
        {t(copy.isSuccess ? "web.own.export.again" : "web.own.export.make")}
      </Button>
      <p role="status" className={css.said}>
        {copy.isSuccess && t("web.own.export.comes")}
      </p>
    </>
  );
}

function Whole({ leaving }: { leaving: Leaving }) {
  const { request, goes, stays, holds, left } = leaving;
  return (
    <>
      {request ? <Standing request={request} /> : <p className={css.calm}>{t("web.own.leave.lead")}</p>}
      {left.length > 0 && (
        <div className={css.notice}>
          <h3>{t("web.own.leave.left")}</h3>
          <ul>
            {left.map(({ account, name, balance }) => (
              <li key={account} className={css.pair}>
                <span>{name}</span>
                <span className="figures">{money(balance)}</span>
              </li>
            ))}
          </ul>
          <p className={css.small}>{t("web.own.leave.left.means")}</p>
        </div>
      )}
      <h3 className={css.part}>{t("web.own.leave.goes")}</h3>
      <ul className={css.bullets}>
        {goes.map(({ kind, text, count }) => (
          <li key={kind} className={css.pair}>
            <span>{text}</span>
            <span className={css.knownCount}>{t("web.own.known.n", { n: count })}</span>
          </li>
        ))}
      </ul>
      <p className={css.small}>{t("web.own.leave.goes.by", { rule: leaving.erased_by })}</p>
      <h3 className={css.part}>{t("web.own.leave.stays")}</h3>
      {stays.length === 0 && <p className={css.calm}>{t("web.own.leave.stays.none")}</p>}
      <ul className={css.bullets}>
        {stays.map(({ kind, text, count, until, rules }) => (
          <li key={kind}>
            <p className={css.pair}>
              <span>{text}</span>
              <span className={css.knownCount}>{t("web.own.known.n", { n: count })}</span>
            </p>
            <p className={css.small}>
              {t("web.own.leave.until", { date: day(until) })}
              {rules.map((rule) => (
                <span key={rule.code} className={css.rule}>
                  {rule.source}
                </span>
              ))}
            </p>
          </li>
        ))}
        {holds.map((hold) => (
          <li key={hold.reason + hold.until}>
            <p>{hold.text}</p>
            <p className={css.small}>{t("web.own.leave.until", { date: day(hold.until) })}</p>
          </li>
        ))}
      </ul>
      {stays.length > 0 && (
        <p className={css.small}>{t("web.own.leave.stays.by", { rule: leaving.kept_by })}</p>
      )}
      {!request && <Ask />}
    </>
  );
}

function useSent() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: leaveQuery.queryKey });
}

function Ask() {
  const client = useQueryClient();
  const ask = useMutation({
    mutationFn: () => answer(api.POST("/api/leave")),
    onSuccess: (now) => {
      client.setQueryData(leaveQuery.queryKey, now);
      scrollTo({ top: 0 });
    },
  });
  return (
    <div className={css.end}>
      <Sure
        label={t("web.own.leave.ask")}
        asks={<p>{t("web.own.leave.ask.means")}</p>}
        yes={t("web.own.leave.ask.yes")}
        no={t("web.own.leave.ask.no")}
        busy={ask.isPending}
        error={ask.error}
        act={() => ask.mutate()}
      />
    </div>
  );
}

function Standing({ request }: { request: NonNullable<Leaving["request"]> }) {
  const sent = useSent();
  const withdraw = useMutation({ mutationFn: () => answer(api.DELETE("/api/leave")), onSuccess: sent });
  const waits = request.state === "asked";
  return (
    <div className={css.notice} data-strong>
      <h3>{t(`web.own.leave.${request.state}`)}</h3>
      <p>{t(`web.own.leave.${request.by}`, { when: instant(request.asked) })}</p>
      <p>{t(waits ? "web.own.leave.waits" : "web.own.leave.going")}</p>
      {withdraw.isError && <Trouble error={withdraw.error} />}
      {waits && (
        <Button mt={12} loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
          {t("web.own.leave.withdraw")}
        </Button>
      )}
    </div>
  );
}
