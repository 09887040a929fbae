// The service worker: keeps the program and what was last read, so that pages open and can be read without a line.
// Nothing that changes anything is kept or repeated, and what was read goes with the session.
import { CacheableResponsePlugin } from "workbox-cacheable-response";
import { clientsClaim } from "workbox-core";
import { matchPrecache, type PrecacheEntry, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { CacheFirst, NetworkFirst } from "workbox-strategies";

declare const self: ServiceWorkerGlobalScope & { readonly __PROGRAM: PrecacheEntry[] };

const READ = "florin-read";
const LATER = "florin-assets";
const WAIT_SECONDS = 8;
/** Streams, files and what staff see are never kept. */
const NEVER =
  /^\/api\/(live|office|transactions\/export|transactions\/[^/]+\/attachments|sample-statement|identity|household|consents|data|export|leave|decisions)/;
/** Who comes in or goes: by these the session changes. */
const SESSION = /^\/api\/((office\/)?session|identity\/(sign-in|registration|recovery))$/;
/** Names another of the household: what is theirs is kept on no device but their own. */
const OF_ANOTHER = "florin-customer";

const good = new CacheableResponsePlugin({ statuses: [200] });

/** Says on an answer when it was given, so that the page can tell old from new. */
async function dated(response: Response): Promise<Response> {
  const headers = new Headers(response.headers);
  headers.set("x-florin-kept", new Date().toISOString());
  return new Response(await response.blob(), { status: response.status, headers });
}

/** A session that has ended takes what was read with it. */
async function forgetful({ response }: { response: Response }): Promise<Response> {
  if (response.status === 401) await caches.delete(READ);
  return response;
}

precacheAndRoute(self.__PROGRAM, { cleanURLs: false, directoryIndex: "" });

const page = new NetworkFirst({ networkTimeoutSeconds: 4, plugins: [{ cacheWillUpdate: async () => null }] });
registerRoute(
  new NavigationRoute(
    async (asked) => {
      try {
        return await page.handle(asked);
      } catch {
        const outline = asked.url.pathname === "/" ? "/" : "/shell.html";
        return (await matchPrecache(outline)) ?? Response.error();
      }
    },
    { denylist: [/^\/api\//] },
  ),
);
registerRoute(
  ({ url }) => url.pathname.startsWith("/assets/"),
  new CacheFirst({ cacheName: LATER, plugins: [good] }),
);
registerRoute(
  ({ url, request }) =>
    request.method === "GET" &&
    url.pathname.startsWith("/api/") &&
    !NEVER.test(url.pathname) &&
    !request.headers.has(OF_ANOTHER),
  new NetworkFirst({
    cacheName: READ,
    networkTimeoutSeconds: WAIT_SECONDS,
    plugins: [
      good,
      {
        fetchDidSucceed: forgetful,
        cacheWillUpdate: async ({ response }) => (response.ok ? dated(response) : null),
      },
    ],
  }),
);

/** Another person, or none: what was read is forgotten before the answer arrives. */
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" || method === "PATCH" || !SESSION.test(new URL(url).pathname)) return;
  event.respondWith(caches.delete(READ).then(() => fetch(event.request)));
});

self.addEventListener("install", () => void self.skipWaiting());
clientsClaim();
