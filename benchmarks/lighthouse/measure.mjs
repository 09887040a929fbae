// Lighthouse on one address, several times, each with empty caches but signed in: prints a JSON line a run.
// node measure.mjs CHROMIUM URL RUNS [PERSONA]
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

const [chromePath, url, runs, persona] = process.argv.slice(2);
const FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const KEPT = "cache_storage,service_workers,shader_cache";

const chrome = await launch({ chromePath, chromeFlags: FLAGS, logLevel: "silent" });
const browser = await puppeteer.connect({ browserURL: `http://127.0.0.1:${chrome.port}` });
const origin = new URL(url).origin;

/** Signs in through the page, so that it also remembers that someone is. */
async function signIn() {
  const page = await browser.newPage();
  await page.goto(`${origin}/sign-in`, { waitUntil: "load" });
  await page.evaluate(
    (who) =>
      fetch("/api/session", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ persona: who }),
      }),
    persona,
  );
  await page.goto(`${origin}/`, { waitUntil: "networkidle2", timeout: 10_000 }).catch(() => {});
  await page.evaluate(() => {
    localStorage.setItem("florin.signed-in", "yes"); // as signing in by hand leaves it
    localStorage.setItem("florin.tour", "seen");
  });
  await page.close();
}

async function forget() {
  const page = await browser.newPage();
  const devtools = await page.createCDPSession();
  await devtools.send("Network.clearBrowserCache");
  await devtools.send("Storage.clearDataForOrigin", { origin, storageTypes: KEPT });
  await page.close();
}

try {
  if (persona) await signIn();
  for (let run = 0; run < Number(runs); run++) {
    await forget();
    const { lhr } = await lighthouse(url, {
      port: chrome.port,
      logLevel: "silent",
      output: "json",
      disableStorageReset: true,
      onlyCategories: ["performance", "accessibility", "best-practices", "seo"],
    });
    const score = Object.fromEntries(Object.values(lhr.categories).map((c) => [c.id, Math.round((c.score ?? 0) * 100)]));
    const number = (id) => lhr.audits[id].numericValue;
    const failed = Object.values(lhr.audits)
      .filter((audit) => audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode === "binary")
      .map((audit) => audit.id);
    console.log(
      JSON.stringify({
        ...score,
        fcp: number("first-contentful-paint"),
        lcp: number("largest-contentful-paint"),
        tbt: number("total-blocking-time"),
        cls: number("cumulative-layout-shift"),
        failed,
        at: lhr.finalDisplayedUrl,
      }),
    );
  }
} finally {
  await browser.disconnect();
  chrome.kill();
}
