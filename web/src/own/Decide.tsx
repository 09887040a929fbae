// Before one decides: what it brings or takes, what one agrees to word for word, until when; both answers alike.
import { Button, TextInput } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem } from "~/api/problem";
import { day } from "~/language/format";
import { t } from "~/language/t";
import { Sheet } from "~/surface/Sheet";
import { Trouble } from "~/surface/Trouble";
import type { Pair } from "./Data";
import { useGive, useRevoke, type Wish } from "./giving";
import css from "./own.module.css";
import { Price } from "./Price";
import { isGiven, stepOf } from "./PurposeCard";
import type { Step } from "./queries";

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

/** Giving it, or, where it is given already, giving it anew for another time. */
function Give({ pair: { purpose, source }, today, also, done }: Doing & { today: string; also: string[] }) {
  const given = isGiven(source);
  const [until, setUntil] = useState(source.until && given ? source.until : source.longest_until);
  const [checked, setChecked] = useState(false);
  const give = useGive(done);
  const within = until >= today && until <= source.longest_until;
  const wishes: Wish[] = [...also, purpose.id].map((id) => ({ purpose: id, source: source.source, until }));
  const send = () => {
    setChecked(true);
    if (within) give.mutate(wishes);
  };
  const refused = give.isError ? asProblem(give.error) : null;
  const field = refused?.errors.find((error) => error.field.endsWith(".until"))?.message;
  const between = t("web.own.decide.between", { from: day(today), to: day(source.longest_until) });
  return (
    <form
      className={css.give}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {!given && (
        <>
          <h3>{t("web.own.decide.text")}</h3>
          <div className={css.wording}>
            {source.text.split("\n").map((line) => (
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
        error={(checked && !within && between) || field}
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
