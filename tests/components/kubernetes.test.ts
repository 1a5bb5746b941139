import { expect } from "chai";
import type { StackRun } from "../support/runStack.ts";
import { dependencyNames, input, named, ofType, only, runStamp, stampRun } from "../support/stacks.ts";
import { releasesOf } from "../support/releases.ts";

const acme = {
  issuer: "acme",
  acme: {
    email: "platform@example.com",
    dnsZoneId: "/subscriptions/s-dns/resourceGroups/rg-dns/providers/Microsoft.Network/dnsZones/example.com",
  },
};
const registry = "crbhglxxxxx.azurecr.io";
const names = (run: StackRun) => [...releasesOf(run).keys()].sort();
const release = (run: StackRun, name: string) =>
  releasesOf(run).get(name) ?? expect.fail(`no release ${name}`);
const runs = new Map<string, Promise<StackRun>>();
/** A stamp with other values; runs that tests share are made once. */
function withValues(values: Record<string, unknown>): Promise<StackRun> {
  const key = JSON.stringify(values);
  const run = runs.get(key) ?? runStamp("stamp-eastus", { values });
  runs.set(key, run);
  return run;
}
/** Most of what can be chosen otherwise, in one stamp. */
const otherwise = {
  cluster: { features: { secretsStoreAddOn: true }, apiServer: { access: "vnetIntegration" } },
  secretsStore: { identity: "kubelet" },
  workload: { networkPolicy: { external: "names" } },
  firewall: { allowedHosts: ["api.example.com"] },
};

