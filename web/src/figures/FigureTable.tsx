// The figures behind a drawing, folded away until they are wanted: one row for each point of time.
import type { ReactNode } from "react";
import css from "./figures.module.css";

type Props = { summary: string; caption: string; columns: string[]; children: ReactNode };

export function FigureTable({ summary, caption, columns, children }: Props) {
  return (
    <details className={css.table} data-wide={columns.length > 2}>
      <summary>{summary}</summary>
      <table className="figures">
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </details>
  );
}
