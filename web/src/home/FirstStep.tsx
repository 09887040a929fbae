// The empty home: a guide in three steps (what one counts in, a statement, what it says), or the statement alone.
import { Button } from "@mantine/core";
import { IconArrowBackUp, IconCheck, IconLock, IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { sessionQuery } from "~/api/queries";
import { currencyName } from "~/language/format";
import { type Key, t } from "~/language/t";
import { DropZone } from "~/money/imports/DropZone";
import { SampleStatement } from "~/money/imports/SampleStatement";
import { CurrencyChoice } from "~/session/CurrencyChoice";
import surface from "~/surface/surface.module.css";
import { useGuide } from "./guide";
import css from "./home.module.css";
import { Waiting } from "./Waiting";

const PROMISES = [
  { icon: IconShieldCheck, title: "web.first.stays.title", text: "web.first.stays.text" },
  { icon: IconLock, title: "web.first.locked.title", text: "web.first.locked.text" },
  { icon: IconArrowBackUp, title: "web.first.undo.title", text: "web.first.undo.text" },
] as const;

export default function FirstStep({ name, missing }: { name: string; missing: boolean }) {
  const { progress, putAway } = useGuide();
  return (
    <div className={css.start}>
      <p className={css.haveLabel}>{t("web.first.hello", { name })}</p>
      <h1>{t("web.first.title")}</h1>
      <p className={css.lead}>{t("web.first.lead")}</p>
      {progress.away ? <Bring /> : <Steps missing={missing} />}
      {!progress.away && (
        <Button variant="subtle" className={css.guideAway} onClick={putAway}>
          {t("web.guide.away")}
        </Button>
      )}
      <ul className={css.promises}>
        {PROMISES.map(({ icon: Icon, title, text }) => (
          <li key={title}>
            <Icon size={22} stroke={1.5} aria-hidden="true" />
            <div>
              <h2>{t(title)}</h2>
              <p>{t(text)}</p>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

const Bring = () => (
  <>
    <Waiting />
    <DropZone large />
    <SampleStatement />
  </>
);

function Steps({ missing }: { missing: boolean }) {
  const { progress, count, decideLater } = useGuide();
  const { data: session } = useQuery(sessionQuery);
  const currency = session?.customer.currency;
  const decided = !missing || (progress.later ?? false);
  const counted = decided && (progress.counted ?? false);
  return (
    <ol className={css.steps}>
      <Step n={1} title="web.guide.allow" state={decided ? "done" : "now"}>
        {decided ? (
          <p className={css.stepDone}>
            {t(missing ? "web.guide.allow.later" : "web.guide.allow.done")}
            <Link to="/you/data" className={surface.more}>
              {t("web.guide.change")}
              <span className="unseen"> {t("web.guide.allow")}</span>
            </Link>
          </p>
        ) : (
          <>
            <p className={css.stepText}>{t("web.guide.allow.why")}</p>
            <div className={surface.ways}>
              <Link to="/you/data" className={surface.action}>
                {t("web.ask-first.decide")}
              </Link>
              <Button variant="subtle" onClick={decideLater}>
                {t("web.guide.allow.not-now")}
              </Button>
            </div>
          </>
        )}
      </Step>
      <Step n={2} title="web.guide.count" state={counted ? "done" : decided ? "now" : "next"}>
        {currency && counted && (
          <p className={css.stepDone}>
            {t("web.guide.counted", { currency: currencyName(currency) })}
            <Button variant="subtle" onClick={() => count(false)}>
              {t("web.guide.change")}
            </Button>
          </p>
        )}
        {currency && decided && !counted && (
          <div className={css.stepCount}>
            <CurrencyChoice currency={currency} bare />
            <Button variant="filled" onClick={() => count(true)}>
              {t("web.guide.count.right")}
            </Button>
          </div>
        )}
      </Step>
      <Step n={3} title="web.guide.bring" state={counted ? "now" : "next"}>
        <Bring />
      </Step>
      <Step n={4} title="web.guide.look" state="next">
        <p className={css.stepText}>{t("web.guide.look.then")}</p>
      </Step>
    </ol>
  );
}

type StepProps = { n: number; title: Key; state: "done" | "now" | "next"; children: ReactNode };

function Step({ n, title, state, children }: StepProps) {
  return (
    <li className={css.step} data-state={state} aria-current={state === "now" ? "step" : undefined}>
      <span className={css.stepMark} aria-hidden="true">
        {state === "done" ? <IconCheck size={18} stroke={2} /> : n}
      </span>
      <div className={css.stepBody}>
        <h2>
          <span className="unseen">{t("web.guide.step", { n, of: 4 })} </span>
          {t(title)}
          {state === "done" && <span className="unseen"> {t("web.guide.done")}</span>}
        </h2>
        {children}
      </div>
    </li>
  );
}
