// A course at a glance beside an account; the account's own page says it in words and figures.
import type { Point } from "~/api/types";
import css from "./figures.module.css";
import { line, places } from "./path";

const BOX = { width: 72, height: 28, pad: 3 };

export function Spark({ course }: { course: Point[] }) {
  const moves = course.length > 1 && course.some((point) => point.amount !== course[0]?.amount);
  const points = moves ? places(course, BOX) : [];
  return (
    <svg className={css.spark} viewBox="0 0 72 28" aria-hidden="true">
      {moves ? <path d={line(points)} /> : <path d="M0 14H72" className={css.flat} />}
    </svg>
  );
}
