// Net worth over time: the number, how it changed, its course, what it is made of, currencies side by side.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { worthQuery } from "~/api/queries";
import type { NetWorth as Found } from "~/api/types";
import { Large } from "~/figures/Large";
import { day } from "~/language/format";
import { useLanguage } from "~/language/reader";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import { Bone, BoneRows } from "~/surface/Bones";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import { Chart } from "./Chart";
import { Currencies } from "./Currencies";
import { Parts } from "./Parts";
import { RANGES, type Range, USUAL } from "./range";
import { changed, converted } from "./said";
import css from "./worth.module.css";

export function NetWorth() {
  useLanguage();
  useTitle(t("web.worth.title"));
  const { range = USUAL } = useSearch({ from: "/frame/money/net-worth" });
  const { data, error, isPlaceholderData, refetch } = useQuery({
    ...worthQuery(RANGES[range]),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      {error && !data && <Trouble error={error} again={() => refetch()} />}
      {!data && !error && <Bones />}
      {data && data.accounts.length === 0 && <Nothing worth={data} />}
      {data && data.accounts.length > 0 && (
        <div className={css.page} aria-busy={isPlaceholderData}>
          <div>
            <Total worth={data} />
            <Ranges chosen={range} />
            {data.points.length > 1 && <Chart worth={data} />}
            <Notes worth={data} />
          </div>
          <div className={css.beside}>
            <Currencies worth={data} />
            <Parts worth={data} />
          </div>
        </div>
      )}
    </>
  );
}

function Total({ worth }: { worth: Found }) {
  return (
    <>
      <h1 className={css.total}>
        <span className={css.label}>{t("web.worth.title")}</span>
        {worth.total ? <Large value={worth.total.net} /> : <span>{t("web.worth.unknown")}</span>}
      </h1>
      <p className={css.change}>{changed(worth)}</p>
    </>
  );
}

function Ranges({ chosen }: { chosen: Range }) {
  return (
    <nav className={css.ranges} aria-label={t("web.worth.range")}>
      {(Object.keys(RANGES) as Range[]).map((range) => (
        <Link
          key={range}
          to="/money/net-worth"
          search={range === USUAL ? {} : { range }}
          resetScroll={false}
          activeOptions={{ exact: true, includeSearch: true }}
          className={css.range}
          data-chosen={range === chosen}
        >
          {t(`web.worth.range.${range}`)}
        </Link>
      ))}
    </nav>
  );
}

/** What is not in the sum, or was not in it once. */
function Notes({ worth }: { worth: Found }) {
  const first = worth.points[0]?.day;
  const late = worth.accounts.filter(({ since }) => since !== null && first !== undefined && since > first);
  const since = late
    .map((account) => account.since ?? "")
    .sort()
    .at(-1);
  const notes = [
    since && t("web.worth.incomplete", { day: day(since), names: late.map(({ name }) => name).join(", ") }),
    ...converted(worth),
    worth.without.length > 0 &&
      t("web.worth.without", { names: worth.without.join(", "), n: worth.without.length }),
  ].filter(Boolean);
  return notes.length > 0 ? <p className={css.note}>{notes.join(" ")}</p> : null;
}

function Nothing({ worth }: { worth: Found }) {
  return (
    <div className={css.nothing}>
      <h1>{t("web.worth.none.title")}</h1>
      <p>{t("web.worth.none.text")}</p>
      <Notes worth={worth} />
      <Link to="/money/import" className={surface.action}>
        {t("web.coming.none.bring")}
      </Link>
    </div>
  );
}

const Bones = () => (
  <div className={css.page} aria-busy="true">
    <div>
      <p className={`${css.label} ${css.boneLabel}`}>{t("web.worth.title")}</p>
      <div className={css.boneTotal}>
        <Bone width="min(78%, 25rem)" height={64} />
        <Bone width="14rem" height={18} />
      </div>
      <Bone height={300} />
    </div>
    <div className={css.beside}>
      <BoneRows rows={5} />
    </div>
  </div>
);
