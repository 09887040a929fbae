// From a course of balances to the points of a line in a box.
import type { Point } from "~/api/types";

type Box = { width: number; height: number; pad: number };

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

/** Where zero lies in the box, if the course goes to both sides of it. */
export function zeroLine(course: Point[], { height, pad }: Box): number | null {
  const values = course.map((point) => Number(point.amount));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low < 0 && high > 0 ? pad + (high / (high - low)) * (height - 2 * pad) : null;
}

/** The places of the greatest and the least value; none for a course that never moves. */
export function extremes(course: Point[]): { at: number; is: "greatest" | "least" }[] {
  const values = course.map((point) => Number(point.amount));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low === high) return [];
  return [
    { at: values.indexOf(high), is: "greatest" },
    { at: values.lastIndexOf(low), is: "least" },
  ];
}

export const line = (points: [number, number][]) =>
  points.map(([x, y], at) => `${at ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
