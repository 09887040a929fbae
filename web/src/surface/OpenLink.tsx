// Opens a detail over the page one is on; the address remembers it, so Back closes it and a link leads to it.
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";

export type Opens =
  | `transaction:${string}`
  | `fact:${string}`
  | `suggestion:${string}`
  | `upcoming:${string}`;
type Props = { opens: Opens; className?: string | undefined; children: ReactNode; label?: string };

export function OpenLink({ opens, className, children, label }: Props) {
  return (
    <Link
      to="."
      search={(now: object) => ({ ...now, open: opens })}
      resetScroll={false}
      className={className}
      aria-haspopup="dialog"
      aria-label={label}
    >
      {children}
    </Link>
  );
}

/** Closes what OpenLink opened. */
export function useClose() {
  const navigate = useNavigate();
  return () =>
    navigate({ to: ".", search: (now: object) => ({ ...now, open: undefined }), resetScroll: false });
}
