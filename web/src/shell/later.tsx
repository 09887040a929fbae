// What comes when it is first wanted: where it cannot be had, a quiet line says so, and the next wish asks again.
import { type ComponentType, type ReactNode, useEffect, useState } from "react";
import { t } from "~/language/t";
import { tellNote } from "./note";

type Loads<Props> = () => Promise<{ default: ComponentType<Props> }>;
type Options<Props> = {
  /** What is wanted now; nothing is asked for while it is empty. */
  wants?: (props: Props) => unknown;
  /** What undoes the wish where it cannot be met. */
  failed?: (props: Props) => void;
  /** What stands there meanwhile. */
  meanwhile?: () => ReactNode;
};

/** A component of its own file. */
export function later<Props extends object>(load: Loads<Props>, options: Options<Props> = {}) {
  const { wants = () => true, failed, meanwhile } = options;
  let Part: ComponentType<Props> | undefined;
  return function Later(props: Props) {
    const [, setHere] = useState(Part !== undefined);
    const wanted = wants(props);
    // biome-ignore lint/correctness/useExhaustiveDependencies: each wish asks once
    useEffect(() => {
      if (Part || !wanted) return;
      let gone = false;
      const come = (loaded: { default: ComponentType<Props> }) => {
        Part = loaded.default;
        if (!gone) setHere(true);
      };
      load().then(come, () => {
        if (gone) return;
        tellNote(t("web.trouble.away.title"));
        failed?.(props);
      });
      return () => {
        gone = true;
      };
    }, [wanted]);
    return Part ? <Part {...props} /> : meanwhile?.();
  };
}

/** Asks for a file before it is wanted; that it cannot be had matters only then. */
export const ahead = (load: () => Promise<unknown>) => void load().catch(() => {});
