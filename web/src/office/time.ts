// How long something took or waits, in the unit that tells most.
import { t } from "~/language/t";

export function lasted(seconds: number): string {
  if (seconds < 1) return t("web.office.time.moment");
  if (seconds < 120) return t("web.office.time.seconds", { n: Math.round(seconds) });
  if (seconds < 7200) return t("web.office.time.minutes", { n: Math.round(seconds / 60) });
  return t("web.office.time.hours", { n: Math.round(seconds / 3600) });
}
