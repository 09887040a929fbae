// One way to ask the server: answers typed, refusals thrown as Problem.
import { Problem } from "./problem";

/** Answers that the head of the page asked for before the program was there; each is used once. */
const early = (globalThis as { early?: Record<string, Promise<Response>> }).early ?? {};

function respond(path: string, init: RequestInit): Promise<Response> {
  const asked = init.method === "GET" ? early[path] : undefined;
  delete early[path];
  return asked ?? fetch(path, init);
}

async function send<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
  const form = body instanceof FormData;
  const response = await respond(path, {
    method,
    headers: { accept: "application/json", ...(body && !form ? { "content-type": "application/json" } : {}), ...headers },
    ...(body ? { body: form ? body : JSON.stringify(body) } : {}),
  }).catch(() => {
    throw new Problem(0);
  });
  if (!response.ok) throw new Problem(response.status, await response.json().catch(() => ({})));
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export const get = <T>(path: string) => send<T>("GET", path);
export const patch = <T>(path: string, body: unknown) => send<T>("PATCH", path, body);
export const remove = (path: string) => send<void>("DELETE", path);
export const post = <T>(path: string, body?: unknown) => send<T>("POST", path, body);
/** A POST that moves money: the key makes a second try of the same click do nothing twice. */
export const postOnce = <T>(path: string, key: string) =>
  send<T>("POST", path, undefined, { "idempotency-key": key });
