// One way to ask the server: paths and answers typed by its own schema, refusals thrown as Problem.
import createClient from "openapi-fetch";
import { language } from "~/language/reader";
import { tellKept } from "~/offline/kept";
import { Problem } from "./problem";
import type { paths } from "./schema";

/** Answers that the head of the page asked for before the program was there; each is used once. */
const early = (globalThis as { early?: Record<string, Promise<Response>> }).early ?? {};

/** Drops answers that nobody has used yet: something may have changed since they were given. */
export function forgetEarly(): void {
  for (const path of Object.keys(early)) delete early[path];
}

async function respond(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const asked = request.method === "GET" ? early[pathname + search] : undefined;
  delete early[pathname + search];
  request.headers.set("accept-language", language());
  const response = await (asked ?? fetch(request));
  if (request.method === "GET") tellKept(response.headers.get("x-florin-kept"));
  return response;
}

export const api = createClient<paths>({ baseUrl: location.origin, fetch: respond });

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The answer, or what the server says is wrong, or that it cannot be reached. */
export async function answer<T>(asking: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await asking.catch(() => {
    throw new Problem(0);
  });
  if (!response.ok) throw new Problem(response.status, typeof error === "object" && error ? error : {});
  return data as T;
}
