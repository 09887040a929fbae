// The empty home: a guide in three steps (what one counts in, a statement, what it says), or the statement alone.
import { Button } from "@mantine/core";
import { IconArrowBackUp, IconCheck, IconLock, IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { sessionQuery } from "~/api/queries";
import { currencyName } from "~/language/format";
import { type Key, t } from "~/language/t";
import { DropZone } from "~/money/imports/DropZone";
import { SampleStatement } from "~/money/imports/SampleStatement";
import { CurrencyChoice } from "~/session/CurrencyChoice";
import { useGuide } from "./guide";
import css from "./home.module.css";
import { Waiting } from "./Waiting";

const PROMISES = [
  { icon: IconShieldCheck, title: "web.first.stays.title", text: "web.first.stays.text" },
  { icon: IconLock, title: "web.first.locked.title", text: "web.first.locked.text" },
  { icon: IconArrowBackUp, title: "web.first.undo.title", text: "web.first.undo.text" },
] as const;

export default function FirstStep({ name }: { name: string }) {
  const { progress, putAway } = useGuide();
  return (
    <div className={css.start}>
      <p className={css.haveLabel}>{t("web.first.hello", { name })}</p>
      <h1>{t("web.first.title")}</h1>
      <p className={css.lead}>{t("web.first.lead")}</p>
      {progress.away ? <Bring /> : <Steps />}
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

function Steps() {
  const { progress, count } = useGuide();
  const { data: session } = useQuery(sessionQuery);
  const currency = session?.customer.currency;
  const counted = progress.counted ?? false;
  return (
    <ol className={css.steps}>
      <Step n={1} title="web.guide.count" state={counted ? "done" : "now"}>
        {currency && counted && (
          <p className={css.stepDone}>
            {t("web.guide.counted", { currency: currencyName(currency) })}
            <Button variant="subtle" onClick={() => count(false)}>
              {t("web.guide.change")}
            </Button>
          </p>
        )}
        {currency && !counted && (
          <div className={css.stepCount}>
            <CurrencyChoice currency={currency} bare />
            <Button variant="filled" onClick={() => count(true)}>
              {t("web.guide.count.right")}
            </Button>
          </div>
        )}
      </Step>
      <Step n={2} title="web.guide.bring" state={counted ? "now" : "next"}>
        <Bring />
      </Step>
      <Step n={3} title="web.guide.look" state="next">
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
          <span className="unseen">{t("web.guide.step", { n, of: 3 })} </span>
          {t(title)}
          {state === "done" && <span className="unseen"> {t("web.guide.done")}</span>}
        </h2>
        {children}
      </div>
    </li>
  );
}
