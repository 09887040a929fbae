// Puts the program on the page: theme, queries, routes.
import "./theme/mantine.css";
import "./theme/tokens.css";
import "./theme/ground.css";
import "./theme/print.css";
import { MantineProvider } from "@mantine/core";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode, startTransition } from "react";
import { createRoot } from "react-dom/client";
import { isSignedOut, Problem } from "./api/problem";
import { askAnew, bankQuery, homeQuery, sessionQuery } from "./api/queries";
import { lookAt, lookedAt } from "./api/whose";
import { begin, followBank } from "./language/reader";
import { t } from "./language/t";
import { keepForOffline } from "./offline/register";
import { ENTER } from "./session/enter";
import { isKnown } from "./session/known";
import { tellNote } from "./shell/note";
import { makeRouter } from "./shell/routes";
import { markDemo, wearBankColours } from "./theme/bank";
import { keepGutter } from "./theme/gutter";
import { useShownScheme } from "./theme/scheme";
import { theme } from "./theme/theme";

/** Without a session one goes to the door, and from there back to where one was. */
function onError(error: unknown) {
  const { pathname } = router.state.location;
  // Whoever was looked at shares no longer: back to one's own.
  if (error instanceof Problem && error.reason === "customer" && lookedAt()) {
    lookAt(null);
    tellNote(t("web.looking.over"));
    void client.resetQueries();
    return;
  }
  if (!isSignedOut(error) || ["/sign-in", "/join", "/recover"].includes(pathname)) return;
  // Who is stepping in as another leaves the session that a question of before still asked with.
  if (client.isMutating({ mutationKey: ENTER }) > 0) return;
  // The office has a door of its own.
  if (/^\/office(\/|$)/.test(pathname)) {
    void client.invalidateQueries({ queryKey: ["office", "session"] });
    return;
  }
  const back = router.state.location.href;
  void router.navigate({ to: "/sign-in", search: back === "/" ? {} : { back } });
}

const client = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // Without a line the service worker answers with what was last read.
      networkMode: "always",
      // A refusal stays one; a line that is down may come back.
      retry: (count, error) => error instanceof Problem && error.status >= 500 && count < 2,
    },
  },
});
const router = makeRouter(() => isKnown(client));

// Written by the provider, variables and classes would need style elements, which the CSP forbids: tokens.css has them.
const BY_OUR_SHEET = { withCssVariables: false, withStaticClasses: false, withGlobalClasses: false };

/** An answer that is here is read in less. */
const ANSWERED_MS = 50;

function Program() {
  const scheme = useShownScheme();
  return (
    <MantineProvider theme={theme} forceColorScheme={scheme} {...BY_OUR_SHEET}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}

keepForOffline();
keepGutter();
void client.fetchQuery(bankQuery).then(
  (bank) => {
    wearBankColours(bank);
    markDemo(bank);
    void followBank(bank.languages).then((changed) => (changed ? askAnew(client) : undefined));
  },
  () => {},
);

const pause = (ms = 0) => new Promise((done) => setTimeout(done, ms));

/** What the head of the page asked for stands in the first picture, where its answer is here already. */
async function heard(): Promise<void> {
  const asked = globalThis as { early?: Record<string, unknown> };
  if (!asked.early?.["/api/home"]) return;
  const answers = [client.prefetchQuery(homeQuery), client.prefetchQuery(sessionQuery)];
  await Promise.race([Promise.all(answers), pause(ANSWERED_MS)]);
}

/** Takes the outline's place, once what it shows is known: no empty page comes between. */
async function show(root: HTMLElement): Promise<void> {
  const said = begin();
  // First, since whose session is over goes to the door instead.
  await heard();
  await pause();
  await Promise.all([said, router.load().catch(reportError)]);
  startTransition(() =>
    createRoot(root).render(
      <StrictMode>
        <Program />
      </StrictMode>,
    ),
  );
}

const root = document.getElementById("root");
if (root) void show(root);
