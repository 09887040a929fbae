// How far back the course of the net worth goes; the address remembers it.
export const RANGES = { "1y": 12, "3y": 36, all: 1200 } as const;
export type Range = keyof typeof RANGES;
export const USUAL: Range = "3y";

const isRange = (value: unknown): value is Range => typeof value === "string" && value in RANGES;

export const readRange = (search: Record<string, unknown>): { range?: Range } =>
  isRange(search.range) && search.range !== USUAL ? { range: search.range } : {};
