// Home: what you have, what we suggest, what your money says, where it lies, what happened last.
import { useQuery } from "@tanstack/react-query";
import { homeQuery } from "~/api/queries";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import { Trouble } from "~/surface/Trouble";
import { Accounts } from "./Accounts";
import { Facts } from "./Facts";
import { FirstStep } from "./FirstStep";
import { Have } from "./Have";
import { HomeBones } from "./HomeBones";
import css from "./home.module.css";
import { Month } from "./Month";
import { Recent } from "./Recent";
import { Suggested } from "./Suggested";
import { Waiting } from "./Waiting";

export function Home() {
  useTitle(t("web.place.home"));
  const { data: home, error, isPending, refetch } = useQuery(homeQuery);
  if (isPending) return <HomeBones />;
  if (!home) return <Trouble error={error} again={() => refetch()} />;
  if (home.empty) return <FirstStep name={home.customer.name} />;
  return (
    <div className={css.home}>
      <div className={css.first}>
        <Waiting />
        <Have home={home} />
        {home.month && <Month month={home.month} />}
        <Suggested suggestions={home.suggestions} />
        <Facts facts={home.facts} />
      </div>
      <div className={css.second}>
        <Accounts accounts={home.accounts} />
        <Recent transactions={home.recent} today={home.as_of} />
      </div>
    </div>
  );
}
