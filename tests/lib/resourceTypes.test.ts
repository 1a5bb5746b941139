import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { armId, resourceTypeOf, resourceTypes } from "../../lib/resourceTypes.ts";

const sdk = join(import.meta.dirname, "..", "..", "node_modules", "@pulumi", "azure-native");
const group = "/subscriptions/sub/resourceGroups/rg";

describe("resource types", () => {
  it("are types of azure-native whose names are inputs of the SDK", () => {
    for (const info of resourceTypes.values()) {
      const [, module = "", type = ""] = info.token.split(":");
      const file = `${type.slice(0, 1).toLowerCase()}${type.slice(1)}.js`;
      // Acronyms are lower-cased as a whole in file names: AFDOrigin is in afdorigin.js.
      const path = join(
        sdk,
        module,
        file.replace(/^aFD/, "afd").replace(/^afd[A-Z]/, (start) => start.toLowerCase()),
      );
      const source = readFileSync(path, "utf8");
      expect(source).to.contain(`'${info.token}'`);
      for (const input of info.names.filter((name) => !name.startsWith("="))) {
        expect(source, info.token).to.contain(`resourceInputs["${input}"]`);
      }
    }
  });

  it("give ids of ARM's form, parents first", () => {
    const inputs = { resourceGroupName: "rg", virtualNetworkName: "vnet", subnetName: "snet" };
    expect(armId("azure-native:network:Subnet", "sub", inputs)).to.equal(
      `${group}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/snet`,
    );
    expect(armId("azure-native:resources:ResourceGroup", "sub", { resourceGroupName: "rg" })).to.equal(group);
  });

  it("begin in the tenant or in the subscription where there is no group", () => {
    const definition = { scope: "/subscriptions/sub", roleDefinitionId: "guid" };
    expect(armId("azure-native:authorization:RoleDefinition", "sub", definition)).to.equal(
      "/subscriptions/sub/providers/Microsoft.Authorization/roleDefinitions/guid",
    );
    const scopes = [...resourceTypes.values()].filter(
      ({ scope }) => scope === "tenant" || scope === "subscription",
    );
    for (const { token, arm, names, scope } of scopes) {
      const inputs = Object.fromEntries(names.map((name) => [name, "x"]));
      const id = armId(token, "sub", { ...inputs, resourceGroupName: "rg" });
      if (arm === "Microsoft.Resources/resourceGroups") continue;
      const start = scope === "tenant" ? "/providers/" : "/subscriptions/sub/providers/";
      expect(id, token).to.match(new RegExp(`^${start}${arm.split("/")[0] ?? ""}/[A-Za-z]`));
    }
  });

  it("put extension resources behind the id of what they extend", () => {
    const inputs = { scope: `${group}/`, roleAssignmentName: "guid" };
    expect(armId("azure-native:authorization:RoleAssignment", "sub", inputs)).to.equal(
      `${group}/providers/Microsoft.Authorization/roleAssignments/guid`,
    );
  });

  it("know names that are fixed and types without a name", () => {
    const account = { resourceGroupName: "rg", accountName: "st" };
    const storage = `${group}/providers/Microsoft.Storage/storageAccounts/st`;
    const blob = { ...account, containerName: "pages", blobName: "sorry.html" };
    expect(armId("azure-native:storage:Blob", "sub", blob)).to.equal(
      `${storage}/blobServices/default/containers/pages/blobs/sorry.html`,
    );
    expect(armId("azure-native:storage:StorageAccountStaticWebsite", "sub", account)).to.equal(
      `${storage}/staticWebsite`,
    );
  });

  it("refuse unknown tokens and missing names", () => {
    expect(resourceTypeOf("azure-native:web:WebApp")).to.equal(undefined);
    expect(() => armId("azure-native:web:WebApp", "sub", {})).to.throw(
      RangeError,
      "is not a type that Bulkhead uses",
    );
    const inputs = { resourceGroupName: "rg", vaultName: 7 };
    expect(() => armId("azure-native:keyvault:Vault", "sub", inputs)).to.throw(
      RangeError,
      "has no vaultName",
    );
    expect(() => armId("azure-native:keyvault:Vault", "sub", { vaultName: "kv" })).to.throw(
      RangeError,
      "no resourceGroupName",
    );
  });
});
