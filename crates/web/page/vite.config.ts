import { readFileSync, existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { defineConfig, type Plugin } from "vite";

/** Writes `licences.txt`: the licence of every package that is part of the page. */
function licences(): Plugin {
  return {
    name: "licences",
    generateBundle(_, bundle) {
      const packages = new Map<string, string>();
      const modules = Object.values(bundle).flatMap((file) => (file.type === "chunk" ? Object.keys(file.modules) : []));
      for (const module of modules) {
        const found = module.replace(/^\0/, "").match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//);
        if (found) packages.set(found[1], textOf(found[1]));
      }
      const source = [...packages.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text).join("\n\n");
      this.emitFile({ type: "asset", fileName: "licences.txt", source: source + "\n" });
    },
  };
}

function textOf(folder: string): string {
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const beside = existsSync(folder) ? readdirSync(folder).find((name) => /^licen[cs]e/i.test(name)) : undefined;
  const text = beside ? readFileSync(join(folder, beside), "utf8").trim() : `(${about.license})`;
  return `${about.name} ${about.version}: ${about.license}\n\n${text}`;
}

export default defineConfig({
  base: "/",
  plugins: [licences()],
  build: {
    target: "es2022",
    modulePreload: false,
    // The built page is part of the repository and of the program: fixed names, no hashes.
    rolldownOptions: {
      output: { entryFileNames: "page.js", assetFileNames: "page[extname]", codeSplitting: false },
    },
    chunkSizeWarningLimit: 2000,
    assetsInlineLimit: 0,
  },
  server: { fs: { allow: [join(dirname(new URL(import.meta.url).pathname), "..", "..")] } },
});
