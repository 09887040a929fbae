// Values that can be on together, each a button that stays down.
import { useId } from "react";
import css from "./filters.module.css";

type Option = { value: string; label: string };
type Props = { label: string; options: Option[]; chosen: string[]; onToggle: (value: string) => void };

export function Pills({ label, options, chosen, onToggle }: Props) {
  const id = useId();
  if (options.length === 0) return null;
  return (
    <fieldset className={css.group} aria-labelledby={id}>
      <p id={id} className={css.groupName}>
        {label}
      </p>
      <div className={css.pills}>
        {options.map((option) => (
          <button
            key={option.value}
            type="button"
            className={css.pill}
            aria-pressed={chosen.includes(option.value)}
            onClick={() => onToggle(option.value)}
          >
            {option.label}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
