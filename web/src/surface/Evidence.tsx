// The heading over what something rests on: the whole number of it, and how much of it stands below.
import { t } from "~/language/t";

type Props = { count: number; next: string | null | undefined; className?: string };

/** `next`: where the next page begins, which is how many are shown; nothing where all are. */
export function EvidenceHeading({ count, next, className }: Props) {
  const shown = next ? t("web.why.evidence.some", { shown: Number(next), n: count }) : null;
  return <h3 className={className}>{shown ?? t("web.why.evidence", { n: count })}</h3>;
}
