// Everything that is known about your money, and what is not known yet.
import { useQuery } from "@tanstack/react-query";
import { factsQuery } from "~/api/queries";
import type { Fact } from "~/api/types";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import { AskFirst } from "~/surface/AskFirst";
import { BoneRows } from "~/surface/Bones";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import { FactRow } from "./FactRow";
import css from "./facts.module.css";

export function Facts() {
  useTitle(t("web.facts.title"));
  const { data, error, refetch } = useQuery(factsQuery);
  const unasked = data?.items.every(({ missing }) => missing === "consent");
  return (
    <div className={surface.column}>
      <h1>{t("web.facts.title")}</h1>
      <p className={css.intro}>{t("web.facts.lead")}</p>
      {error && !data && <Trouble error={error} again={() => refetch()} />}
      {!data && !error && <BoneRows rows={6} height={92} />}
      {unasked && <AskFirst what="picture" />}
      {data && <Group title={t("web.facts.known")} facts={data.items.filter((fact) => fact.known)} />}
      {data && !unasked && (
        <Group title={t("web.facts.unknown")} facts={data.items.filter((fact) => !fact.known)} />
      )}
    </div>
  );
}

function Group({ title, facts }: { title: string; facts: Fact[] }) {
  if (facts.length === 0) return null;
  return (
    <Section title={title}>
      <ul className={surface.rows}>
        {facts.map((fact) => (
          <FactRow key={fact.name} fact={fact} />
        ))}
      </ul>
    </Section>
  );
}
