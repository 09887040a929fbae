// The first page of a visit comes in two steps, so that a slow phone shows and answers the top of it sooner.
import { startTransition, useEffect, useState } from "react";

let settled = false;

/** False for the first paint of this visit, true from the next moment on and for ever after. */
export function useSettled(): boolean {
  const [value, setValue] = useState(settled);
  useEffect(() => {
    if (settled) return;
    const begin = setTimeout(() => {
      settled = true;
      startTransition(() => setValue(true));
    }, 0);
    return () => clearTimeout(begin);
  }, []);
  return value;
}
