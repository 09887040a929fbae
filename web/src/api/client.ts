// One way to ask the server: paths and answers typed by its own schema, refusals thrown as Problem.
import createClient from "openapi-fetch";
import { language } from "~/language/reader";
import { tellKept } from "~/offline/kept";
import { readTexts } from "~/own/texts";
import { asProblem, Problem } from "./problem";
import type { paths } from "./schema";
import { inTheirName } from "./whose";

/** Answers that the head of the page asked for before the program was there; each is used once. */
const early = (globalThis as { early?: Record<string, Promise<Response>> }).early ?? {};

/** Drops answers that nobody has used yet: something may have changed since they were given. */
export function forgetEarly(): void {
  for (const path of Object.keys(early)) delete early[path];
}

/** Files are sent once; whatever else is refused for want of a passkey can be sent again. */
const repeatable = ({ headers }: Request) => !headers.get("content-type")?.startsWith("multipart/");

/**
 * Where the bank asks to see a passkey first, shows it and sends the very same request again, with the same key
 * against doing it twice. Who does not show one gets NOT_DONE (session/passkey.ts), and nothing was done.
 */
async function proven(refused: Response, again: Request): Promise<Response> {
  const told = (await refused
    .clone()
    .json()
    .catch(() => ({}))) as { reason?: string; purpose?: string };
  if (told.reason !== "step-up" || !told.purpose) return refused;
  const [{ stepUp }] = await Promise.all([import("~/session/passkey"), readTexts()]);
  await stepUp(told.purpose, new URL(again.url).pathname.startsWith("/api/office/"));
  return fetch(again);
}

async function respond(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const asked = request.method === "GET" ? early[pathname + search] : undefined;
  delete early[pathname + search];
  request.headers.set("accept-language", language());
  for (const [name, value] of Object.entries(inTheirName(pathname))) request.headers.set(name, value);
  const again = repeatable(request) ? request.clone() : undefined;
  const first = await (asked ?? fetch(request));
  const response = first.status === 403 && again ? await proven(first, again) : first;
  if (request.method === "GET") tellKept(response.headers.get("x-florin-kept"));
  return response;
}

export const api = createClient<paths>({ baseUrl: location.origin, fetch: respond });

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The answer, or what the server says is wrong, or that it cannot be reached. */
export async function answer<T>(asking: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await asking.catch((failed) => {
    throw asProblem(failed);
  });
  if (!response.ok) throw new Problem(response.status, typeof error === "object" && error ? error : {});
  return data as T;
}
