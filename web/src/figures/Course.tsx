// The recent course of an amount: a sentence that says it, a quiet line, and the figures on demand.
import { useState } from "react";
import type { Point } from "~/api/types";
import { day, difference, isNegative, money, shortDay, without } from "~/language/format";
import { t } from "~/language/t";
import { FigureTable } from "./FigureTable";
import css from "./figures.module.css";
import { extremes, line, places, zeroLine } from "./path";

const BOX = { width: 600, height: 120, pad: 8 };

function sentence(course: Point[], currency: string): string {
  const [first, last] = [course[0], course.at(-1)];
  if (!first || !last) return "";
  const change = { amount: difference(first.amount, last.amount), currency };
  if (Number(change.amount) === 0) return t("web.course.same", { since: day(first.day) });
  const key = isNegative(change) ? "web.course.down" : "web.course.up";
  return t(key, { change: money(without(change)), since: day(first.day) });
}

export function Course({ course, currency, label }: { course: Point[]; currency: string; label: string }) {
  const [at, setAt] = useState<number | null>(null);
  if (course.length < 2) return null;
  const points = places(course, BOX);
  const path = line(points);
  const zero = zeroLine(course, BOX);
  const here = points[at ?? points.length - 1] ?? [0, 0];
  const pointed = at === null ? undefined : course[at];
  const follow = (event: React.PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
    setAt(Math.round(share * (course.length - 1)));
  };
  return (
    <figure>
      <figcaption className={css.says}>
        {pointed
          ? t("web.course.on", { day: day(pointed.day), amount: money({ amount: pointed.amount, currency }) })
          : sentence(course, currency)}
      </figcaption>
      <div
        className={css.plot}
        onPointerMove={follow}
        onPointerDown={follow}
        onPointerLeave={() => setAt(null)}
      >
        <svg viewBox="0 0 600 120" preserveAspectRatio="none" aria-hidden="true">
          {/* Only what reaches down to zero is filled: any other ground would pass for it. */}
          {zero !== null && <path className={css.under} d={`${path}L600 ${zero}L0 ${zero}Z`} />}
          {zero !== null && <path className={css.zero} d={`M0 ${zero}H600`} />}
          <path className={css.line} d={path} />
        </svg>
        {extremes(course).map(({ at, is }) => (
          <Mark key={is} is={is} x={(points[at] ?? [0, 0])[0] / 6}>
            {money({ amount: course[at]?.amount ?? "0", currency })}
          </Mark>
        ))}
        <span className={css.dot} style={{ left: `${here[0] / 6}%`, top: `${here[1] / 1.2}%` }} />
      </div>
      <div className={css.ends} aria-hidden="true">
        <span>{shortDay(course[0]?.day ?? "")}</span>
        <span>{shortDay(course.at(-1)?.day ?? "")}</span>
      </div>
      <CourseTable course={course} currency={currency} label={label} />
    </figure>
  );
}

type MarkProps = { is: "greatest" | "least"; x: number; children: string };

/** The greatest value above the line, the least below, where they are, but never beyond the edges. */
function Mark({ is, x, children }: MarkProps) {
  const side = x < 15 ? "start" : x > 85 ? "end" : "middle";
  return (
    <span className={css.mark} data-is={is} data-side={side} style={{ left: `${x}%` }}>
      <span className="unseen">{t(`web.course.${is}`)}</span>
      {children}
    </span>
  );
}

/** One figure a week: enough to read the course without the line. */
function CourseTable({ course, currency, label }: { course: Point[]; currency: string; label: string }) {
  const weekly = course.filter((_, at) => (course.length - 1 - at) % 7 === 0);
  return (
    <FigureTable
      summary={t("web.course.figures")}
      caption={label}
      columns={[t("web.course.day"), t("web.course.balance")]}
    >
      {weekly.map((point) => (
        <tr key={point.day}>
          <th scope="row">{day(point.day)}</th>
          <td>{money({ amount: point.amount, currency })}</td>
        </tr>
      ))}
    </FigureTable>
  );
}
