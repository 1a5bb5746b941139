/** The parts of a Kubernetes control plane and the checkers of manifests: built from pinned Go modules. */
import * as path from "node:path";
import { requireTool, type ToolRecipe, type ToolRequest } from "../engine/tool.ts";

/** The control plane's version: that of the minor a new stamp has by default. */
export const kubernetesVersion = "1.36.3";
/** The etcd that Kubernetes 1.36 is released with (k8s.io/kubernetes build/dependencies.yaml, "etcd"). */
const etcdVersion = "3.6.8";
const kwokVersion = "0.8.0";
const kubeconformVersion = "0.7.0";
const kubeScoreVersion = "1.20.0";

const folder = (name: string): string => path.join(import.meta.dirname, "gomod", name);

const [major = "", minor = ""] = kubernetesVersion.split(".");

/** What the linker writes into Kubernetes' commands, as its own hack/lib/version.sh does. */
const versionVariables = Object.fromEntries(
  ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].flatMap((place) => [
    [`${place}.gitVersion`, `v${kubernetesVersion}`],
    [`${place}.gitMajor`, major],
    [`${place}.gitMinor`, minor],
  ]),
) as Record<string, string>;

const kubernetes = (name: string, versionArguments: readonly string[], duration: string): ToolRecipe => ({
  name,
  pin: { version: kubernetesVersion, minimum: `${major}.${minor}.0` },
  versionArguments,
  module: {
    folder: folder("kubernetes"),
    package: `k8s.io/kubernetes/cmd/${name}`,
    variables: versionVariables,
    duration,
  },
});

/** Durations were measured on 2 cores with nothing cached. */
export const recipes = {
  apiServer: kubernetes("kube-apiserver", ["--version"], "about 7 minutes on 2 cores"),
  controllerManager: kubernetes("kube-controller-manager", ["--version"], "about 2 minutes on 2 cores"),
  scheduler: kubernetes("kube-scheduler", ["--version"], "seconds after the API server"),
  kubectl: kubernetes("kubectl", ["version", "--client"], "seconds after the API server"),
  etcd: {
    name: "etcd",
    pin: { version: etcdVersion, minimum: "3.5.21" },
    versionArguments: ["--version"],
    module: {
      folder: folder("etcd"),
      package: "go.etcd.io/etcd/server/v3",
      variables: {},
      duration: "under a minute on 2 cores",
    },
  },
  kwok: {
    name: "kwok",
    pin: { version: kwokVersion, minimum: kwokVersion },
    versionArguments: ["--version"],
    module: {
      folder: folder("kwok"),
      package: "sigs.k8s.io/kwok/cmd/kwok",
      variables: { "sigs.k8s.io/kwok/pkg/consts.Version": `v${kwokVersion}` },
      duration: "about 90 seconds on 2 cores",
    },
  },
  kubeconform: {
    name: "kubeconform",
    pin: { version: kubeconformVersion, minimum: kubeconformVersion },
    versionArguments: ["-v"],
    module: {
      folder: folder("kubeconform"),
      package: "github.com/yannh/kubeconform/cmd/kubeconform",
      variables: { "main.version": `v${kubeconformVersion}` },
      duration: "seconds",
    },
  },
  kubeScore: {
    name: "kube-score",
    pin: { version: kubeScoreVersion, minimum: kubeScoreVersion },
    versionArguments: ["version"],
    module: {
      folder: folder("kube-score"),
      package: "github.com/zegl/kube-score/cmd/kube-score",
      variables: { "main.version": kubeScoreVersion },
      duration: "under a minute on 2 cores",
    },
  },
} satisfies Readonly<Record<string, ToolRecipe>>;

export type ClusterToolName = keyof typeof recipes;

/**
 * Finds or builds tools, one after the other: each build takes the whole machine.
 *
 * @throws Error that says, for each tool that cannot be had, what was tried.
 */
export async function ensureTools<Name extends ClusterToolName>(
  names: readonly Name[],
  request: Pick<ToolRequest, "report">,
): Promise<Record<Name, string>> {
  const executables: [Name, string][] = [];
  for (const name of names) executables.push([name, await requireTool(recipes[name], request)]);
  return Object.fromEntries(executables) as Record<Name, string>;
}
