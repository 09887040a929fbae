// The one large number of a page: minor units set smaller, so that what counts is read first.
import type { Money } from "~/api/types";
import { moneyParts } from "~/language/format";
import css from "./figures.module.css";
import { useFlash } from "./flash";

type Props = { value: Money; size?: "page" | "card"; signed?: boolean };

export function Large({ value, size = "page", signed = false }: Props) {
  const { sign, whole, minor, after } = moneyParts(value, signed);
  const flash = useFlash<HTMLSpanElement>(`${value.amount} ${value.currency}`);
  return (
    <span ref={flash} className={`figures ${css.large} ${size === "card" ? css.card : css.page}`}>
      {sign}
      {whole}
      <span className={css.minor}>
        {minor}
        {after}
      </span>
    </span>
  );
}
