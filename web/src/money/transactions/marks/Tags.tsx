// Tags: typed or picked from those one uses; each can be taken off.
import { TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { asProblem } from "~/api/problem";
import { tagsQuery } from "~/api/queries";
import type { TransactionDetail } from "~/api/types";
import { t } from "~/language/t";
import { Trouble } from "~/surface/Trouble";
import css from "./marks.module.css";
import { useWrite } from "./writing";

const OFFERED = 6;
const alike = (a: string, b: string) => a.localeCompare(b, undefined, { sensitivity: "base" }) === 0;

export function Tags({ detail }: { detail: TransactionDetail }) {
  const stored = detail.marks?.tags;
  const [tags, setTags] = useState(stored ?? []);
  const [typed, setTyped] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const write = useWrite(detail.id);
  useEffect(() => {
    // What could not be saved yet stays as it was chosen.
    if (!write.isError && !write.isPending) setTags(stored ?? []);
  }, [stored, write.isError, write.isPending]);
  const set = (next: string[]) => {
    setTags(next);
    write.mutate({ tags: next });
  };
  const add = (words: string) => {
    const fresh = words
      .split(",")
      .map((word) => word.trim())
      .filter((word) => word && !tags.some((tag) => alike(tag, word)));
    setTyped("");
    if (fresh.length) set([...tags, ...fresh]);
  };
  const drop = (name: string) => {
    set(tags.filter((tag) => tag !== name));
    field.current?.focus();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === "Enter") {
      event.preventDefault();
      add(typed);
    }
    if (event.key === "Backspace" && !typed && tags.length) drop(tags[tags.length - 1] ?? "");
  };
  const problem = write.isError ? asProblem(write.error) : null;
  const wrong = problem?.errors.find(({ field: name }) => name.startsWith("tags"))?.message;
  return (
    <div>
      <TextInput
        ref={field}
        label={t("web.mark.tags")}
        placeholder={t("web.mark.tag.placeholder")}
        maxLength={40}
        enterKeyHint="done"
        autoComplete="off"
        value={typed}
        error={wrong}
        onChange={({ currentTarget: { value } }) => (value.includes(",") ? add(value) : setTyped(value))}
        onKeyDown={onKeyDown}
        onBlur={() => add(typed)}
      />
      {tags.length > 0 && (
        <ul className={css.tags} aria-label={t("web.mark.tags")}>
          {tags.map((name) => (
            <li key={name}>
              <button
                type="button"
                className={css.tag}
                aria-label={t("web.mark.tag.drop", { name })}
                onClick={() => drop(name)}
              >
                <span>{name}</span>
                <IconX size={16} stroke={1.8} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <Offered tags={tags} typed={typed} add={add} />
      {problem && !wrong && <Trouble typed error={problem} again={() => set(tags)} />}
    </div>
  );
}

type Offers = { tags: string[]; typed: string; add: (name: string) => void };

function Offered({ tags, typed, add }: Offers) {
  const { data } = useQuery(tagsQuery);
  const wanted = typed.trim().toLocaleLowerCase();
  const offered = (data?.items ?? [])
    .filter(({ name }) => !tags.some((tag) => alike(tag, name)))
    .filter(({ name }) => name.toLocaleLowerCase().includes(wanted))
    .slice(0, OFFERED);
  if (offered.length === 0) return null;
  return (
    <ul className={css.offered} aria-label={t("web.mark.tag.known")}>
      {offered.map(({ name }) => (
        <li key={name}>
          {/* Before the field loses the focus, which would add what is half typed. */}
          <button
            type="button"
            className={css.offer}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => add(name)}
          >
            <span aria-hidden="true">+ </span>
            {name}
          </button>
        </li>
      ))}
    </ul>
  );
}
