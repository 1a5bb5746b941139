/** When an image or a chart is needed: by a stamp that runs, or to build the images of the workload. */
export type Need = "always" | "secretsStore" | "certManager" | "workloadBuild";

/** A container image of somebody else, as the platform's registry has to hold it. */
export interface MirroredImage {
  readonly id: string;
  /** Where the mirroring step takes it from, without tag. */
  readonly source: string;
  /** Its path in the platform's registry: that of the source, below no other folder. */
  readonly repository: string;
  readonly tag: string;
  /** Its publisher moves the tag on, with every repair of what the image is made of. */
  readonly moving?: true;
  readonly need: Need;
  readonly purpose: string;
}

/** A Helm chart of somebody else, kept in the platform's registry as an OCI artifact. */
export interface MirroredChart {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** Address of the chart repository or of the OCI artifact. */
  readonly source: string;
  readonly repository: string;
  readonly need: Need;
  readonly purpose: string;
}

/** Where the versions and paths below were read, and when. */
export const imagesSource =
  "traefik 3.7.13: traefik-helm-chart v41.5.0 of 2026-09-07 names it; secrets store: chart 1.8.2 of 2026-06 (pull request 2042 of " +
  "Azure/secrets-store-csi-driver-provider-azure), image paths as on AKS nodes with provider 1.7.0; cert-manager 1.21.1 of " +
  "2026-08: deploy/charts of its Go module; node and distroless: Dockerfiles of public repositories that name both, found 2026-11-21";
export const imagesDate = "2026-11-21";

const microsoft = (path: string, tag: string, purpose: string): MirroredImage => ({
  id: path.split("/").at(-1) ?? path,
  source: `mcr.microsoft.com/${path}`,
  repository: path,
  tag,
  need: "secretsStore",
  purpose,
});

const certManagerVersion = "v1.21.1";
const certManager = (part: string, purpose: string): MirroredImage => ({
  id: `cert-manager-${part}`,
  source: `quay.io/jetstack/cert-manager-${part}`,
  repository: `jetstack/cert-manager-${part}`,
  tag: certManagerVersion,
  need: "certManager",
  purpose,
});

/** Every image that pods of the platform run, except for those that AKS brings itself. */
export const images = [
  {
    id: "traefik",
    source: "docker.io/library/traefik",
    repository: "library/traefik",
    tag: "v3.7.13",
    need: "always",
    purpose: "The gateway: controller of the Gateway API and proxy in one.",
  },
  microsoft("oss/v2/azure/secrets-store/provider-azure", "v1.8.2", "Fetches secrets from Key Vault."),
  microsoft("oss/v2/kubernetes-csi/secrets-store/driver", "v1.5.6", "Mounts what the provider fetched."),
  microsoft(
    "oss/v2/kubernetes-csi/secrets-store/driver-crds",
    "v1.5.6",
    "Installs the driver's custom resource definitions.",
  ),
  microsoft(
    "oss/v2/kubernetes-csi/csi-node-driver-registrar",
    "v2.14.0",
    "Makes the driver known to the kubelet.",
  ),
  microsoft("oss/v2/kubernetes-csi/livenessprobe", "v2.15.0", "Asks the driver whether it is alive."),
  certManager("controller", "Asks the authority for the gateway's certificate."),
  certManager("webhook", "Checks issuers and certificates."),
  certManager("cainjector", "Gives the webhook its certificate authority."),
  certManager("startupapicheck", "Lets the release wait until the webhook answers."),
  certManager("acmesolver", "Answers HTTP challenges; named by the controller, not used here."),
  {
    id: "node",
    source: "docker.io/library/node",
    repository: "library/node",
    tag: "24-bookworm-slim",
    moving: true,
    need: "workloadBuild",
    purpose: "Installs the workload's packages while its images are built.",
  },
  {
    id: "nodejs24-debian12",
    source: "gcr.io/distroless/nodejs24-debian12",
    repository: "distroless/nodejs24-debian12",
    tag: "nonroot",
    moving: true,
    need: "workloadBuild",
    purpose: "What the workload's images are built on: Node.js without a shell.",
  },
] as const satisfies readonly MirroredImage[];

/** Charts that are installed from the platform's registry. The others are folders of ours under charts/. */
export const charts = [
  {
    id: "secretsStore",
    name: "csi-secrets-store-provider-azure",
    version: "1.8.2",
    source: "https://azure.github.io/secrets-store-csi-driver-provider-azure/charts",
    repository: "helm/csi-secrets-store-provider-azure",
    need: "secretsStore",
    purpose: "Secrets Store CSI driver with its provider for Key Vault.",
  },
  {
    id: "certManager",
    name: "cert-manager",
    version: certManagerVersion,
    source: "oci://quay.io/jetstack/charts/cert-manager",
    repository: "helm/cert-manager",
    need: "certManager",
    purpose: "Certificates by ACME, where the configuration asks for them.",
  },
] as const satisfies readonly MirroredChart[];

export type ImageId = (typeof images)[number]["id"];
export type ChartId = (typeof charts)[number]["id"];

/** An image by its id. @throws RangeError for one that is not in the catalogue. */
export function mirroredImage(id: string): MirroredImage {
  const found = images.find((image) => image.id === id);
  if (found === undefined) throw new RangeError(`No image is called '${id}'.`);
  return found;
}

/** A chart by its id. */
export function mirroredChart(id: ChartId): MirroredChart {
  const found = charts.find((chart) => chart.id === id);
  if (found === undefined) throw new RangeError(`No chart is called '${id}'.`);
  return found;
}
