import { defineConfig } from "vite";

const BUILD = "../src/terrace/web/ui/static/ui/build";

/** Fixed names without hashes: Django's static files serve them, templates name them. */
export default defineConfig({
  base: "./",
  publicDir: false,
  css: { transformer: "lightningcss", lightningcss: { errorRecovery: true } },
  build: {
    outDir: BUILD,
    emptyOutDir: true,
    target: ["chrome111", "firefox114", "safari16.4"],
    assetsInlineLimit: 2048,
    manifest: "manifest.json",
    modulePreload: false,
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      // The engine of questionnaires carries an `eval` that is never reached; its page forbids it.
      checks: { eval: false },
      input: {
        terrace: "src/terrace.ts",
        entry: "src/entry.ts",
        leader: "src/leader.ts",
        explore: "src/explore.ts",
        odk: "src/odk.ts",
        notices: "src/notices.ts",
        styles: "styles/terrace.css",
        leaders: "styles/leaders.css",
      },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "shared-[name].js",
        assetFileNames: (asset) => ({ "styles.css": "terrace.css" })[asset.names[0] ?? ""] ?? "[name][extname]",
      },
    },
  },
});
