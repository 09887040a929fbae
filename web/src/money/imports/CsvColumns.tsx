// The columns of a CSV file with a few of their cells, and what each one means.
import { NativeSelect } from "@mantine/core";
import type { CsvProfile } from "~/api/types";
import { has, t } from "~/language/t";
import css from "./imports.module.css";

const roleName = (role: string) => {
  const key = `web.csv.role.${role}`;
  return has(key) ? t(key) : role;
};

type Props = { profile: CsvProfile; onChange: (profile: CsvProfile) => void };

export function CsvColumns({ profile, onChange }: Props) {
  const choose = (index: number, role: string) =>
    onChange({
      ...profile,
      columns: profile.columns.map((each) => {
        if (each.index === index) return { ...each, role: role || null };
        // One column is the amount, one the day; texts may be spread over several.
        return each.role === role && role !== "text" ? { ...each, role: null } : each;
      }),
    });
  return (
    <ul className={css.columns}>
      {profile.columns.map((column) => {
        const name = column.name || t("web.csv.column", { n: column.index + 1 });
        return (
          <li key={column.index}>
            <div className={css.column}>
              <b>{name}</b>
              <span className="figures">{column.sample.slice(0, 3).join(" · ")}</span>
            </div>
            <NativeSelect
              aria-label={t("web.csv.means", { name })}
              value={column.role ?? ""}
              onChange={(event) => choose(column.index, event.currentTarget.value)}
              data={[
                { value: "", label: t("web.csv.role.none") },
                ...profile.roles.map((role) => ({ value: role, label: roleName(role) })),
              ]}
            />
          </li>
        );
      })}
    </ul>
  );
}
