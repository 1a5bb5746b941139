import versions from "./data/toolchain.json" with { type: "json" };

/** Hosts from which a starting machine fetches its tools; the mirrors of Ubuntu are a rule of their own. */
export const toolHosts: readonly string[] = [
  "packages.microsoft.com",
  // `az aks install-cli`: kubectl, and kubelogin with the look-up of its latest release.
  "dl.k8s.io",
  "cdn.dl.k8s.io",
  "api.github.com",
  "github.com",
  "objects.githubusercontent.com",
  "release-assets.githubusercontent.com",
  "get.helm.sh",
  "get.pulumi.com",
  "nodejs.org",
];

/** A file of cloud-init, with its text. */
export interface BootFile {
  readonly path: string;
  /** "0755" */
  readonly permissions: string;
  readonly content: string;
}

/** What a machine does when it starts for the first time. */
export interface BootSteps {
  readonly files: readonly BootFile[];
  readonly commands: readonly string[];
}

/** The tools of people and agents; each archive is checked against the list of hashes published beside it. */
export const toolSteps: BootSteps = {
  files: [
    {
      path: "/usr/local/sbin/install-tools",
      permissions: "0755",
      content: `#!/bin/bash
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
install -d /etc/apt/keyrings
curl -fsSL https://packages.microsoft.com/keys/microsoft.asc | gpg --dearmor > /etc/apt/keyrings/microsoft.gpg
. /etc/os-release
echo "deb [arch=amd64 signed-by=/etc/apt/keyrings/microsoft.gpg] https://packages.microsoft.com/repos/azure-cli/ $VERSION_CODENAME main" > /etc/apt/sources.list.d/azure-cli.list
apt-get update
apt-get install -y azure-cli buildah jq unzip
az aks install-cli
work=$(mktemp -d)
cd "$work"
fetch() { # base, archive, list of hashes
  curl -fsSLO "$1/$2"
  curl -fsSL "$1/$3" | grep -F " $2" > hashes
  sha256sum --check --strict hashes
}
fetch https://get.helm.sh helm-v${versions.helm}-linux-amd64.tar.gz helm-v${versions.helm}-linux-amd64.tar.gz.sha256sum
tar -xzf helm-v${versions.helm}-linux-amd64.tar.gz
install linux-amd64/helm /usr/local/bin/helm
fetch https://nodejs.org/dist/v${versions.node} node-v${versions.node}-linux-x64.tar.xz SHASUMS256.txt
tar -xJf node-v${versions.node}-linux-x64.tar.xz --strip-components 1 -C /usr/local
fetch https://get.pulumi.com/releases/sdk pulumi-v${versions.pulumi}-linux-x64.tar.gz pulumi-${versions.pulumi}-checksums.txt
tar -xzf pulumi-v${versions.pulumi}-linux-x64.tar.gz
install pulumi/* /usr/local/bin/
rm -rf "$work"
`,
    },
  ],
  commands: ["/usr/local/sbin/install-tools"],
};

/**
 * Custom data of a machine, as cloud-init reads it. JSON is YAML: nothing in a file's text can change the structure.
 *
 * @returns undefined where there is nothing to do.
 */
export function cloudConfig(steps: readonly BootSteps[]): string | undefined {
  if (steps.length === 0) return undefined;
  const config = {
    write_files: steps.flatMap(({ files }) => files.map((file) => ({ ...file, owner: "root:root" }))),
    runcmd: steps.flatMap(({ commands }) => commands.map((command) => [command])),
  };
  return `#cloud-config\n${JSON.stringify(config, undefined, 1)}\n`;
}
