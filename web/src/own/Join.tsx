// Joining a household by what the one who invited has sent: the link or the token in it.
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { answer, api } from "~/api/client";
import { asProblem } from "~/api/problem";
import { t } from "~/language/t";
import { heldToken, letGo, tokenIn } from "~/session/held";
import { tellNote } from "~/shell/note";
import { Trouble } from "~/surface/Trouble";
import css from "./own.module.css";
import { householdQuery } from "./queries";

const LEAST = 20;

export function Join() {
  const client = useQueryClient();
  const [typed, setTyped] = useState(heldToken);
  const [checked, setChecked] = useState(false);
  const token = tokenIn(typed);
  const join = useMutation({
    mutationFn: () => answer(api.POST("/api/household/join", { body: { token } })),
    onSuccess: ({ members }) => {
      letGo();
      tellNote(t("web.own.join.done"));
      client.setQueryData(householdQuery.queryKey, members);
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (token.length >= LEAST) join.mutate();
  };
  const wrong = join.isError ? asProblem(join.error).of("token") : undefined;
  return (
    <form className={css.join} onSubmit={send} noValidate>
      <TextInput
        label={t("web.own.join.link")}
        description={t("web.own.join.hint")}
        autoComplete="off"
        spellCheck={false}
        maxLength={300}
        value={typed}
        error={(checked && token.length < LEAST && t("web.own.join.short")) || wrong}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {join.isError && !wrong && <Trouble typed error={join.error} />}
      <Button type="submit" loading={join.isPending} variant={heldToken() ? "filled" : "default"}>
        {t("web.own.join.join")}
      </Button>
    </form>
  );
}
