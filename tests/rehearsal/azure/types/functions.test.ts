import { expect } from "chai";
import { parse } from "yaml";
import { ArmError } from "../../../../rehearsal/azure/errors.ts";
import { textAt } from "../../../../lib/properties.ts";
import { functionOf } from "../../../../rehearsal/azure/types/functions.ts";
import { UnknownTypeError } from "../../../../rehearsal/azure/types/index.ts";
import { toTokenKubeconfig } from "../../../../lib/kubeconfig.ts";
import { newClusterKit } from "../clusterKit.ts";
import { newKit } from "../kit.ts";

const credentials = "azure-native:containerservice:listManagedClusterUserCredentials";

describe("rehearsal/azure: functions", () => {
  it("tells who deploys", async () => {
    const { view } = (await newKit()).subscription;
    const config = functionOf("azure-native:authorization:getClientConfig")(view, {});
    expect(config).to.include({ subscriptionId: view.subscriptionId, tenantId: view.tenantId });
    expect(config["objectId"]).to.match(/^[0-9a-f-]{36}$/);
    expect(functionOf("azure-native:authorization/v20220401:getClientConfig")(view, {})).to.deep.equal(
      config,
    );
  });

  it("hands out a kubeconfig that asks kubelogin for a token, with the private name as server", async () => {
    const kit = await newClusterKit();
    const { outputs } = await kit.create("containerservice:ManagedCluster", kit.cluster);
    const args = { resourceGroupName: "rg-test", resourceName: "aks", format: "exec" };
    const result = functionOf(credentials)(kit.subscription.view, args);
    expect(textAt(result, "kubeconfigs[].name")).to.equal("clusterUser");
    const text = Buffer.from(textAt(result, "kubeconfigs[].value") ?? "", "base64").toString("utf8");
    const config = parse(text) as { clusters: { cluster: Record<string, string> }[] };
    expect(config.clusters[0]?.cluster["server"]).to.equal(`https://${String(outputs["privateFQDN"])}:443`);
    expect(
      Buffer.from(config.clusters[0]?.cluster["certificate-authority-data"] ?? "", "base64").toString(),
    ).to.match(/^-----BEGIN CERTIFICATE-----/);
    expect(toTokenKubeconfig(text)).to.contain("--server-id");
    const plain = functionOf(credentials)(kit.subscription.view, { ...args, format: "azure" });
    expect(Buffer.from(textAt(plain, "kubeconfigs[].value") ?? "", "base64").toString()).to.contain(
      "auth-provider",
    );
    expect(() => functionOf(credentials)(kit.subscription.view, { ...args, serverFqdn: "public" }))
      .to.throw(ArmError)
      .with.property("code", "KubeConfigError");
  });

  it("hands out nothing where users have client certificates", async () => {
    const kit = await newKit();
    await kit.create("containerservice:ManagedCluster", {
      resourceName: "simple",
      location: "eastus",
      dnsPrefix: "simple",
      identity: { type: "SystemAssigned" },
      agentPoolProfiles: [{ name: "system", mode: "System", vmSize: "Standard_D4ds_v5", count: 2 }],
    });
    expect(() =>
      functionOf(credentials)(kit.subscription.view, {
        resourceGroupName: "rg-test",
        resourceName: "simple",
      }),
    )
      .to.throw(ArmError)
      .with.property("code", "KubeConfigError");
  });

  it("refuses a cluster that is not there and a function that is not known", async () => {
    const { view } = (await newKit()).subscription;
    expect(() => functionOf(credentials)(view, { resourceGroupName: "rg-test", resourceName: "none" }))
      .to.throw(ArmError)
      .with.property("code", "ResourceNotFound");
    expect(() => functionOf("azure-native:storage:listStorageAccountKeys")).to.throw(
      UnknownTypeError,
      "listStorageAccountKeys",
    );
  });
});
