// Something that comes: its day, from or to whom, how often, and about how much.
import type { UpcomingItem } from "~/api/types";
import { Amount } from "~/figures/Amount";
import { money, shortDay, without } from "~/language/format";
import { t } from "~/language/t";
import { OpenLink, type Opens } from "~/surface/OpenLink";
import css from "./coming.module.css";

const UNSURE = 0.8;
/** On Home, where a line must stay short, the account is left out but where it is why the line is not summed. */
type Props = { item: UpcomingItem; brief?: boolean };

const varies = ({ least, most }: UpcomingItem) => least.amount !== most.amount;

function notes(item: UpcomingItem, brief: boolean): string[] {
  const rhythm = item.cadence ? t(`web.coming.cadence.${item.cadence}`) : t(`web.coming.${promise(item)}`);
  const unsure = item.sure !== null && Number(item.sure) < UNSURE;
  return [
    standing(item) ?? rhythm,
    unsure && t("web.coming.unsure"),
    !brief && varies(item) && t("web.coming.between", band(item)),
    (!brief || item.apart) && item.account_name,
  ].filter((note): note is string => Boolean(note));
}

function standing({ late, returned }: UpcomingItem): string | null {
  if (returned) return t("web.coming.returned", { day: shortDay(returned) });
  return late ? t("web.coming.overdue") : null;
}

const promise = ({ kind }: UpcomingItem) => (kind === "hold" ? "hold" : "planned");
const band = ({ least, most }: UpcomingItem) => ({
  least: money(without(least)),
  most: money(without(most)),
});

export function ComingRow({ item, brief = false }: Props) {
  const content = (
    <>
      <span className={css.when} data-late={item.late}>
        {item.cadence ? shortDay(item.day) : t("web.coming.by", { day: shortDay(item.day) })}
      </span>
      <span className={css.names}>
        <span className={css.who}>{item.name || t(`web.coming.${promise(item)}`)}</span>
        <span className={css.notes}>{notes(item, brief).join(" · ")}</span>
      </span>
      <span className={css.amount}>
        {varies(item) ? (
          <span className={item.kind === "income" ? css.gain : undefined}>
            {t("web.coming.about", { amount: money(item.amount, true) })}
          </span>
        ) : (
          <Amount value={item.amount} signed />
        )}
      </span>
    </>
  );
  return (
    <li data-kind={item.kind} className={css.item}>
      {item.opens ? (
        <OpenLink opens={item.opens as Opens} className={css.row}>
          {content}
        </OpenLink>
      ) : (
        <div className={css.row}>{content}</div>
      )}
    </li>
  );
}

export const keyOf = (item: UpcomingItem) => `${item.id} ${item.day}`;
