// Search as you type: what is typed stands at once, the list follows a moment later; "/" leads here.
import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback, useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { t } from "~/language/t";
import { MOST_SEARCHED } from "./filter";
import css from "./transactions.module.css";

type Props = { value: string; onChange: (value: string) => void };

export function SearchField({ value, onChange }: Props) {
  const [typed, setTyped] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const later = useDebouncedCallback(onChange, 180);
  const asked = useRef(value);
  useEffect(() => {
    // The address changed from elsewhere (Back, "show all"): the field follows.
    if (value !== asked.current) setTyped(value);
    asked.current = value;
  }, [value]);
  useHotkeys([["/", () => input.current?.focus()]]);
  const type = (text: string) => {
    setTyped(text);
    asked.current = text;
    later(text);
  };
  return (
    <TextInput
      ref={input}
      type="search"
      maxLength={MOST_SEARCHED}
      className={css.search}
      aria-label={t("web.search.label")}
      placeholder={t("web.search.placeholder")}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      leftSection={<IconSearch size={18} stroke={1.6} aria-hidden="true" />}
      rightSection={
        typed ? (
          <CloseButton className={css.clear} aria-label={t("web.search.clear")} onClick={() => type("")} />
        ) : undefined
      }
      rightSectionWidth={48}
    />
  );
}
