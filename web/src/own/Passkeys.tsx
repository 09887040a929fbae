// One's passkeys: added on this device, named, removed.
import { Button, TextInput } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { answer, api } from "~/api/client";
import { asProblem } from "~/api/problem";
import { sessionQuery } from "~/api/queries";
import { day } from "~/language/format";
import { t } from "~/language/t";
import { nameOf } from "~/session/name";
import { register } from "~/session/passkey";
import { tellNote } from "~/shell/note";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import css from "./own.module.css";
import type { Passkey } from "./queries";
import { Sure } from "./Sure";

const useChanged = () => {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["identity"] });
};

export function Passkeys({ passkeys }: { passkeys: Passkey[] }) {
  const changed = useChanged();
  const { data: session } = useQuery(sessionQuery);
  const add = useMutation({
    mutationFn: () => register({ who: nameOf(session) }),
    onSuccess: () => {
      tellNote(t("web.own.passkey.added"));
      return changed();
    },
  });
  return (
    <>
      {passkeys.length === 0 && <p className={css.calm}>{t("web.own.passkeys.none")}</p>}
      <ul className={surface.rows}>
        {passkeys.map((passkey) => (
          <Row key={passkey.id} passkey={passkey} changed={changed} />
        ))}
      </ul>
      {add.isError && <Trouble error={add.error} />}
      <Button
        mt={16}
        variant={passkeys.length ? "default" : "filled"}
        leftSection={<IconKey size={18} stroke={1.6} aria-hidden="true" />}
        loading={add.isPending}
        onClick={() => add.mutate()}
      >
        {t("web.own.passkey.add")}
      </Button>
    </>
  );
}

type RowProps = { passkey: Passkey; changed: () => Promise<void> };

function Row({ passkey, changed }: RowProps) {
  const [naming, setNaming] = useState(false);
  const params = { path: { identifier: passkey.id } };
  const remove = useMutation({
    mutationFn: () => answer(api.DELETE("/api/identity/passkeys/{identifier}", { params })),
    onSuccess: changed,
  });
  const about = [
    passkey.current && t("web.own.passkey.current"),
    t("web.own.passkey.made", { date: day(passkey.created) }),
    passkey.used ? t("web.own.passkey.used", { date: day(passkey.used) }) : t("web.own.passkey.never"),
    passkey.backed_up && t("web.own.passkey.kept"),
  ].filter(Boolean);
  return (
    <li className={css.row}>
      <div className={css.rowHead}>
        {naming ? (
          <Name passkey={passkey} changed={changed} done={() => setNaming(false)} />
        ) : (
          <h3 className={css.rowName}>{passkey.name}</h3>
        )}
        <p className={css.rowAbout}>{about.join(" · ")}</p>
      </div>
      {!naming && (
        <div className={css.rowWays}>
          <Button variant="subtle" className={css.quiet} onClick={() => setNaming(true)}>
            {t("web.own.passkey.rename")}
            <span className="unseen"> {passkey.name}</span>
          </Button>
          <Sure
            label={t("web.own.passkey.remove")}
            of={passkey.name}
            asks={<p>{t("web.own.passkey.remove.means")}</p>}
            yes={t("web.own.passkey.remove.yes")}
            no={t("web.own.keep")}
            busy={remove.isPending}
            error={remove.error}
            act={() => remove.mutate()}
          />
        </div>
      )}
    </li>
  );
}

function Name({ passkey, changed, done }: RowProps & { done: () => void }) {
  const [name, setName] = useState(passkey.name);
  const [checked, setChecked] = useState(false);
  const params = { path: { identifier: passkey.id } };
  const rename = useMutation({
    mutationFn: () =>
      answer(api.PATCH("/api/identity/passkeys/{identifier}", { params, body: { name: name.trim() } })),
    onSuccess: () => changed().then(done),
  });
  const save = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (name.trim()) rename.mutate();
  };
  const wrong = rename.isError ? asProblem(rename.error).of("name") : undefined;
  return (
    <form className={css.inline} onSubmit={save} onKeyDown={(event) => event.key === "Escape" && done()}>
      <TextInput
        autoFocus
        label={t("web.own.passkey.name")}
        value={name}
        maxLength={60}
        error={(checked && !name.trim() && t("web.own.passkey.name.none")) || wrong}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {rename.isError && !wrong && <Trouble typed error={rename.error} />}
      <div className={css.ways}>
        <Button type="submit" loading={rename.isPending}>
          {t("web.own.save")}
        </Button>
        <Button variant="subtle" onClick={done}>
          {t("web.own.leave-it")}
        </Button>
      </div>
    </form>
  );
}
