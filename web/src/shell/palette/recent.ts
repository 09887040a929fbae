// What was chosen lately, kept in this browser for each customer by its id alone; signing out forgets it.
const PREFIX = "florin.recent.";
const MOST = 5;

export function recentOf(customer: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PREFIX + customer) ?? "[]");
    return Array.isArray(kept) ? kept.filter((each) => typeof each === "string") : [];
  } catch {
    return [];
  }
}

export function keepRecent(customer: string, id: string): void {
  const others = recentOf(customer).filter((each) => each !== id);
  localStorage.setItem(PREFIX + customer, JSON.stringify([id, ...others].slice(0, MOST)));
}

export function forgetRecent(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}
