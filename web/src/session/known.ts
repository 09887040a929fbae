// Whether anyone is signed in, before the first page asks for what is theirs.
import type { QueryClient } from "@tanstack/react-query";
import { isSignedOut } from "~/api/problem";
import { askSession, sessionQuery } from "~/api/queries";

const KEY = "florin.signed-in";

/** False only where the server says so: this browser's own note may have been cleared, or the line be down. */
export async function isKnown(client: QueryClient): Promise<boolean> {
  if (localStorage.getItem(KEY)) return true;
  try {
    client.setQueryData(sessionQuery.queryKey, await askSession());
    localStorage.setItem(KEY, "yes");
    return true;
  } catch (error) {
    return !isSignedOut(error);
  }
}
