// Home: what you have, what comes, what we suggest; beside it net worth, the month, accounts, the latest, facts.
import { useQuery } from "@tanstack/react-query";
import { homeQuery } from "~/api/queries";
import type { Home as HomePage } from "~/api/types";
import { useWhose } from "~/api/whose";
import { t } from "~/language/t";
import { later } from "~/shell/later";
import { useTitle } from "~/shell/title";
import { AskFirst } from "~/surface/AskFirst";
import { Trouble } from "~/surface/Trouble";
import { Accounts } from "./Accounts";
import { Comes } from "./Comes";
import { Facts } from "./Facts";
import { Guide } from "./Guide";
import { Have } from "./Have";
import { HomeBones, SecondBones, SuggestedBones } from "./HomeBones";
import css from "./home.module.css";
import { Month } from "./Month";
import { NetWorth } from "./NetWorth";
import { Recent } from "./Recent";
import { Suggested } from "./Suggested";
import { useSettled } from "./settled";
import { Waiting } from "./Waiting";

const FirstStep = later(() => import("./FirstStep"), { meanwhile: () => <HomeBones /> });

export function Home() {
  useTitle(t("web.place.home"));
  const whose = useWhose();
  const { data: home, error, isPending, refetch } = useQuery(homeQuery);
  if (isPending) return <HomeBones />;
  if (!home) return <Trouble error={error} again={() => refetch()} />;
  if (home.empty && whose) return <p>{t("web.looking.empty", { name: whose.name })}</p>;
  if (home.empty) return <FirstStep name={home.customer.name} missing={home.missing_consents.length > 0} />;
  return <Page home={home} own={!whose} />;
}

function Page({ home, own }: { home: HomePage; own: boolean }) {
  const settled = useSettled();
  return (
    <div className={css.home}>
      <div className={css.first}>
        {own && <Guide />}
        {own && <Waiting />}
        <Have home={home} />
        {home.comes && <Comes comes={home.comes} />}
        {settled ? <Suggestions home={home} /> : <SuggestedBones />}
      </div>
      {settled ? <Second home={home} /> : <SecondBones />}
    </div>
  );
}

/** What is suggested, or that nobody may look for it yet. */
function Suggestions({ home: { missing_consents: missing, suggestions } }: { home: HomePage }) {
  if (missing.length === 0) return <Suggested suggestions={suggestions} />;
  return <AskFirst what={missing.includes("picture") ? "picture" : "suggestions"} />;
}

const Second = ({ home }: { home: HomePage }) => (
  <div className={css.second}>
    {home.worth && <NetWorth worth={home.worth} />}
    {home.month && <Month month={home.month} />}
    <Accounts accounts={home.accounts} />
    <Recent transactions={home.recent} today={home.as_of} />
    {!home.missing_consents.includes("picture") && <Facts facts={home.facts} />}
  </div>
);
