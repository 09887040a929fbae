// What an address names and nobody has here (an account that is gone, a kind that is none): said, not passed over.
import { IconX } from "@tabler/icons-react";
import { t } from "~/language/t";
import type { FilterName } from "./filter";
import css from "./filters.module.css";

const LONGEST = 30;
/** Names that nobody could read: what they stand for is enough. */
const BY_ID: FilterName[] = ["account", "import"];

const short = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

function said([name, value]: [FilterName, string]): string {
  const what = t(name === "q" ? "web.filter.title" : `web.filter.${name}`);
  return BY_ID.includes(name) ? what : t("web.filter.left-out.one", { name: what, value: short(value) });
}

type Props = { values: [FilterName, string][]; forget: () => void };

export function LeftOut({ values, forget }: Props) {
  if (values.length === 0) return null;
  const names = [...new Set(values.map(said))].join(", ");
  return (
    <p className={css.leftOut} role="status">
      <span>{t("web.filter.left-out", { names })}</span>
      <button type="button" aria-label={t("web.filter.left-out.forget")} onClick={forget}>
        <IconX size={16} stroke={1.8} aria-hidden="true" />
      </button>
    </p>
  );
}
