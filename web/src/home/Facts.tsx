// What your money says: sentences from the server, each with its evidence one tap away.
import { Link } from "@tanstack/react-router";
import type { Fact } from "~/api/types";
import { FactRow } from "~/facts/FactRow";
import { t } from "~/language/t";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";

const SHOWN = 5;

export function Facts({ facts }: { facts: Fact[] }) {
  if (facts.length === 0) return null;
  return (
    <Section
      title={t("web.home.facts")}
      aside={
        <Link to="/facts" className={surface.more}>
          {t("web.home.facts.all")}
        </Link>
      }
    >
      <ul className={surface.rows}>
        {facts.slice(0, SHOWN).map((fact) => (
          <FactRow key={fact.name} fact={fact} />
        ))}
      </ul>
    </Section>
  );
}
