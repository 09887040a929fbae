// A titled part of a page, set apart by space and a hairline, not by a box.
import { type ReactNode, useId } from "react";
import css from "./surface.module.css";

type Props = { title: string; aside?: ReactNode; children: ReactNode };

export function Section({ title, aside, children }: Props) {
  const id = useId();
  return (
    <section className={css.section} aria-labelledby={id}>
      <div className={css.heading}>
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
