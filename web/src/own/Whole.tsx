// All of it at once: what everything allowed would bring, or what it is worth now; one tap allows the whole.
import { Button } from "@mantine/core";
import { t } from "~/language/t";
import { tellNote } from "~/shell/note";
import { Trouble } from "~/surface/Trouble";
import { useGive } from "./giving";
import css from "./own.module.css";
import type { Purpose, Step } from "./queries";

/** Every pair that is not in force yet. */
const missing = (purposes: Purpose[]) =>
  purposes.flatMap(({ id, sources }) =>
    sources
      .filter(({ state }) => state !== "given" && state !== "waits")
      .map(({ source }) => ({ purpose: id, source })),
  );

export function Whole({ purposes, price }: { purposes: Purpose[]; price: Step[] | undefined }) {
  const give = useGive(() => tellNote(t("web.own.whole.done")));
  const all = price?.find(({ purpose }) => purpose === null);
  const wanted = missing(purposes);
  if (wanted.length === 0 || !purposes.length || (all && !all.give)) return null;
  // Nobody's accounts are here yet: there is nothing to gain today, and the answer may be given all the same.
  const ahead = all?.accounts === 0;
  return (
    <div className={css.whole}>
      <h2>{t(ahead ? "web.own.whole.ahead" : "web.own.whole.title")}</h2>
      <p>{ahead ? t("web.own.whole.nothing-yet") : all ? all.sentence : t("web.own.price.coming")}</p>
      <p className={css.small}>{t("web.own.whole.fine")}</p>
      {give.isError && <Trouble error={give.error} />}
      <Button variant="filled" loading={give.isPending} onClick={() => give.mutate({ items: wanted })}>
        {t("web.own.whole.allow")}
      </Button>
    </div>
  );
}
