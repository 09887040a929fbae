// One customer's picture, as they see it themselves: what is known and why, what was suggested, what happened.
import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { FactRow } from "~/facts/FactRow";
import { Amount } from "~/figures/Amount";
import { day, instant, isNegative, livesOn, monthAndYear } from "~/language/format";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import { BoneRows } from "~/surface/Bones";
import { useClose } from "~/surface/OpenLink";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import { Events } from "./Events";
import { Evidence } from "./Evidence";
import css from "./office.module.css";
import { useRights } from "./places";
import {
  type OfficeImport,
  type OfficeSuggestion,
  officeEventsQuery,
  type Picture,
  pictureQuery,
} from "./queries";
import { WriteOff } from "./WriteOff";

export function OpenCustomer() {
  const { customer } = useParams({ from: "/office/customers/$customer" });
  const { open } = useSearch({ from: "/office/customers/$customer" });
  const close = useClose();
  const { data, error, refetch } = useQuery(pictureQuery(customer));
  useTitle(data?.customer.name ?? t("web.office.customer"));
  return (
    <>
      <Link to="/office/customers" className={surface.more}>
        {t("web.office.back")}
      </Link>
      {error && !data && <Trouble error={error} again={() => refetch()} />}
      {!data && !error && <BoneRows rows={10} height={72} />}
      {data && <Whole picture={data} />}
      <Evidence customer={customer} open={open} onClose={close} />
    </>
  );
}

function Whole({ picture }: { picture: Picture }) {
  const { customer: who } = picture;
  livesOn(who.business_date);
  useEffect(() => () => livesOn(), []);
  const line = [
    who.country,
    who.currency,
    who.first_movement
      ? t("web.office.known", { month: monthAndYear(who.first_movement) })
      : t("web.office.since", { day: day(who.since) }),
    who.persona && t("web.office.demo"),
    t("web.office.their-day", { day: day(who.business_date) }),
  ].filter(Boolean);
  return (
    <>
      <h1>{who.name || t("web.office.nameless")}</h1>
      <p className={css.lead}>{line.join(" · ")}</p>
      <p className={css.logged}>{t("web.office.logged")}</p>
      <div className={css.picture}>
        <Section title={t("web.office.facts")}>
          {picture.facts.length === 0 && <p className={css.none}>{t("web.office.facts.none")}</p>}
          <ul className={surface.rows}>
            {picture.facts.map((fact) => (
              <FactRow key={fact.name} fact={fact} />
            ))}
          </ul>
        </Section>
        <div>
          <Accounts accounts={picture.accounts} customer={who.id} />
          <Suggestions suggestions={picture.suggestions} />
          <Imports imports={picture.imports} />
        </div>
      </div>
      <AllEvents customer={who.id} latest={picture.events} />
    </>
  );
}

/** The latest events; all of them once they are asked for, since each look is on record. */
function AllEvents({ customer, latest }: { customer: string; latest: Picture["events"] }) {
  const [wanted, setWanted] = useState(false);
  const query = useInfiniteQuery({ ...officeEventsQuery(customer), enabled: wanted });
  const all = query.data?.pages.flatMap(({ items }) => items);
  const more = all ? query.hasNextPage : latest.length > 0;
  return (
    <Section title={t("web.office.events")}>
      <Events events={all ?? latest} named={false} />
      {query.error && <Trouble error={query.error} again={() => query.refetch()} />}
      {more && (
        <div className={css.more}>
          <Button
            loading={query.isFetching}
            onClick={() => (wanted ? void query.fetchNextPage() : setWanted(true))}
          >
            {t(wanted ? "web.list.more" : "web.office.events.all")}
          </Button>
        </div>
      )}
    </Section>
  );
}

type AccountsProps = { accounts: Picture["accounts"]; customer: string };

function Accounts({ accounts, customer }: AccountsProps) {
  const may = useRights().includes("ask");
  return (
    <Section title={t("web.home.accounts")}>
      {accounts.length === 0 && <p className={css.none}>{t("web.office.accounts.none")}</p>}
      <ul className={surface.rows}>
        {accounts.map((account) => (
          <Account key={account.id} account={account}>
            {may && owes(account) && <WriteOff account={account} customer={customer} />}
          </Account>
        ))}
      </ul>
    </Section>
  );
}

/** Whether the bank could give something up here. */
const owes = ({ here, balance, balance_known: known }: Picture["accounts"][number]) =>
  here && known && isNegative(balance);

type AccountProps = { account: Picture["accounts"][number]; children: ReactNode };

function Account({ account, children }: AccountProps) {
  const { name, kind, here, bank, balance, balance_known: known } = account;
  return (
    <li className={css.line}>
      <div>
        <p className={css.what}>{name}</p>
        <p className={css.notes}>
          {[t(`web.account.kind.${kind}`), here ? null : (bank ?? t("web.accounts.elsewhere"))]
            .filter(Boolean)
            .join(" · ")}
        </p>
        {children}
      </div>
      {known ? <Amount value={balance} /> : <span className={css.notes}>{t("web.account.unknown")}</span>}
    </li>
  );
}

function Suggestions({ suggestions }: { suggestions: OfficeSuggestion[] }) {
  return (
    <Section title={t("web.suggestions.title")}>
      {suggestions.length === 0 && <p className={css.none}>{t("web.office.suggestions.none")}</p>}
      <ul className={surface.rows}>
        {suggestions.map(({ id, title, sentence, state, created, decided, effect }) => (
          <li key={id} className={css.line}>
            <div>
              <p className={css.what}>{title}</p>
              <p className={css.said}>{sentence}</p>
              <p className={css.notes}>
                <span className={css.state} data-state={state}>
                  {t(`web.office.suggestion.${state}`)}
                </span>
                {` · ${instant(decided ?? created)}`}
              </p>
            </div>
            <Amount value={effect.value} signed />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Imports({ imports }: { imports: OfficeImport[] }) {
  if (imports.length === 0) return null;
  return (
    <Section title={t("web.office.imports")}>
      <ul className={surface.rows}>
        {imports.map(({ id, file, state, created, added, duplicates }) => (
          <li key={id} className={css.line}>
            <div>
              <p className={css.what}>{file}</p>
              <p className={css.notes}>
                {t(`web.office.import.${state}`)} · {instant(created)}
              </p>
            </div>
            <span className={css.notes}>{t("web.office.brought", { n: added, old: duplicates })}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
