// How one signs in: passkeys, codes for the day when no passkey is at hand, and where one is signed in now.
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { ComponentProps } from "react";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import { BoneRows, BoneSections } from "~/surface/Bones";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import { useTogether } from "~/surface/together";
import { Codes } from "./Codes";
import css from "./own.module.css";
import { Passkeys } from "./Passkeys";
import { codesQuery, type OpenSession, type Passkey, passkeysQuery, sessionsQuery } from "./queries";
import { Sessions } from "./Sessions";

export function SigningIn() {
  useTitle(t("web.you.signing-in"));
  const passkeys = useQuery(passkeysQuery);
  const codes = useQuery(codesQuery);
  const sessions = useQuery(sessionsQuery);
  const whole = useTogether(passkeys, codes, sessions);
  return (
    <div className={surface.column}>
      <h1>{t("web.you.signing-in")}</h1>
      <p className={css.lead}>{t("web.own.signing-in.lead")}</p>
      {whole ? <Parts {...{ passkeys, codes, sessions }} /> : <BoneSections rows={[1, 1, 2]} />}
    </div>
  );
}

type Of<Data> = UseQueryResult<Data>;
type PartsProps = {
  passkeys: Of<Passkey[]>;
  codes: Of<ComponentProps<typeof Codes>>;
  sessions: Of<OpenSession[]>;
};

function Parts({ passkeys, codes, sessions }: PartsProps) {
  return (
    <>
      <Section title={t("web.own.passkeys")}>
        {passkeys.data ? <Passkeys passkeys={passkeys.data} /> : <Coming of={passkeys} rows={1} />}
      </Section>
      <Section title={t("web.own.codes")}>
        {codes.data ? <Codes {...codes.data} /> : <Coming of={codes} rows={1} />}
      </Section>
      <Section title={t("web.own.sessions")}>
        {sessions.data ? <Sessions sessions={sessions.data} /> : <Coming of={sessions} rows={2} />}
      </Section>
    </>
  );
}

type Asked = { error: unknown; refetch: () => unknown };

/** Until the answer is here: its shape, or why it did not come. */
export const Coming = ({ of, rows, height = 84 }: { of: Asked; rows: number; height?: number }) =>
  of.error ? (
    <Trouble error={of.error} again={() => void of.refetch()} />
  ) : (
    <BoneRows rows={rows} height={height} />
  );
