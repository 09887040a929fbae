// Between a rate as people write it ("4.2") and as the contract has it ("0.042"), by moving the point, never by a float.
import { decimalSign } from "~/language/format";

function move(text: string, places: number): string {
  const [whole = "", fraction = ""] = text.split(".");
  const digits = whole + fraction;
  const point = whole.length + places;
  const padded =
    point > digits.length ? digits.padEnd(point, "0") : point <= 0 ? "0".repeat(1 - point) + digits : digits;
  const at = point <= 0 ? 1 : point;
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, "");
  const right = padded.slice(at).replace(/0+$/, "");
  return right ? `${left}.${right}` : left;
}

/** With the reader's own decimal sign. */
export const percentOf = (fraction: string | null) =>
  fraction ? move(fraction, 2).replace(".", decimalSign()) : "";

/** The yearly fraction; null for an empty field; what is no number goes as it is, so that the server can say so. */
export function fractionOf(percent: string): string | null {
  const text = percent.trim().replace("%", "").trim().replace(",", ".");
  if (!text) return null;
  return /^\d+(\.\d+)?$/.test(text) ? move(text, -2) : text;
}
