// The empty home: one inviting first step, what it takes, what happens with it, and an example to try.
import { IconArrowBackUp, IconLock, IconShieldCheck } from "@tabler/icons-react";
import { t } from "~/language/t";
import { DropZone } from "~/money/imports/DropZone";
import { SampleStatement } from "~/money/imports/SampleStatement";
import css from "./home.module.css";
import { Waiting } from "./Waiting";

const PROMISES = [
  { icon: IconShieldCheck, title: "web.first.stays.title", text: "web.first.stays.text" },
  { icon: IconLock, title: "web.first.locked.title", text: "web.first.locked.text" },
  { icon: IconArrowBackUp, title: "web.first.undo.title", text: "web.first.undo.text" },
] as const;

export function FirstStep({ name }: { name: string }) {
  return (
    <div className={css.start}>
      <p className={css.haveLabel}>{t("web.first.hello", { name })}</p>
      <h1>{t("web.first.title")}</h1>
      <p className={css.lead}>{t("web.first.lead")}</p>
      <Waiting />
      <DropZone large />
      <SampleStatement />
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
