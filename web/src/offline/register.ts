// Installs the service worker once the page stands, so that it takes nothing from the first load.
export function keepForOffline(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const begin = () => {
    // Without it all works but reading offline; where the browser refuses, the console says why.
    navigator.serviceWorker.register("/worker.js").catch(console.warn);
  };
  setTimeout(begin, 3000);
}
