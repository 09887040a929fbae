// One fact as a sentence; what is not known yet says what it needs.
import type { Fact } from "~/api/types";
import { Why } from "~/surface/Why";
import css from "./facts.module.css";

export function FactRow({ fact }: { fact: Fact }) {
  return (
    <li className={css.row} data-known={fact.known}>
      <div>
        <h3 className={css.label}>{fact.label}</h3>
        <p className={css.sentence}>{fact.sentence}</p>
      </div>
      <Why opens={`fact:${fact.name}`} of={fact.label} />
    </li>
  );
}