describe("what runs in the cluster", function () {
  let run: StackRun;
  before(async () => {
    run = await stampRun();
  });

  it("uses a provider that asks for tokens, and neither forgets nor passes over an unreachable cluster", () => {
    const provider = named(run, "kubernetes");
    expect(provider.inputs).to.include({ deleteUnreachable: "false" });
    expect(provider.inputs).not.to.have.property("skipUpdateUnreachable");
    expect(provider.inputs["clusterIdentifier"]).to.match(/managedClusters\/aks-bulkhead-eus$/);
    expect(provider.inputs["kubeconfig"]).to.contain("azurecli");
    expect(dependencyNames(provider)).to.include("cluster-cluster");
  });

  it("makes namespaces and definitions first, then drivers, then the gateway and the workload", () => {
    expect(names(run)).to.deep.equal([
      "csi-secrets-store",
      "gateway",
      "gateway-api",
      "namespaces",
      "workload",
    ]);
    for (const name of ["namespaces", "gateway-api", "csi-secrets-store"])
      expect(dependencyNames(release(run, name)), name).to.include("cluster-pool-workload");
    const platform = ["platform-namespaces", "platform-gateway-api", "platform-secrets-store"];
    expect(dependencyNames(release(run, "gateway"))).to.include.members([
      ...platform,
      "gateway-identity-credential",
      "gateway-identity-right",
      "certificates-connection-records",
    ]);
    expect(dependencyNames(release(run, "workload"))).to.include.members([
      ...platform,
      "workload-identities-catalog-api-credential",
      "workload-identities-catalog-api-reads-api-key",
      "workload-identities-catalog-api-writes-database",
      "cosmos-connection-records",
      "keyvault-connection-records",
      "vault-api-key",
    ]);
    for (const { provider } of releasesOf(run).values()) expect(provider).to.contain("kubernetes");
  });

  it("rolls every release back that fails", () => {
    for (const [name, { inputs }] of releasesOf(run)) expect(inputs, name).to.include({ atomic: true });
  });

  it("takes charts of others from our own registry, in a pinned version", () => {
    expect(release(run, "csi-secrets-store").inputs).to.include({
      chart: `oci://${registry}/helm/csi-secrets-store-provider-azure`,
      version: "1.8.2",
      namespace: "kube-system",
    });
    const text = JSON.stringify(release(run, "csi-secrets-store").inputs["values"]);
    const images = [...text.matchAll(/"repository":"([^"]+)"/g)].map(([, image]) => image);
    expect(images).to.have.length(5);
    for (const image of images) expect(image).to.satisfy((name: string) => name.startsWith(`${registry}/`));
  });

  it("never installs the driver beside the add-on", async () => {
    const addOn = await withValues(otherwise);
    expect(names(addOn)).to.deep.equal(["gateway", "gateway-api", "namespaces", "workload"]);
    expect(
      input(
        only(addOn, "containerservice:ManagedCluster"),
        "addonProfiles.azureKeyvaultSecretsProvider.enabled",
      ),
    ).to.equal(true);
    const usual = only(run, "containerservice:ManagedCluster");
    expect(input(usual, "addonProfiles.azureKeyvaultSecretsProvider.enabled")).not.to.equal(true);
  });

  it("lets the driver write Kubernetes secrets only for a certificate from the vault", async () => {
    const sync = (of: StackRun) =>
      input(release(of, "csi-secrets-store"), "values.secrets-store-csi-driver.syncSecret.enabled");
    expect(sync(run)).to.equal(true);
    expect(sync(await withValues({ gateway: { protocol: "http" } }))).to.equal(false);
    expect(sync(await withValues({ certificate: acme, secretsStore: { rotationPollMinutes: 1 } }))).to.equal(
      false,
    );
  });

  it("polls the vault as often as configured", async () => {
    const fast = await withValues({ certificate: acme, secretsStore: { rotationPollMinutes: 1 } });
    expect(
      input(release(fast, "csi-secrets-store"), "values.secrets-store-csi-driver.rotationPollInterval"),
    ).to.equal("1m");
  });

  it("gives the gateway the certificate's vault, in which nothing else is, and no other right", () => {
    const vault = named(run, "certificates-vault");
    const runtime = named(run, "vault-vault");
    expect(input(release(run, "gateway"), "values.vault.name")).to.equal(vault.inputs["vaultName"]);
    expect(input(release(run, "workload"), "values.vault.name")).to.equal(runtime.inputs["vaultName"]);
    expect(ofType(run, "keyvault:Secret").map(({ inputs }) => inputs["vaultName"])).not.to.include(
      vault.inputs["vaultName"],
    );
    const rights = ofType(run, "authorization:RoleAssignment").filter(({ name }) =>
      name.startsWith("gateway-"),
    );
    expect(rights.map(({ name }) => name)).to.deep.equal(["gateway-identity-right"]);
    expect(rights[0]?.inputs["scope"]).to.match(new RegExp(`/vaults/${String(vault.inputs["vaultName"])}$`));
    expect(vault.inputs["properties"]).to.deep.include({
      publicNetworkAccess: "Disabled",
      enableRbacAuthorization: true,
    });
  });

  it("trusts exactly the service accounts that the charts make", () => {
    const subjects = ofType(run, "managedidentity:FederatedIdentityCredential").map(
      ({ inputs }) => inputs["subject"],
    );
    expect(subjects.sort()).to.deep.equal([
      "system:serviceaccount:gateway:gateway",
      "system:serviceaccount:workload:background-worker",
      "system:serviceaccount:workload:catalog-api",
      "system:serviceaccount:workload:health-service",
    ]);
    expect(input(release(run, "gateway"), "values.identity.serviceAccount")).to.equal("gateway");
  });

  it("asks for the private link service that the origin expects", () => {
    const annotations = input(release(run, "gateway"), "values.service.annotations") as Record<
      string,
      string
    >;
    const prefix = "service.beta.kubernetes.io/azure-pls-";
    const id = input(named(run, "api-origin-origin"), "sharedPrivateLinkResource.privateLink.id");
    expect(id).to.match(
      new RegExp(
        `/resourceGroups/${annotations[`${prefix}resource-group`]}/.*/privateLinkServices/${annotations[`${prefix}name`]}$`,
      ),
    );
    expect(dependencyNames(named(run, "api-origin-origin"))).to.include("gateway-release");
    expect(input(release(run, "gateway"), "values.certificate.hostName")).to.equal(
      input(named(run, "api-origin-origin"), "hostName"),
    );
  });

  it("replaces pods when what they are told changes, without telling what it is", async () => {
    const versioned = (version: string) =>
      runStamp("stamp-eastus", {
        answer: ({ type, inputs }, usual) =>
          type === "azure-native:keyvault:Secret"
            ? {
                ...usual,
                properties: {
                  secretUriWithVersion: `https://kv/${String(inputs["secretName"])}/${inputs["secretName"] === "Api-Key" ? version : 1}`,
                },
              }
            : usual,
      });
    const told = (of: StackRun, id: string) =>
      input(release(of, "workload"), `values.components.${id}.configuration`) as string;
    const [first, second] = [await versioned("one"), await versioned("two")];
    expect(told(first, "catalog-api")).to.contain("https://kv/Api-Key/one");
    expect(told(first, "catalog-api")).not.to.equal(told(second, "catalog-api"));
    expect(told(first, "background-worker")).to.equal(told(second, "background-worker"));
    expect(JSON.stringify(release(first, "workload").inputs)).not.to.match(/"(result|apiKey|value)":/);
  });

  describe("with certificates by ACME", () => {
    let automatic: StackRun;
    before(async () => {
      automatic = await withValues({ certificate: acme, secretsStore: { rotationPollMinutes: 1 } });
    });

    it("installs cert-manager from our registry, which may change the zone and nothing else", () => {
      const installed = release(automatic, "cert-manager");
      expect(installed.inputs).to.include({
        chart: `oci://${registry}/helm/cert-manager`,
        version: "v1.21.1",
        namespace: "cert-manager",
      });
      expect(dependencyNames(installed)).to.include("platform-namespaces");
      expect(input(release(automatic, "namespaces"), "values.namespaces")).to.include("cert-manager");
      const rights = ofType(automatic, "authorization:RoleAssignment").filter(({ name }) =>
        name.startsWith("cert-manager-"),
      );
      expect(rights.map(({ inputs }) => inputs["scope"])).to.deep.equal([acme.acme.dnsZoneId]);
      const text = JSON.stringify(installed.inputs["values"]);
      const images = [...text.matchAll(/"repository":"([^"]+)"/g)].map(([, image]) => image ?? "");
      expect(images).to.have.length(5);
      for (const image of images) expect(image.startsWith(`${registry}/jetstack/`), image).to.equal(true);
    });

    it("tells the gateway the authority and the zone, and opens the authority in the firewall", () => {
      expect(input(release(automatic, "gateway"), "values.certificate")).to.deep.include({
        issuer: "acme",
        acme: {
          server: "https://acme-v02.api.letsencrypt.org/directory",
          email: "platform@example.com",
          zone: { name: "example.com", resourceGroup: "rg-dns", subscriptionId: "s-dns" },
          clientId: input(release(automatic, "cert-manager"), "values.serviceAccount.annotations")?.[
            "azure.workload.identity/client-id" as never
          ],
        },
      });
      const rules = JSON.stringify(ofType(automatic, "network:FirewallPolicyRuleCollectionGroup"));
      expect(rules).to.contain("acme-v02.api.letsencrypt.org");
      const usual = JSON.stringify(ofType(run, "network:FirewallPolicyRuleCollectionGroup"));
      expect(usual).not.to.contain("letsencrypt");
    });
  });

  it("speaks HTTP in development only where Front Door sends nothing", async () => {
    const plain = await withValues({ gateway: { protocol: "http" } });
    expect(input(release(plain, "gateway"), "values.service.port")).to.equal(80);
    expect(input(release(plain, "workload"), "values.gateway.listener")).to.equal("http");
    expect(named(plain, "api-origin-origin").inputs["enabledState"]).to.equal("Disabled");
    expect(named(run, "api-origin-origin").inputs["enabledState"]).to.equal("Enabled");
    const ports = ofType(plain, "network:NetworkSecurityGroup")
      .flatMap(({ inputs }) => inputs["securityRules"] as Record<string, string>[])
      .filter((rule) => rule["name"]?.startsWith("allow-origin"))
      .map((rule) => rule["destinationPortRange"]);
    expect(new Set(ports)).to.deep.equal(new Set(["80"]));
  });

  it("lets the nodes read the vault for all only when told so", async () => {
    expect(input(release(run, "workload"), "values.identity.kind")).to.equal("workload");
    const kubelet = await withValues(otherwise);
    const identity = input(release(kubelet, "workload"), "values.identity") as Record<string, string>;
    expect(identity["kind"]).to.equal("kubelet");
    const nodes = named(kubelet, "identities-kubelet");
    expect(identity["kubeletClientId"]).to.equal(
      input(only(kubelet, "containerservice:ManagedCluster"), "identityProfile.kubeletidentity.clientId"),
    );
    expect(nodes.inputs["resourceName"]).to.contain("kubelet");
    const rights = ofType(kubelet, "authorization:RoleAssignment").filter(({ name }) =>
      name.startsWith("kubelet-reads-"),
    );
    expect(rights).to.have.length(1);
    expect(rights[0]?.inputs["scope"]).to.match(
      new RegExp(`/vaults/${String(named(kubelet, "vault-vault").inputs["vaultName"])}$`),
    );
  });
});

