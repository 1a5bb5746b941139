import { DatabaseAccount } from "@pulumi/azure-native/cosmosdb/databaseAccount.js";
import { VirtualNetwork } from "@pulumi/azure-native/network/virtualNetwork.js";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { forgetVersionAliases } from "../../components/versionAliases.ts";
import { plainValue } from "../support/runStack.ts";

/** Where the SDK keeps what it has made of a resource's aliases. */
type WithAliases = pulumi.Resource & { readonly __aliases: readonly pulumi.Output<string>[] };

/** The types under which the engine would look for resources that a program makes. */
async function typesAfter(
  prepare: () => void,
  make: () => readonly pulumi.Resource[],
): Promise<readonly (readonly string[])[]> {
  await pulumi.runtime.setMocks(
    { newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) },
    "bulkhead",
    "stamp-eastus",
  );
  let made: readonly pulumi.Resource[] = [];
  await pulumi.runtime.runInPulumiStack(() => {
    prepare();
    made = make();
    return Promise.resolve();
  });
  const urns = made.map((resource) =>
    Promise.all((resource as WithAliases).__aliases.map(plainValue<string>)),
  );
  return (await Promise.all(urns)).map((list) => list.map((urn) => urn?.split("::")[2] ?? ""));
}

const network = (aliases: pulumi.Alias[] = []) =>
  new VirtualNetwork(
    "network",
    { resourceGroupName: "rg", addressSpace: { addressPrefixes: ["10.0.0.0/16"] } },
    { aliases },
  );

describe("aliases of azure-native for versions of its API", () => {
  it("are many as the SDK gives them", async () => {
    const [types = []] = await typesAfter(
      () => undefined,
      () => [network()],
    );
    expect(types.length).to.be.greaterThan(20);
    expect(types).to.include("azure-native:network/v20240101:VirtualNetwork");
  });

  it("are forgotten, and those of a renamed module are not", async () => {
    const [ofNetwork, ofAccount] = await typesAfter(forgetVersionAliases, () => [
      network(),
      new DatabaseAccount("account", {
        resourceGroupName: "rg",
        databaseAccountOfferType: "Standard",
        locations: [],
      }),
    ]);
    expect(ofNetwork).to.deep.equal([]);
    expect(ofAccount).to.deep.equal(["azure-native:documentdb:DatabaseAccount"]);
  });

  it("leave the program's own aliases alone, even to such a type", async () => {
    const own = { type: "azure-native:network/v20240101:VirtualNetwork", name: "before" };
    const [types] = await typesAfter(forgetVersionAliases, () => [network([own, { name: "earlier" }])]);
    expect(types).to.deep.equal([own.type, "azure-native:network:VirtualNetwork"]);
  });

  it("are forgotten below components, too", async () => {
    const component = (): pulumi.Resource[] => {
      const parent = new pulumi.ComponentResource("test:index:Parent", "parent");
      return [
        new VirtualNetwork(
          "inner",
          { resourceGroupName: "rg", addressSpace: { addressPrefixes: [] } },
          { parent },
        ),
      ];
    };
    expect(await typesAfter(forgetVersionAliases, component)).to.deep.equal([[]]);
  });
});
