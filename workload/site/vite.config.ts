import { defineConfig } from "vite";
import packageFile from "../package.json" with { type: "json" };

/** Static files, which `npx bulkhead content` uploads. SITE_VERSION names the release; else it is the package's version. */
export default defineConfig({
  root: import.meta.dirname,
  define: { versionLabel: JSON.stringify(process.env["SITE_VERSION"] ?? packageFile.version) },
  build: {
    // The content policy allows nothing that stands inside a page or an address.
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: { output: { hashCharacters: "hex" } },
  },
});
