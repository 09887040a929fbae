// Letters typed between the call for the palette and its field: kept, so that nobody has to wait for it.
let early: string | null = null;

export function beginEarly(): void {
  early = "";
}

/** Whether the key was meant for the field that is still to come. */
export function hearEarly({ key, metaKey, ctrlKey, altKey }: KeyboardEvent): boolean {
  if (early === null || key.length !== 1 || metaKey || ctrlKey || altKey) return false;
  early += key;
  return true;
}

/** What was typed so far; from now on the field hears for itself. */
export function takeEarly(): string {
  const typed = early ?? "";
  early = null;
  return typed;
}
