// A note that is saved while one writes; what could not be saved stays here, also when the sheet is closed.
import { Button, Textarea } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import { asProblem } from "~/api/problem";
import type { TransactionDetail } from "~/api/types";
import { t } from "~/language/t";
import { tellTrouble } from "~/shell/note";
import { Trouble } from "~/surface/Trouble";
import css from "./marks.module.css";
import { useWrite } from "./writing";

const PAUSE_MS = 700;
const MOST = 2000;

/** Typed and not saved yet, by transaction: in this page's memory alone. */
const drafts = new Map<string, string>();

export function Note({ detail }: { detail: TransactionDetail }) {
  const stored = detail.marks?.note ?? "";
  const [typed, setTyped] = useState(drafts.get(detail.id) ?? stored);
  const [removed, setRemoved] = useState("");
  const write = useWrite(detail.id);
  const latest = useRef(stored);
  const { mutate } = write;
  const save = (note: string) => {
    latest.current = note;
    mutate(
      { note },
      {
        onSuccess: () => drafts.get(detail.id) === note && drafts.delete(detail.id),
      },
    );
  };
  const later = useDebouncedCallback(save, PAUSE_MS);
  const type = (note: string) => {
    setTyped(note);
    drafts.set(detail.id, note);
    setRemoved(note.trim() ? "" : stored || removed);
    later(note);
  };
  useLast(detail.id, mutate);
  useEffect(() => {
    // Another page wrote it: shown, unless something is being typed here.
    if (!drafts.has(detail.id)) setTyped(stored);
  }, [stored, detail.id]);
  const problem = write.isError ? asProblem(write.error) : null;
  const unsaved = drafts.has(detail.id);
  return (
    <div>
      <Textarea
        label={t("web.mark.note")}
        placeholder={t("web.mark.note.placeholder")}
        classNames={{ input: css.note as string }}
        maxLength={MOST}
        value={typed}
        error={problem?.of("note")}
        onChange={(event) => type(event.currentTarget.value)}
        onBlur={() => drafts.has(detail.id) && !write.isPending && save(typed)}
      />
      <div className={css.state}>
        <span role="status">
          {write.isPending || (unsaved && !problem)
            ? t("web.mark.saving")
            : removed && write.isSuccess
              ? t("web.mark.removed")
              : write.isSuccess && t("web.mark.saved")}
        </span>
        {removed && !unsaved && (
          <Button variant="subtle" onClick={() => type(removed)}>
            {t("web.mark.undo")}
          </Button>
        )}
      </div>
      {problem && !problem.of("note") && <Trouble typed error={problem} again={() => save(typed)} />}
    </div>
  );
}

/** What stands unsaved when the sheet goes is saved then; if that fails it is kept, and said. */
function useLast(id: string, write: ReturnType<typeof useWrite>["mutate"]) {
  const last = useRef(write);
  last.current = write;
  useEffect(
    () => () => {
      const note = drafts.get(id);
      if (note === undefined) return;
      last.current(
        { note },
        { onSuccess: () => drafts.get(id) === note && drafts.delete(id), onError: tellTrouble },
      );
    },
    [id],
  );
}
