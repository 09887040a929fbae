// Before one decides: what it brings or takes, for which accounts, what one agrees to, until when; both answers alike.
import { Button, TextInput } from "@mantine/core";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem } from "~/api/problem";
import { accountsQuery } from "~/api/queries";
import type { Account } from "~/api/types";
import { useWhose } from "~/api/whose";
import { day } from "~/language/format";
import { t } from "~/language/t";
import { Sheet } from "~/surface/Sheet";
import { Trouble } from "~/surface/Trouble";
import type { Pair } from "./Data";
import { useGive, useRevoke, type Wish } from "./giving";
import css from "./own.module.css";
import { Price } from "./Price";
import { isGiven, stepOf } from "./PurposeCard";
import type { Source, Step } from "./queries";
import { type Scope, ScopeChoice, scopeOf } from "./Scope";

type Props = {
  pair: Pair;
  today: string;
  price: UseQueryResult<Step[]>;
  opened: boolean;
  onClose: () => void;
};

export function Decide({ pair, today, price, opened, onClose }: Props) {
  const { purpose, source } = pair;
  const given = isGiven(source);
  const step = stepOf(price.data, pair);
  return (
    <Sheet title={`${purpose.title}: ${source.title}`} opened={opened} onClose={onClose}>
      {opened && (
        <div key={`${purpose.id} ${source.source}`} className={css.decide}>
          <h3>{t(given ? "web.own.decide.takes" : "web.own.decide.gives")}</h3>
          <Price step={step} error={price.error} again={() => void price.refetch()} />
          {given ? <Revoke pair={pair} done={onClose} /> : null}
          <Give pair={pair} today={today} also={step?.give ? step.also : []} done={onClose} />
        </div>
      )}
    </Sheet>
  );
}

type Doing = { pair: Pair; done: () => void };

function Revoke({ pair: { source }, done }: Doing) {
  const revoke = useRevoke(done);
  return (
    <>
      {revoke.isError && <Trouble error={revoke.error} />}
      <div className={css.ways}>
        <Button loading={revoke.isPending} onClick={() => revoke.mutate(source.consents.map(({ id }) => id))}>
          {t("web.own.decide.revoke")}
        </Button>
        <Button variant="subtle" disabled={revoke.isPending} onClick={done}>
          {t("web.own.decide.keep")}
        </Button>
      </div>
      <h3>{t("web.own.decide.again")}</h3>
    </>
  );
}

/** What is asked for: until when, and for which accounts; what of it cannot be sent as it is. */
function useWanted(source: Source, today: string) {
  const given = isGiven(source);
  const [until, setUntil] = useState(source.until && given ? source.until : source.longest_until);
  const [scope, setScope] = useState<Scope>(given ? scopeOf(source) : null);
  const [checked, setChecked] = useState(false);
  const within = until >= today && until <= source.longest_until;
  const some = scope === null || scope.length > 0;
  const between = t("web.own.decide.between", { from: day(today), to: day(source.longest_until) });
  const wrong = {
    until: checked && !within ? between : undefined,
    scope: checked && !some ? t("web.own.scope.none") : undefined,
  };
  return { until, setUntil, scope, setScope, wrong, check: () => setChecked(true), right: within && some };
}

/** Consents that what is given now does not take the place of by itself: those for other accounts. */
const besides = (source: Source, scope: Scope) =>
  source.consents
    .filter(({ account }) => (scope === null ? account !== null : !account || !scope.includes(account)))
    .map(({ id }) => id);

/** Giving it, or, where it is given already, giving it anew for another time or other accounts. */
function Give({ pair: { purpose, source }, today, also, done }: Doing & { today: string; also: string[] }) {
  const given = isGiven(source);
  const { until, setUntil, scope, setScope, wrong, check, right } = useWanted(source, today);
  const accounts = useAccounts(source.source);
  const give = useGive(done);
  const wishes: Wish[] = [...also, purpose.id].flatMap((id) =>
    (scope ?? [undefined]).map((account) => ({
      purpose: id,
      source: source.source,
      until,
      ...(account && { account }),
    })),
  );
  const send = () => {
    check();
    if (right) give.mutate({ items: wishes, instead: besides(source, scope) });
  };
  const refused = give.isError ? asProblem(give.error) : null;
  const field = refused?.errors.find((error) => error.field.endsWith(".until"))?.message;
  return (
    <form
      className={css.give}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {accounts.length > 0 && (
        <ScopeChoice
          source={source.source}
          accounts={accounts}
          scope={scope}
          choose={setScope}
          error={wrong.scope}
        />
      )}
      {(!given || (scope === null) !== (scopeOf(source) === null)) && (
        <>
          <h3>{t("web.own.decide.text")}</h3>
          <div className={css.wording}>
            {(scope === null ? source.text : source.text_one).split("\n").map((line) => (
              <p key={line}>{line}</p>
            ))}
          </div>
          {also.length > 0 && <p className={css.small}>{t("web.own.decide.also")}</p>}
        </>
      )}
      <TextInput
        type="date"
        label={t("web.own.decide.until")}
        description={t("web.own.decide.longest", { date: day(source.longest_until), by: source.longest_by })}
        value={until}
        min={today}
        max={source.longest_until}
        error={wrong.until || field}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
      {give.isError && !field && <Trouble typed error={give.error} />}
      <div className={css.ways}>
        <Button type="submit" variant={given ? "default" : "filled"} loading={give.isPending}>
          {t(given ? "web.own.decide.renew" : "web.own.decide.give")}
        </Button>
        {!given && (
          <Button variant="subtle" disabled={give.isPending} onClick={done}>
            {t("web.own.decide.not")}
          </Button>
        )}
      </div>
      <p className={css.small}>{t("web.own.decide.basis", { basis: purpose.basis })}</p>
    </form>
  );
}

/** One's own accounts of a source; none while it is another whose money is looked at, for theirs are not in question. */
function useAccounts(source: Source["source"]): Account[] {
  const whose = useWhose();
  const { data } = useQuery({ ...accountsQuery, enabled: !whose });
  return whose ? [] : (data?.items.filter(({ here }) => here === (source === "here")) ?? []);
}
