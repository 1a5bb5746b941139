/** Helm, which renders the charts of a rehearsal. */
import * as path from "node:path";
import { findTool, type Origin, type ToolRecipe, type ToolRequest } from "./tool.ts";
import { helmPin } from "./versions.ts";

const architectures: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };
const systems = new Set(["linux", "darwin"]);

/** Addresses and names of files as in Helm's own installer, scripts/get-helm-3 in github.com/helm/helm. */
export const helmRecipe = {
  name: "helm",
  pin: helmPin,
  versionArguments: ["version", "--template", "{{.Version}}"],
  release: {
    base: "https://get.helm.sh",
    mirrorVariable: "BULKHEAD_HELM_MIRROR",
    archive: ({ os, arch }) => {
      const architecture = architectures[arch];
      return systems.has(os) && architecture
        ? `helm-v${helmPin.version}-${os}-${architecture}.tar.gz`
        : undefined;
    },
    checksums: (archive) => `${archive}.sha256sum`,
  },
  module: {
    folder: path.join(import.meta.dirname, "gomod", "helm"),
    package: "helm.sh/helm/v3/cmd/helm",
    variables: {
      "helm.sh/helm/v3/internal/version.version": `v${helmPin.version}`,
      // Helm's Makefile takes the Kubernetes version that charts see by default from its client-go, v0.37.
      "helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor": "1",
      "helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor": "37",
      "helm.sh/helm/v3/pkg/lint/rules.k8sVersionMajor": "1",
      "helm.sh/helm/v3/pkg/lint/rules.k8sVersionMinor": "37",
    },
    duration: "about 2 minutes on 2 cores",
  },
} satisfies ToolRecipe;

/** A Helm that runs, or the reason why there is none. */
export type Helm =
  | { readonly kind: Origin; readonly helm: string; readonly version: string }
  | { readonly kind: "none"; readonly reason: string };

/** Finds Helm 3: on PATH, cached, downloaded or built. A forced choice that cannot be had throws a ToolError. */
export async function ensureHelm(request: ToolRequest): Promise<Helm> {
  const tool = await findTool(helmRecipe, request);
  if (tool.origin === "none") return { kind: "none", reason: tool.tried.join("; ") };
  return { kind: tool.origin, helm: tool.executable, version: tool.version };
}
