// From a course of balances to the points of a line in a box.
import type { Point } from "~/api/types";

export type Box = { width: number; height: number; pad: number };

/** x and y of each point; a course that never moves lies in the middle. */
export function places(course: Point[], { width, height, pad }: Box): [number, number][] {
  const values = course.map((point) => Number(point.amount));
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  const step = width / Math.max(course.length - 1, 1);
  return values.map((value, at) => {
    const share = span === 0 ? 0.5 : (value - low) / span;
    return [at * step, pad + (1 - share) * (height - 2 * pad)];
  });
}

export const line = (points: [number, number][]) =>
  points.map(([x, y], at) => `${at ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
