// A member of staff's own door: the passkeys that open the office for them, and where they are signed in.
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { answer, api } from "~/api/client";
import { day } from "~/language/format";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import { BoneRows, BoneSections } from "~/surface/Bones";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import { useTogether } from "~/surface/together";
import css from "./office.module.css";
import { useAddPasskey } from "./passkeys";
import { type OfficePasskey, officePasskeysQuery, officeSessionQuery, officeSessionsQuery } from "./queries";
import { Sessions } from "./Sessions";
import { Sure } from "./Sure";

export function Me() {
  const { data: session } = useQuery(officeSessionQuery);
  const passkeys = useQuery(officePasskeysQuery);
  const { data, error, refetch } = passkeys;
  const whole = useTogether(passkeys, useQuery(officeSessionsQuery));
  const add = useAddPasskey(session?.staff.name ?? "");
  useTitle(t("web.office.me"));
  if (!session) return null;
  const { name, role } = session.staff;
  return (
    <>
      <h1>{name}</h1>
      <p className={css.lead}>
        {t(`web.office.role.${role}`)}: {t(`web.office.may.${role}`)}
      </p>
      {!whole && <BoneSections rows={[1, 1]} />}
      {whole && (
        <>
          <Section title={t("web.office.passkeys")}>
            {error && !data && <Trouble error={error} again={() => refetch()} />}
            {!data && !error && <BoneRows rows={2} />}
            {data?.items.length === 0 && <p className={css.sentence}>{t("web.office.passkeys.none")}</p>}
            <ul className={surface.rows}>
              {data?.items.map((each) => (
                <Row key={each.id} passkey={each} />
              ))}
            </ul>
            <div className={css.withPasskey}>
              {add.isError && <Trouble error={add.error} />}
              <p role="status" className={css.result}>
                {add.isSuccess && t("web.office.passkeys.added")}
              </p>
              {data && (
                <Button loading={add.isPending} onClick={() => add.mutate()}>
                  {t("web.office.passkeys.add")}
                </Button>
              )}
            </div>
          </Section>
          <Sessions />
        </>
      )}
    </>
  );
}

const path = (passkey: OfficePasskey) => ({ params: { path: { identifier: passkey.id } } });

function Row({ passkey }: { passkey: OfficePasskey }) {
  const client = useQueryClient();
  const [naming, setNaming] = useState(false);
  const changed = () => client.invalidateQueries({ queryKey: officePasskeysQuery.queryKey });
  const remove = useMutation({
    mutationFn: () => answer(api.DELETE("/api/office/identity/passkeys/{identifier}", path(passkey))),
    onSuccess: changed,
  });
  const { name, created, used, current } = passkey;
  const notes = [
    t("web.office.passkeys.since", { day: day(created) }),
    used ? t("web.office.passkeys.used", { day: day(used) }) : t("web.office.passkeys.unused"),
    current && t("web.office.passkeys.current"),
  ].filter(Boolean);
  return (
    <li className={css.request}>
      <div>
        <p className={css.what}>{name}</p>
        <p className={css.notes}>{notes.join(" · ")}</p>
        {remove.isError && <Trouble error={remove.error} />}
        {naming && (
          <Naming
            passkey={passkey}
            done={() => {
              setNaming(false);
              void changed();
            }}
          />
        )}
      </div>
      <div className={css.answers}>
        <Button variant="subtle" aria-expanded={naming} onClick={() => setNaming(!naming)}>
          {t("web.office.passkeys.rename")}
          <span className="unseen">{` ${name}`}</span>
        </Button>
        <Sure
          variant="subtle"
          label={t("web.office.passkeys.remove")}
          of={name}
          ask={t("web.office.passkeys.remove.ask")}
          sure={t("web.office.passkeys.remove.sure")}
          keep={t("web.office.passkeys.keep")}
          busy={remove.isPending}
          go={() => remove.mutate()}
        />
      </div>
    </li>
  );
}

function Naming({ passkey, done }: { passkey: OfficePasskey; done: () => void }) {
  const [name, setName] = useState(passkey.name);
  const rename = useMutation({
    mutationFn: () =>
      answer(
        api.PATCH("/api/office/identity/passkeys/{identifier}", {
          ...path(passkey),
          body: { name: name.trim() },
        }),
      ),
    onSuccess: done,
  });
  const wrong = name.trim() ? undefined : t("web.office.passkeys.nameless");
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!wrong) rename.mutate();
  };
  return (
    <form className={css.naming} onSubmit={send} noValidate>
      <TextInput
        label={t("web.office.passkeys.name")}
        value={name}
        maxLength={60}
        error={wrong}
        onChange={({ currentTarget: { value } }) => setName(value)}
      />
      <Button type="submit" loading={rename.isPending}>
        {t("web.office.passkeys.save")}
      </Button>
      {rename.isError && <Trouble error={rename.error} typed />}
    </form>
  );
}
