// What cannot be taken back lightly is asked for twice, in the same place: first what it means, then the deed.
import { Button } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Trouble } from "~/surface/Trouble";
import css from "./own.module.css";

type Props = {
  /** What opens the question, and what it is about for those who do not see where it stands. */
  label: string;
  of?: string;
  /** What it means. */
  asks: ReactNode;
  yes: string;
  no: string;
  busy: boolean;
  error: unknown;
  act: () => void;
};

export function Sure({ label, of, asks, yes, no, busy, error, act }: Props) {
  const [asking, setAsking] = useState(false);
  const question = useRef<HTMLFieldSetElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const ever = useRef(false);
  useEffect(() => {
    if (asking) question.current?.focus();
    else if (ever.current) opener.current?.focus();
    ever.current = true;
  }, [asking]);
  if (!asking)
    return (
      <Button ref={opener} variant="subtle" className={css.quiet} onClick={() => setAsking(true)}>
        {label}
        {of && <span className="unseen"> {of}</span>}
      </Button>
    );
  return (
    <fieldset
      ref={question}
      className={css.sure}
      aria-label={of ? `${label} ${of}` : label}
      tabIndex={-1}
      onKeyDown={(event) => event.key === "Escape" && setAsking(false)}
    >
      <div>{asks}</div>
      {error !== null && <Trouble error={error} />}
      <div className={css.ways}>
        <Button loading={busy} onClick={act}>
          {yes}
        </Button>
        <Button variant="subtle" disabled={busy} onClick={() => setAsking(false)}>
          {no}
        </Button>
      </div>
    </fieldset>
  );
}
