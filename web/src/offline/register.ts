// Installs the service worker once the page stands, so that it takes nothing from the first load.
export function keepForOffline(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const begin = () => {
    // Without it all works but reading offline.
    navigator.serviceWorker.register("/worker.js").catch(reportError);
  };
  setTimeout(begin, 3000);
}
