// The palette: type a few letters, go anywhere. A list one moves through with the arrow keys or by touch.
import { Modal } from "@mantine/core";
import { IconCornerDownLeft, IconSearch } from "@tabler/icons-react";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { Face } from "~/demo/Face";
import { t } from "~/language/t";
import { useFocusBack } from "~/surface/focus";
import surface from "~/surface/surface.module.css";
import { type Choice, GROUPS, groupName } from "./choices";
import { takeEarly } from "./early";
import css from "./palette.module.css";
import { useChoices } from "./sources";

const CLASSES = { content: css.palette, overlay: surface.veil, body: css.body, inner: css.inner } as Record<
  string,
  string
>;

export default function Palette({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  useFocusBack(opened);
  return (
    <Modal.Root
      opened={opened}
      onClose={onClose}
      lockScroll={false}
      returnFocus={false}
      classNames={CLASSES}
      transitionProps={{ transition: "fade", duration: 120 }}
    >
      <Modal.Overlay />
      <Modal.Content data-sheet aria-label={t("web.palette.title")}>
        <Modal.Body>{opened && <Search close={onClose} />}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** The choice that the arrow keys stand on; typing leads back to the first. */
function useWalk(choices: Choice[], typed: string) {
  const [at, setAt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: anew with every letter
  useEffect(() => setAt(0), [typed]);
  const last = Math.max(0, choices.length - 1);
  const here = Math.min(at, last);
  const steps: Record<string, number> = {
    ArrowDown: here === last ? 0 : here + 1,
    ArrowUp: here === 0 ? last : here - 1,
    PageDown: Math.min(last, here + 6),
    PageUp: Math.max(0, here - 6),
  };
  const step = (key: string) => {
    const next = steps[key];
    if (next !== undefined) setAt(next);
    return next !== undefined;
  };
  return { here, step };
}

function Search({ close }: { close: () => void }) {
  const [typed, setTyped] = useState("");
  const field = useRef<HTMLInputElement>(null);
  // The field takes the focus and what was typed before it in one moment, shown before the next key is heard, so that
  // no letter falls between.
  useLayoutEffect(() => {
    field.current?.focus();
    const early = takeEarly();
    setTyped((now) => early + now);
  }, []);
  const { choices, away } = useChoices(typed);
  const { here, step } = useWalk(choices, typed);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[data-at="${here}"]`)?.scrollIntoView({ block: "nearest" });
  }, [here]);
  const choose = (choice: Choice | undefined) => {
    if (!choice) return;
    close();
    choice.run();
  };
  return (
    <>
      <div className={css.field}>
        <IconSearch size={20} stroke={1.6} aria-hidden="true" />
        <input
          ref={field}
          data-autofocus
          className={css.input}
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}list`}
          aria-autocomplete="list"
          aria-activedescendant={choices.length ? `${id}${here}` : undefined}
          aria-label={t("web.palette.title")}
          placeholder={t("web.palette.placeholder")}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          enterKeyHint="go"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (step(event.key)) event.preventDefault();
            if (event.key === "Enter") choose(choices[here]);
          }}
        />
        <button type="button" className={css.close} onClick={close}>
          {t("web.sheet.close")}
        </button>
      </div>
      <div
        ref={list}
        id={`${id}list`}
        className={css.list}
        role="listbox"
        aria-label={t("web.palette.found")}
      >
        <Groups choices={choices} here={here} id={id} choose={choose} />
      </div>
      <p role="status" className={choices.length && !away ? "unseen" : css.none}>
        {away ? t("web.palette.away") : t("web.palette.n", { n: choices.length })}
      </p>
    </>
  );
}

type GroupsProps = { choices: Choice[]; here: number; id: string; choose: (choice: Choice) => void };

function Groups({ choices, here, id, choose }: GroupsProps) {
  const groups = [...new Set(choices.map(({ group }) => group))];
  return groups.map((group) => (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is no group of a list box
    <div key={group} role="group" aria-labelledby={`${id}${group}`}>
      <p id={`${id}${group}`} role="presentation" className={css.groupName}>
        {t(groupName(GROUPS.find((each) => each === group) ?? "page"))}
      </p>
      {choices.map((choice, at) =>
        choice.group === group ? (
          <Row key={choice.id} choice={choice} at={at} id={id} here={at === here} choose={choose} />
        ) : null,
      )}
    </div>
  ));
}

type RowProps = { choice: Choice; at: number; id: string; here: boolean; choose: (choice: Choice) => void };

function Row({ choice, at, id, here, choose }: RowProps) {
  return (
    // The field keeps the focus and says which row it stands on; a row takes the pointer alone.
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field listens to the keys
    <div
      id={`${id}${at}`}
      data-at={at}
      role="option"
      aria-selected={here}
      className={css.row}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => choose(choice)}
    >
      {choice.face && <Face traits={choice.face} size={32} />}
      <span className={css.words}>
        <span className={css.label}>{choice.label}</span>
        {choice.detail && <span className={css.detail}>{choice.detail}</span>}
      </span>
      <IconCornerDownLeft className={css.enter} size={16} stroke={1.6} aria-hidden="true" />
    </div>
  );
}
