// What comes, week by week: bills and income that have come again and again, and transfers that are planned.
import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { upcomingQuery } from "~/api/queries";
import { useWhose } from "~/api/whose";
import { dayRange, money } from "~/language/format";
import { useLanguage } from "~/language/reader";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import { AskFirst } from "~/surface/AskFirst";
import { Bone, BoneRows } from "~/surface/Bones";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import { BeforePay } from "./BeforePay";
import { ComingRow, keyOf } from "./ComingRow";
import css from "./coming.module.css";
import { later, monday, summed, type Week, weeks } from "./weeks";

const FIVE_WEEKS = 35;
const THREE_MONTHS = 92;

export function Coming() {
  useLanguage();
  useTitle(t("web.coming.title"));
  const [days, setDays] = useState(FIVE_WEEKS);
  const { data, error, isPlaceholderData, refetch } = useQuery({
    ...upcomingQuery(days),
    placeholderData: keepPreviousData,
  });
  const short = days === FIVE_WEEKS;
  return (
    <div className={surface.column}>
      <h1 className="unseen">{t("web.coming.title")}</h1>
      {error && !data && <Trouble error={error} again={() => refetch()} />}
      {!data && !error && <Bones />}
      {data?.missing && <AskFirst what="picture" />}
      {data && !data.missing && data.items.length === 0 && <Nothing />}
      {data && data.items.length > 0 && (
        <div aria-busy={isPlaceholderData}>
          {data.before_pay && <BeforePay pay={data.before_pay} size="page" />}
          {!data.before_pay && !data.missing && <p className={css.label}>{t("web.coming.no-pay")}</p>}
          <p className={css.lead}>{t("web.coming.lead")}</p>
          {weeks(data.items, data.today).map((week) => (
            <WeekOf key={week.monday} week={week} today={data.today} />
          ))}
          <Button mt={32} onClick={() => setDays(short ? THREE_MONTHS : FIVE_WEEKS)} aria-expanded={!short}>
            {short ? t("web.coming.more") : t("web.coming.less")}
          </Button>
        </div>
      )}
    </div>
  );
}

function nameOf(week: Week, today: string): string {
  const now = monday(today);
  if (week.monday === now) return t("web.coming.week.this");
  if (week.monday === later(now, 7)) return t("web.coming.week.next");
  return dayRange(week.monday, week.sunday);
}

function WeekOf({ week, today }: { week: Week; today: string }) {
  const [out, income] = [summed(week.items, "bill"), summed(week.items, "income")];
  const sums = [
    income && t("web.coming.week.in", { amount: money(income) }),
    out && t("web.coming.week.out", { amount: money(out) }),
  ].filter(Boolean);
  return (
    <Section title={nameOf(week, today)} aside={<span className={css.sums}>{sums.join(" · ")}</span>}>
      <ul className={surface.rows}>
        {week.items.map((item) => (
          <ComingRow key={keyOf(item)} item={item} />
        ))}
      </ul>
    </Section>
  );
}

function Nothing() {
  return (
    <div className={css.nothing}>
      <p className={css.nothingTitle}>{t("web.coming.none.title")}</p>
      <p>{t("web.coming.none.text")}</p>
      {!useWhose() && (
        <Link to="/money/import" className={surface.action}>
          {t("web.coming.none.bring")}
        </Link>
      )}
    </div>
  );
}

const Bones = () => (
  <div aria-busy="true">
    <div className={css.boneBefore}>
      <Bone width="16rem" height={18} />
      <Bone width="14rem" height={56} />
    </div>
    <BoneRows rows={7} height={68} />
  </div>
);
