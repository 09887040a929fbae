// Runs in the head before the first paint: scheme, the bank's colours, and the first question to the server.
// It is written into the page as it stands after compiling: no imports.
(() => {
  const root = document.documentElement;
  const chosen = localStorage.getItem("florin.scheme");
  const dark = chosen ? chosen === "dark" : false;
  const device = matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.mantineColorScheme = dark || ((!chosen || chosen === "auto") && device) ? "dark" : "light";
  const colours = JSON.parse(localStorage.getItem("florin.bank-colours") ?? "{}") as Record<string, string>;
  for (const name in colours) root.style.setProperty(name, colours[name] ?? "");
  if (localStorage.getItem("florin.demo")) root.dataset.demo = "";
  // Who is not signed in sees plain paper first, not the outline of a home that is not theirs.
  // Nor does the office, which looks different.
  if (localStorage.getItem("florin.signed-in") && !location.pathname.startsWith("/office"))
    root.dataset.signedIn = "";
  root.lang = languageRead();
  const headers = { accept: "application/json", "accept-language": root.lang };
  const ask = (path: string) => fetch(path, { headers });
  const early: Record<string, Promise<Response>> = { "/api/bank": ask("/api/bank") };
  if (root.dataset.signedIn === "" && location.pathname === "/") {
    early["/api/home"] = ask("/api/home");
    early["/api/session"] = ask("/api/session");
  }
  (window as unknown as { early: typeof early }).early = early;

  /** Chosen here, else the browser's, else the bank's; the texts and the first answers follow it. */
  function languageRead(): string {
    const offered = JSON.parse(localStorage.getItem("florin.bank-languages") ?? '["en","de"]') as string[];
    const wanted = [localStorage.getItem("florin.language") ?? "", ...navigator.languages];
    const read = wanted.map((tag) => (tag.split("-")[0] ?? "").toLowerCase());
    return read.find((tag) => offered.includes(tag)) ?? offered[0] ?? "en";
  }
})();
