// Home: what you have, what comes, what we suggest; beside it net worth, the month, accounts, the latest, facts.
import { useQuery } from "@tanstack/react-query";
import { homeQuery } from "~/api/queries";
import type { Home as HomePage } from "~/api/types";
import { t } from "~/language/t";
import { later } from "~/shell/later";
import { useTitle } from "~/shell/title";
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
  const { data: home, error, isPending, refetch } = useQuery(homeQuery);
  if (isPending) return <HomeBones />;
  if (!home) return <Trouble error={error} again={() => refetch()} />;
  if (home.empty) return <FirstStep name={home.customer.name} />;
  return <Page home={home} />;
}

function Page({ home }: { home: HomePage }) {
  const settled = useSettled();
  return (
    <div className={css.home}>
      <div className={css.first}>
        <Guide />
        <Waiting />
        <Have home={home} />
        {home.comes && <Comes comes={home.comes} />}
        {settled ? <Suggested suggestions={home.suggestions} /> : <SuggestedBones />}
      </div>
      {settled ? <Second home={home} /> : <SecondBones />}
    </div>
  );
}

const Second = ({ home }: { home: HomePage }) => (
  <div className={css.second}>
    {home.worth && <NetWorth worth={home.worth} />}
    {home.month && <Month month={home.month} />}
    <Accounts accounts={home.accounts} />
    <Recent transactions={home.recent} today={home.as_of} />
    <Facts facts={home.facts} />
  </div>
);
