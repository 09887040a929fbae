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
  // Who is not signed in sees plain paper first, not the outline of a home that is not theirs.
  if (localStorage.getItem("florin.signed-in")) root.dataset.signedIn = "";
  const ask = (path: string) => fetch(path, { headers: { accept: "application/json" } });
  const early: Record<string, Promise<Response>> = { "/api/bank": ask("/api/bank") };
  if (root.dataset.signedIn === "" && location.pathname === "/") {
    early["/api/home"] = ask("/api/home");
    early["/api/session"] = ask("/api/session");
  }
  (window as unknown as { early: typeof early }).early = early;
})();
