// The people worth meeting: what is the matter with them, in groups that one can look through on a phone.
import { useId, useState } from "react";
import { has, t } from "~/language/t";
import css from "./demo.module.css";
import { Face } from "./Face";
import type { Person } from "./life";

/** In this order: who is in trouble comes first. */
const ORDER = ["short", "debt", "thin", "idle"];

const matterName = (matter: string) => {
  const key = `web.people.matter.${matter}`;
  return has(key) ? t(key) : matter;
};

type Props = {
  people: Person[];
  busy: string | undefined;
  enter: (id: string) => void;
  here?: string | undefined;
};

/** `busy`: whom one is stepping in as; `here`: who one is already. */
export function PeopleList({ people, busy, enter, here }: Props) {
  const [only, setOnly] = useState("");
  const others = people.filter(({ own }) => !own);
  const matters = [...new Set(others.map(({ matter }) => matter ?? ""))].sort(
    (a, b) => ORDER.indexOf(a) - ORDER.indexOf(b),
  );
  const grouped = matters.length > 1;
  return (
    <>
      {grouped && <Matters matters={matters} people={others} only={only} onChange={setOnly} />}
      {matters
        .filter((matter) => !only || matter === only)
        .map((matter) => (
          <Group key={matter} title={grouped && matter ? matterName(matter) : ""}>
            {others
              .filter((person) => (person.matter ?? "") === matter)
              .map((person) => (
                <PersonCard
                  key={person.id}
                  person={person}
                  busy={busy}
                  here={person.id === here}
                  enter={enter}
                />
              ))}
          </Group>
        ))}
    </>
  );
}

type MattersProps = { matters: string[]; people: Person[]; only: string; onChange: (matter: string) => void };

function Matters({ matters, people, only, onChange }: MattersProps) {
  const count = (matter: string) =>
    people.filter((person) => !matter || (person.matter ?? "") === matter).length;
  return (
    <fieldset className={css.matters}>
      <legend className="unseen">{t("web.people.matters")}</legend>
      {["", ...matters].map((matter) => (
        <button
          key={matter}
          type="button"
          className={css.matter}
          aria-pressed={only === matter}
          onClick={() => onChange(matter)}
        >
          {matter ? matterName(matter) : t("web.people.matters.all")}
          <span className={css.matterCount}>{count(matter)}</span>
        </button>
      ))}
    </fieldset>
  );
}

function Group({ title, children }: { title: string; children: React.ReactNode }) {
  const id = useId();
  return (
    <section className={css.group} aria-labelledby={title ? id : undefined}>
      {title && <h2 id={id}>{title}</h2>}
      <ul className={css.people}>{children}</ul>
    </section>
  );
}

type CardProps = { person: Person; busy: string | undefined; here: boolean; enter: (id: string) => void };

function PersonCard({ person, busy, here, enter }: CardProps) {
  const { id, name, age, line, problem, face, ready } = person;
  return (
    <li>
      <button
        type="button"
        className={css.person}
        disabled={!ready || busy !== undefined}
        aria-current={here || undefined}
        data-busy={busy === id || undefined}
        onClick={() => enter(id)}
      >
        <Face traits={face} size={64} />
        <span className={css.words}>
          <span className={css.name}>
            {name}
            {age !== null && <span className={css.age}>{t("web.people.age", { age })}</span>}
          </span>
          <span className={css.line}>{line}</span>
          {problem && <span className={css.problem}>{problem}</span>}
          {!ready && <span className={css.line}>{t("web.people.arriving")}</span>}
        </span>
      </button>
    </li>
  );
}
