// Coming in by an invitation: a passkey is made on this device, then recovery codes are told once.
import { Button, TextInput } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { answer, api } from "~/api/client";
import { t } from "~/language/t";
import { useNewCodes } from "~/own/Codes";
import { NewCodes } from "~/own/NewCodes";
import { useTitle } from "~/shell/title";
import { Trouble } from "~/surface/Trouble";
import { CeremonyTrouble } from "./CeremonyTrouble";
import { Doorway } from "./Doorway";
import { begun, useArrive } from "./enter";
import { heldToken, letGo } from "./held";
import { register } from "./passkey";
import css from "./session.module.css";

export function Join() {
  useTitle(t("web.own.join-bank.title"));
  const [token] = useState(heldToken);
  const [entered, setEntered] = useState(false);
  if (entered) return <Kept />;
  return (
    <Doorway title={t("web.own.join-bank.title")} lead={t("web.own.join-bank.lead")}>
      {token ? (
        <Make token={token} done={() => setEntered(true)} />
      ) : (
        <p role="alert">{t("web.own.join-bank.none")}</p>
      )}
    </Doorway>
  );
}

function Make({ token, done }: { token: string; done: () => void }) {
  const [name, setName] = useState("");
  const make = useMutation({
    mutationFn: () => register({ invitation: token, name }),
    onSuccess: () => {
      letGo();
      done();
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <form className={css.form} onSubmit={send}>
      <TextInput
        label={t("web.own.join-bank.name")}
        description={t("web.own.join-bank.name.hint")}
        autoComplete="off"
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {make.isError && <CeremonyTrouble error={make.error} />}
      <Button
        type="submit"
        variant="filled"
        leftSection={<IconKey size={18} stroke={1.6} aria-hidden="true" />}
        loading={make.isPending}
      >
        {t("web.own.join-bank.make")}
      </Button>
    </form>
  );
}

/** The passkey is there; the codes are asked for by a tap of its own, since it is shown for them. */
function Kept() {
  const arrive = useArrive();
  const codes = useNewCodes();
  const go = useMutation({
    mutationFn: () => answer(api.GET("/api/session")),
    onSuccess: (session) => arrive({ begin: begun(session), to: () => "/" }),
  });
  return (
    <Doorway title={t("web.own.join-bank.in")} lead={t("web.own.join-bank.codes")}>
      {codes.data ? (
        <NewCodes codes={codes.data} done={() => go.mutate()} />
      ) : (
        <div className={css.form}>
          {codes.isError && <Trouble error={codes.error} />}
          <Button variant="filled" loading={codes.isPending} onClick={() => codes.mutate()}>
            {t("web.own.join-bank.show")}
          </Button>
          <Button variant="subtle" loading={go.isPending} onClick={() => go.mutate()}>
            {t("web.own.join-bank.later")}
          </Button>
        </div>
      )}
      {go.isError && <Trouble error={go.error} again={() => go.mutate()} />}
    </Doorway>
  );
}
