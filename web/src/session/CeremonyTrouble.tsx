// What became of a passkey's ceremony that did not end well: calm where one simply stopped it.
import { asProblem } from "~/api/problem";
import { Trouble } from "~/surface/Trouble";
import css from "./session.module.css";

export function CeremonyTrouble({ error }: { error: unknown }) {
  const problem = asProblem(error);
  if (!problem.type.startsWith("passkey/")) return <Trouble error={error} />;
  return (
    <div role="status" className={css.calm}>
      {problem.title && <p className={css.calmTitle}>{problem.title}</p>}
      <p>{problem.detail}</p>
    </div>
  );
}
