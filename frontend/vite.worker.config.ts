import { defineConfig } from "vite";

/** The service worker in one classic file: not every browser takes modules there. Built after the pages. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: "../src/terrace/web/ui/static/ui/build",
    emptyOutDir: false,
    target: ["chrome111", "firefox114", "safari16.4"],
    lib: { entry: "src/worker.ts", formats: ["iife"], name: "worker", fileName: () => "worker.js" },
  },
});
