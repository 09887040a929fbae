// Built from a folder inside web/node_modules, so that it finds exactly the client's own libraries.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { compress } from "../../build/compress";

export default defineConfig({
  plugins: [react(), compress()],
  build: { outDir: process.env.EMPTY_OUT, emptyOutDir: true, target: "es2022" },
});
