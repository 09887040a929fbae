// Back in by a recovery code: then a new passkey, new codes, and in with it.
import { Button, TextInput } from "@mantine/core";
import { IconCheck, IconKey } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { answer, api } from "~/api/client";
import { askSession, sessionQuery } from "~/api/queries";
import { type Key, t } from "~/language/t";
import { useNewCodes } from "~/own/Codes";
import { NewCodes } from "~/own/NewCodes";
import { useTitle } from "~/shell/title";
import { Trouble } from "~/surface/Trouble";
import { CeremonyTrouble } from "./CeremonyTrouble";
import { Doorway } from "./Doorway";
import { begun, useArrive } from "./enter";
import { nameOf } from "./name";
import { register, signIn } from "./passkey";
import css from "./session.module.css";

export function Recover() {
  useTitle(t("web.own.recover.title"));
  const client = useQueryClient();
  // Only what is known already: who is not signed in is not asked about.
  const { data: session } = useQuery({ ...sessionQuery, enabled: false });
  const [back, setBack] = useState(session?.how === "recovery");
  if (back) return <Renew />;
  return (
    <Doorway title={t("web.own.recover.title")} lead={t("web.own.recover.lead")}>
      <Enter
        done={async () => {
          client.setQueryData(sessionQuery.queryKey, await askSession());
          localStorage.setItem("florin.signed-in", "yes");
          setBack(true);
        }}
      />
    </Doorway>
  );
}

const SIGNS = 20;

function Enter({ done }: { done: () => Promise<void> }) {
  const [code, setCode] = useState("");
  const [checked, setChecked] = useState(false);
  const short = code.replace(/[\s-]/g, "").length < SIGNS;
  const recover = useMutation({
    mutationFn: () => answer(api.POST("/api/identity/recovery", { body: { code: code.trim() } })),
    onSuccess: done,
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!short) recover.mutate();
  };
  return (
    <form className={css.form} onSubmit={send} noValidate>
      <TextInput
        label={t("web.own.recover.code")}
        description={t("web.own.recover.code.hint")}
        placeholder="XXXXX-XXXXX-XXXXX-XXXXX"
        classNames={{ input: css.code as string }}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={60}
        value={code}
        error={checked && short && t("web.own.recover.code.short")}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      {recover.isError && <Trouble typed error={recover.error} />}
      <Button type="submit" variant="filled" loading={recover.isPending}>
        {t("web.own.recover.enter")}
      </Button>
    </form>
  );
}

function Renew() {
  const arrive = useArrive();
  const { data: session } = useQuery({ ...sessionQuery, enabled: false });
  const passkey = useMutation({ mutationFn: () => register({ who: nameOf(session) }) });
  const codes = useNewCodes();
  const [kept, setKept] = useState(false);
  const enter = useMutation({
    mutationFn: signIn,
    onSuccess: (found) => arrive({ begin: begun(found), to: () => "/" }),
  });
  const at = !passkey.isSuccess ? 1 : !kept ? 2 : 3;
  return (
    <Doorway title={t("web.own.recover.renew")} lead={t("web.own.recover.renew.lead")}>
      <ol className={css.renew}>
        <Part n={1} at={at} title="web.own.recover.passkey">
          <p>{t("web.own.recover.passkey.why")}</p>
          {passkey.isError && <CeremonyTrouble error={passkey.error} />}
          <Button
            variant="filled"
            leftSection={<IconKey size={18} stroke={1.6} aria-hidden="true" />}
            loading={passkey.isPending}
            onClick={() => passkey.mutate()}
          >
            {t("web.own.passkey.add")}
          </Button>
        </Part>
        <Part n={2} at={at} title="web.own.recover.codes">
          {codes.data ? (
            <NewCodes codes={codes.data} done={() => setKept(true)} />
          ) : (
            <>
              <p>{t("web.own.recover.codes.why")}</p>
              {codes.isError && <Trouble error={codes.error} />}
              <div className={css.keyWays}>
                <Button variant="filled" loading={codes.isPending} onClick={() => codes.mutate()}>
                  {t("web.own.codes.make")}
                </Button>
                <Button variant="subtle" onClick={() => setKept(true)}>
                  {t("web.own.recover.codes.keep")}
                </Button>
              </div>
            </>
          )}
        </Part>
        <Part n={3} at={at} title="web.own.recover.in">
          <p>{t("web.own.recover.in.why")}</p>
          {enter.isError && <CeremonyTrouble error={enter.error} />}
          <Button variant="filled" loading={enter.isPending} onClick={() => enter.mutate()}>
            {t("web.signin.passkey")}
          </Button>
        </Part>
      </ol>
    </Doorway>
  );
}

function Part({ n, at, title, children }: { n: number; at: number; title: Key; children: ReactNode }) {
  const state = n < at ? "done" : n === at ? "now" : "next";
  return (
    <li className={css.renewStep} data-state={state} aria-current={state === "now" ? "step" : undefined}>
      <span className={css.renewMark} aria-hidden="true">
        {state === "done" ? <IconCheck size={18} stroke={2} /> : n}
      </span>
      <div className={css.renewBody}>
        <h2>
          {t(title)}
          {state === "done" && <span className="unseen"> {t("web.guide.done")}</span>}
        </h2>
        {state === "now" && children}
      </div>
    </li>
  );
}
