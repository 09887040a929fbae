// Asks once before something is done; the keyboard stays where one was.
import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import css from "./office.module.css";

type Props = {
  label: string;
  /** What it is done to, for those who do not see where the button stands. */
  of?: string;
  ask: string;
  sure: string;
  keep: string;
  busy: boolean;
  variant?: "default" | "filled" | "subtle";
  go: () => void;
};

export function Sure({ label, of = "", ask, sure, keep, busy, variant = "default", go }: Props) {
  const [asking, setAsking] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const way = useRef<HTMLButtonElement>(null);
  const ever = useRef(false);
  useEffect(() => {
    if (asking) way.current?.focus();
    else if (ever.current) opener.current?.focus();
    ever.current = asking;
  }, [asking]);
  if (!asking)
    return (
      <Button ref={opener} variant={variant} disabled={busy} onClick={() => setAsking(true)}>
        {label}
        {of && <span className="unseen">{` ${of}`}</span>}
      </Button>
    );
  return (
    <div className={css.ask}>
      <p>{ask}</p>
      <Button
        variant="filled"
        onClick={() => {
          setAsking(false);
          go();
        }}
      >
        {sure}
      </Button>
      <Button ref={way} variant="subtle" onClick={() => setAsking(false)}>
        {keep}
      </Button>
    </div>
  );
}
