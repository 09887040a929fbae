// From a day to a day, both of them in: what is searched for in time.
import { TextInput } from "@mantine/core";
import { t } from "~/language/t";

export type Days = { since: string; until: string };
type Props = { days: Days; set: (next: Days) => void; wrong: string | undefined };

export function DayFields({ days, set, wrong }: Props) {
  return (
    <>
      <TextInput
        type="date"
        label={t("web.office.since-day")}
        value={days.since}
        onChange={({ currentTarget: { value } }) => set({ ...days, since: value })}
      />
      <TextInput
        type="date"
        label={t("web.office.until-day")}
        value={days.until}
        error={wrong}
        onChange={({ currentTarget: { value } }) => set({ ...days, until: value })}
      />
    </>
  );
}

/** What is wrong with them, if anything. */
export const wrongDays = ({ since, until }: Days): string | undefined =>
  since && until && until < since ? t("web.office.days-turned") : undefined;
