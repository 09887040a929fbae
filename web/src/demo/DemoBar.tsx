// The strip that says: this is a demo, this is whom you see, this is their day; and lets the days go by.
import {
  IconChevronDown,
  IconChevronUp,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { sessionQuery } from "~/api/queries";
import { dayOfLife } from "~/language/format";
import { t } from "~/language/t";
import { openLayer } from "~/shell/layers";
import css from "./demo.module.css";
import { Face } from "./Face";
import { JUMPS, type Life, type Person, useDemo, useLife, useMe } from "./life";

const KEY = "florin.demo-bar";
const DESK = "(min-width: 60em)";

export function DemoBar() {
  const demo = useDemo();
  const me = useMe();
  // On a phone the ways to let time pass open on demand; on a desk there is room until they are put away.
  const [open, setOpen] = useState(() => matchMedia(DESK).matches && localStorage.getItem(KEY) !== "small");
  const fold = () => {
    if (matchMedia(DESK).matches) localStorage.setItem(KEY, open ? "small" : "open");
    setOpen(!open);
  };
  const life = demo?.life;
  // All of it at once: a face that came later would push the day aside.
  const known = useQuery(sessionQuery).data !== undefined && demo !== undefined;
  return (
    <aside className={css.strip} aria-label={t("web.demo.label")} data-open={open} data-tour="demo">
      {known && (
        <button type="button" className={css.who} aria-haspopup="dialog" onClick={() => openLayer("people")}>
          {me && !me.own && <Face traits={me.face} size={28} />}
          <span className={css.demo}>{t("web.demo.mark")}</span>
          <span className={css.whoName}>{me?.own ? t("web.you.title") : me?.name}</span>
          <IconChevronDown size={16} stroke={1.8} aria-hidden="true" />
          <span className="unseen">{t("web.people.switch")}</span>
        </button>
      )}
      {known &&
        (me?.own ? (
          <p className={css.day}>{t("web.demo.own")}</p>
        ) : (
          life && <Days life={life} me={me} open={open} fold={fold} />
        ))}
    </aside>
  );
}

type DaysProps = { life: Life; me: Person | undefined; open: boolean; fold: () => void };

function Days({ life, me, open, fold }: DaysProps) {
  const { turn, jump } = useLife();
  const hastening = life.until !== null && life.until > life.day;
  const busy = jump.isPending || hastening;
  const day = me?.business_date ?? life.day;
  const pace = life.paused ? t("web.demo.paused") : t("web.demo.pace", { seconds: life.seconds });
  return (
    <>
      <p className={css.day}>
        <span className={css.dayLong}>{dayOfLife(day)}</span>
        <span className={css.dayShort}>{dayOfLife(day, true)}</span>
        {life.live && <span className={css.pace}>{hastening ? t("web.demo.hastening") : pace}</span>}
      </p>
      {life.live && (
        <div className={css.controls}>
          <button
            type="button"
            className={css.round}
            disabled={turn.isPending}
            onClick={() => turn.mutate({ paused: !life.paused })}
          >
            {life.paused ? (
              <IconPlayerPlayFilled size={16} aria-hidden="true" />
            ) : (
              <IconPlayerPauseFilled size={16} aria-hidden="true" />
            )}
            <span className="unseen">{t(life.paused ? "web.demo.resume" : "web.demo.pause")}</span>
          </button>
          <fieldset className={css.jumps} hidden={!open}>
            <legend className="unseen">{t("web.demo.jump")}</legend>
            {JUMPS.map((to) => (
              <button
                key={to}
                type="button"
                className={css.jump}
                disabled={busy}
                onClick={() => jump.mutate(to)}
              >
                {t(`web.demo.jump.${to}`)}
              </button>
            ))}
          </fieldset>
          <button type="button" className={css.round} aria-expanded={open} onClick={fold}>
            {open ? (
              <IconChevronUp size={18} stroke={1.8} aria-hidden="true" />
            ) : (
              <IconChevronDown size={18} stroke={1.8} aria-hidden="true" />
            )}
            <span className="unseen">{t("web.demo.more")}</span>
          </button>
        </div>
      )}
      {/* Said once, after what one asked for; never every day. */}
      <p role="status" className="unseen">
        {jump.isSuccess && !busy && t("web.demo.now", { day: dayOfLife(day) })}
        {turn.isSuccess && !jump.isSuccess && pace}
      </p>
    </>
  );
}
