// One amount of money in a line of text or a list: tabular figures, a true minus, green and a plus for money in.
import type { Money } from "~/api/types";
import { isNegative, isZero, moneyParts } from "~/language/format";
import css from "./figures.module.css";
import { useFlash } from "./flash";

type Props = { value: Money /** Money in gets a plus and green. */; signed?: boolean; quiet?: boolean };

export function Amount({ value, signed = false, quiet = false }: Props) {
  const { sign, whole, minor, after } = moneyParts(value, signed);
  const gain = signed && !quiet && !isNegative(value) && !isZero(value);
  const flash = useFlash<HTMLSpanElement>(`${value.amount} ${value.currency}`);
  return (
    <span ref={flash} className={`figures ${css.amount} ${gain ? css.gain : ""} ${quiet ? css.quiet : ""}`}>
      {sign}
      {whole}
      {minor}
      {after}
    </span>
  );
}
