// Gives the focus back to what opened a sheet, also where one sheet led to the next.
import { useEffect } from "react";

let opener: HTMLElement | null = null;
let open = 0;

export function useFocusBack(opened: boolean) {
  // While rendering, before the sheet takes the focus: what has it now is what opened the sheet.
  const now = opened ? document.activeElement : null;
  if (now instanceof HTMLElement && now !== document.body && !now.closest("[role=dialog]")) opener = now;
  useEffect(() => {
    if (!opened) return;
    open += 1;
    return () => {
      open -= 1;
      setTimeout(() => open === 0 && opener?.focus({ preventScroll: true }), 20);
    };
  }, [opened]);
}
