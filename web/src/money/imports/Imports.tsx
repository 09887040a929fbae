// Statements: give one, look at what was found, take it in; and every earlier one, with the way back.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { importsQuery } from "~/api/queries";
import type { Import } from "~/api/types";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import { BoneRows } from "~/surface/Bones";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import { Done } from "./Done";
import { DropZone } from "./DropZone";
import css from "./imports.module.css";
import { PastImport } from "./PastImport";
import { Preview } from "./Preview";
import { useReading } from "./reading";
import { SampleStatement } from "./SampleStatement";
import { Unread } from "./Unread";

const ON_THE_WAY: Import["state"][] = ["confirmed", "undoing"];
const FRESH: Import["state"][] = ["confirmed", "imported"];
const waits = ({ state }: Import) => state === "preview";
const failed = ({ state }: Import) => state === "failed";

export function Imports() {
  useTitle(t("web.money.import"));
  const [added, setAdded] = useState<string[]>([]);
  const confirmed = (id: string) => setAdded((before) => [...before, id]);
  const { data, error, refetch } = useQuery({
    ...importsQuery,
    refetchInterval: ({ state }) =>
      state.data?.items.some((each) => ON_THE_WAY.includes(each.state)) ? 1000 : false,
  });
  const waiting = data?.items.filter(waits) ?? [];
  const fresh = data?.items.filter((each) => added.includes(each.id) && FRESH.includes(each.state)) ?? [];
  const unread = data?.items.filter(failed) ?? [];
  const past = data?.items.filter((each) => !waits(each) && !failed(each)) ?? [];
  return (
    <div className={waiting.length ? undefined : surface.column}>
      <h1 className={waiting.length ? "unseen" : undefined}>{t("web.import.title")}</h1>
      {waiting.length === 0 && <p className={css.lead}>{t("web.import.lead")}</p>}
      {fresh.length > 0 && <Done imports={fresh} />}
      <ReadingLine found={waiting.length} />
      {waiting.map((each) => (
        <Preview key={each.id} listed={each} onConfirmed={confirmed} />
      ))}
      <DropZone large={waiting.length === 0} />
      {unread.length > 0 && <Unread imports={unread} />}
      {data && data.items.length === 0 && <SampleStatement />}
      {error && !data && <Trouble error={error} again={() => refetch()} />}
      {!data && !error && <BoneRows rows={3} />}
      {past.length > 0 && (
        <Section title={t("web.import.past")}>
          <ul className={surface.rows}>
            {past.map((each) => (
              <PastImport key={each.id} past={each} />
            ))}
          </ul>
        </Section>
      )}
    </div>
  );
}

/** How far the reading is, said aloud too. */
function ReadingLine({ found }: { found: number }) {
  const { busy, files, error } = useReading();
  return (
    <>
      <p role="status" className={css.reading}>
        {busy
          ? t("web.import.reading", { n: files.length })
          : found > 0
            ? t("web.import.found", { n: found })
            : ""}
      </p>
      {error && <Trouble error={error} />}
    </>
  );
}
