// The door: in a demo one steps in as somebody, or starts empty with one's own statements.
import { IconArrowRight, IconFileText } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { answer, api } from "~/api/client";
import { bankQuery, sessionQuery } from "~/api/queries";
import type { Persona } from "~/api/types";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import { Bone } from "~/surface/Bones";
import { Trouble } from "~/surface/Trouble";
import css from "./session.module.css";

export function SignIn() {
  useTitle(t("web.signin.title"));
  const bank = useQuery(bankQuery);
  const enter = useEnter();
  const personas = bank.data?.personas ?? [];
  const own = personas.find((persona) => persona.own);
  return (
    <main className={css.door} id="main">
      <p className={css.bank}>{bank.data?.name ?? <Bone width="9rem" height={24} />}</p>
      <h1>{t("web.signin.title")}</h1>
      <p className={css.lead}>{t("web.signin.lead")}</p>
      {bank.isError && <Trouble error={bank.error} again={() => bank.refetch()} />}
      {enter.isError && <Trouble error={enter.error} />}
      {bank.isPending && <Bone height={420} />}
      <ul className={css.people}>
        {personas
          .filter((persona) => !persona.own)
          .map((persona) => (
            <li key={persona.id}>
              <PersonCard persona={persona} busy={enter.isPending} enter={enter.mutate} />
            </li>
          ))}
      </ul>
      {own && (
        <section className={css.own}>
          <h2>{t("web.signin.own.title")}</h2>
          <PersonCard persona={own} busy={enter.isPending} enter={enter.mutate} />
          <p className={css.small}>{t("web.signin.own.note")}</p>
        </section>
      )}
    </main>
  );
}

function useEnter() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { back } = useSearch({ from: "/sign-in" });
  useEffect(() => localStorage.removeItem("florin.signed-in"), []);
  return useMutation({
    mutationFn: (persona: string) => answer(api.POST("/api/session", { body: { persona } })),
    onSuccess: async (session) => {
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== "bank" });
      client.setQueryData(sessionQuery.queryKey, session);
      localStorage.setItem("florin.signed-in", "yes");
      await navigate({ href: back ?? "/" });
    },
  });
}

type CardProps = { persona: Persona; busy: boolean; enter: (id: string) => void };

function PersonCard({ persona, busy, enter }: CardProps) {
  return (
    <button type="button" className={css.person} disabled={busy} onClick={() => enter(persona.id)}>
      <span className={css.face} aria-hidden="true">
        {persona.own ? <IconFileText size={24} stroke={1.5} /> : persona.name.slice(0, 1)}
      </span>
      <span className={css.words}>
        <span className={css.name}>{persona.name}</span>
        <span className={css.line}>{persona.line}</span>
      </span>
      <IconArrowRight size={20} stroke={1.6} aria-hidden="true" />
    </button>
  );
}
