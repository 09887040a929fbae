// What was typed on this page, held in memory alone, so that a page that breaks can give it back.
const typed = new Map<string, string>();
const KEPT = ["text", "search", "number", "date", "email", "tel", "url", "textarea"];

function nameOf(field: HTMLInputElement | HTMLTextAreaElement): string {
  return (
    field.ariaLabel || field.labels?.[0]?.textContent?.trim() || field.placeholder || field.name || field.id
  );
}

/** Listens until the returned function is called. */
export function keepTyped(): () => void {
  const hear = ({ target: field }: Event) => {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
    if (!KEPT.includes(field.type)) return;
    if (field.value.trim()) typed.set(nameOf(field), field.value);
    else typed.delete(nameOf(field));
  };
  document.addEventListener("input", hear, true);
  return () => document.removeEventListener("input", hear, true);
}

export const forgetTyped = () => typed.clear();

/** The fields that held something, each by its name. */
export const whatWasTyped = (): [string, string][] => [...typed];
