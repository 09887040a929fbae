// Builds the web client into the Python package; in daily work it serves the sources and hands /api on.
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { catalogue } from "./build/catalogue";
import { chunkOf } from "./build/chunks";
import { compress } from "./build/compress";
import { shell } from "./build/shell";
import { worker } from "./build/worker";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [catalogue(), react(), shell(), worker(), compress()],
  resolve: {
    alias: {
      "~": here("./src"),
    },
  },
  build: {
    outDir: process.env.FLORIN_WEB_OUT ?? here("../src/florin/_web"),
    emptyOutDir: true,
    // One style sheet, written into the page: rules behind a lazy chunk would arrive late and make the page jump.
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    target: "es2022",
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What few pages need comes when it is first wanted, and is not kept ahead by the service worker.
        chunkFileNames: ({ name }) =>
          `assets/${name === "charts" ? "lazy/" : ""}${name.replace("@", "")}-[hash].js`,
        // What changes seldom keeps its name when our own code changes.
        codeSplitting: {
          groups: [
            // Two files, so that a slow phone runs them one after the other with a pause between (main.ts).
            { name: "react", test: /node_modules\/(react|react-dom|scheduler)\//, priority: 2 },
            { name: "vendor", test: /node_modules\/(@tanstack|openapi-fetch)\//, priority: 2 },
            { name: "charts", test: /node_modules\/(echarts|zrender)\//, priority: 2 },
            // Dialogs need it too: in the charts' file it would bring all of them, which nothing keeps for offline.
            { name: "tslib", test: /node_modules\/tslib\//, priority: 2 },
            // What the first script needs to load the rest must not lie in the rest.
            { name: "begin", test: /vite\/preload-helper/, priority: 3 },
            { name: chunkOf, priority: 1 },
          ],
        },
      },
    },
  },
  server: { port: 5173, proxy: { "/api": process.env.FLORIN_API ?? "http://127.0.0.1:8000" } },
});
