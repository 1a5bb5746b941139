/** Tools of the pipelines that are built from pinned Go modules: no release page, no installer, hashes in go.sum. */
import * as path from "node:path";
import { requireTool, type ToolRecipe } from "../../rehearsal/engine/tool.ts";

const actionlintVersion = "1.7.12";
const gitleaksVersion = "8.30.1";
const osvScannerVersion = "2.2.4";
const craneVersion = "0.22.1";

const folder = (name: string): string => path.join(import.meta.dirname, "gomod", name);

/** Durations were measured on 2 cores with nothing cached. */
export const recipes = {
  /** Checks workflows of GitHub Actions: syntax, expressions, contexts, and scripts where shellcheck is there. */
  actionlint: {
    name: "actionlint",
    pin: { version: actionlintVersion, minimum: actionlintVersion },
    versionArguments: ["-version"],
    module: {
      folder: folder("actionlint"),
      package: "github.com/rhysd/actionlint/cmd/actionlint",
      variables: { "github.com/rhysd/actionlint.version": actionlintVersion },
      duration: "under a minute on 2 cores",
    },
  },
  /** Looks for secrets in files and in the history. */
  gitleaks: {
    name: "gitleaks",
    pin: { version: gitleaksVersion, minimum: gitleaksVersion },
    versionArguments: ["version"],
    module: {
      folder: folder("gitleaks"),
      package: "github.com/zricethezav/gitleaks/v8",
      variables: { "github.com/zricethezav/gitleaks/v8/version.Version": gitleaksVersion },
      duration: "about 90 seconds on 2 cores",
    },
  },
  /** Known vulnerabilities of locked dependencies and of what is installed in images, from osv.dev. */
  osvScanner: {
    name: "osv-scanner",
    pin: { version: osvScannerVersion, minimum: osvScannerVersion },
    versionArguments: ["--version"],
    module: {
      folder: folder("osv-scanner"),
      package: "github.com/google/osv-scanner/v2/cmd/osv-scanner",
      variables: {},
      duration: "about 4 minutes on 2 cores",
    },
  },
  /** Asks registries for digests and fetches images by them, without a container engine. */
  crane: {
    name: "crane",
    pin: { version: craneVersion, minimum: craneVersion },
    versionArguments: ["version"],
    module: {
      folder: folder("crane"),
      package: "github.com/google/go-containerregistry/cmd/crane",
      variables: { "github.com/google/go-containerregistry/cmd/crane/cmd.Version": craneVersion },
      duration: "under a minute on 2 cores",
    },
  },
} satisfies Readonly<Record<string, ToolRecipe>>;

export type PipelineToolName = keyof typeof recipes;

/**
 * Finds a tool on PATH or in the cache, else builds it.
 *
 * @throws Error that says what was tried.
 */
export function ensureTool(name: PipelineToolName, report: (line: string) => void): Promise<string> {
  return requireTool(recipes[name], { report });
}