describe("what pods may reach", function () {
  it("is Microsoft Entra ID by its published ranges, and what the configuration adds", async () => {
    const usual = input(release(await stampRun(), "workload"), "values.network.external");
    expect(usual).to.deep.equal({
      kind: "addresses",
      addresses: ["20.20.32.0/19", "20.190.128.0/18", "20.231.128.0/19", "40.126.0.0/18"],
      names: [],
    });
    const more = await withValues({ workload: { networkPolicy: { ranges: ["198.51.100.0/24"] } } });
    expect(input(release(more, "workload"), "values.network.external.addresses")).to.include(
      "198.51.100.0/24",
    );
  });

  it("is by name what the firewall lets the workload reach, with the cluster's help", async () => {
    const byName = await withValues(otherwise);
    const external = input(release(byName, "workload"), "values.network.external") as { names: string[] };
    expect(external.names).to.include.members(["login.microsoftonline.com", "api.example.com"]);
    expect(external.names).not.to.include("mcr.microsoft.com");
    expect(
      input(only(byName, "containerservice:ManagedCluster"), "networkProfile.advancedNetworking"),
    ).to.deep.equal({ enabled: true, security: { enabled: true, advancedNetworkPolicies: "FQDN" } });
    expect(
      input(only(await stampRun(), "containerservice:ManagedCluster"), "networkProfile.advancedNetworking"),
    ).to.equal(undefined);
  });

  it("includes the API server for the gateway, wherever it is", async () => {
    const ranges = (of: StackRun) => input(release(of, "gateway"), "values.network.apiServer");
    expect(ranges(await stampRun())).to.deep.equal(["10.10.13.128/26", "172.16.0.0/16"]);
    const inside = await withValues(otherwise);
    const subnet = ofType(inside, "network:Subnet").find(
      ({ inputs }) => inputs["subnetName"] === "snet-api-server",
    );
    expect(ranges(inside)).to.deep.equal([subnet?.inputs["addressPrefix"], "172.16.0.0/16"]);
    const outside = await withValues({
      cluster: { apiServer: { access: "public", authorizedIpRanges: ["198.51.100.0/24"] } },
    });
    expect(ranges(outside)).to.deep.equal([]);
  });
});
