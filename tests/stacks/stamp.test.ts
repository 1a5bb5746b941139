import { expect } from "chai";
import { UserError } from "../../config/userError.ts";
import { stampContractSchema } from "../../contracts/stamp.ts";
import { checkName } from "../../lib/names.ts";
import { resourceTypeOf } from "../../lib/resourceTypes.ts";
import { runStack, type StackRun } from "../support/runStack.ts";
import { globalContract, globalRun, ofType, runStamp, stampRun } from "../support/stacks.ts";

const inventory = ({ resources }: StackRun): string[] =>
  resources.map(({ type, name }) => `${type} ${name}`).sort();

describe("stamp stack", function () {
  let run: StackRun;
  before(async () => {
    run = await stampRun();
  });

  it("promises a contract that the schema accepts", () => {
    const contract = stampContractSchema.parse(run.contract);
    expect(contract).to.deep.include({
      stack: "stamp-eastus",
      location: "eastus",
      resourceGroupName: "rg-bulkhead-eus",
    });
    expect(contract.firewall.privateIp).to.equal("10.10.15.68");
    expect(contract.origin).to.deep.include({ name: "cfdo-bulkhead-eus", enabled: true, weight: 500 });
  });

  it("registers the same resources in a preview of the first deployment", async () => {
    const preview = await runStamp("stamp-eastus", { preview: true });
    expect(inventory(preview)).to.deep.equal(inventory(run));
  });

  it("differs from another stamp in names, addresses, region and hours only", async () => {
    const other = await stampRun("stamp-westeurope");
    expect(inventory(other).map(neutral)).to.deep.equal(inventory(run).map(neutral));

    const shape = ({ resources }: StackRun): string[] =>
      resources.map((resource) => neutral(JSON.stringify(neutralWindows(resource.inputs)))).sort();
    expect(shape(other)).to.deep.equal(shape(run));
  });

  it("never carries a name of Azure's own making, nor one that Azure would refuse", async () => {
    const names = new Set<string>();
    for (const stack of [await globalRun(), run, await stampRun("stamp-westeurope")]) {
      for (const { type, name, inputs } of stack.resources) {
        const info = resourceTypeOf(type);
        if (info === undefined) continue;
        const armName = inputs[info.names.at(-1) ?? ""];
        expect(armName, `${type} ${name}`).to.be.a("string");
        expect(checkName(info.arm, String(armName)), `${type} ${name}`).to.equal(undefined);
        const parents = info.names.map((key) => String(inputs[key]));
        names.add([type, inputs["resourceGroupName"], inputs[info.scopeInput ?? ""], ...parents].join("|"));
      }
    }
    const total = [await globalRun(), run, await stampRun("stamp-westeurope")]
      .flatMap(({ resources }) => resources)
      .filter(({ type }) => resourceTypeOf(type) !== undefined).length;
    expect(names.size).to.equal(total);
  });

  it("keeps every resource below a component of its own domain", () => {
    for (const { type, name, parent, custom } of run.resources) {
      if (!custom || !type.startsWith("azure-native:") || type.endsWith(":ResourceGroup")) continue;
      expect(parent.split("::")[2], name).to.match(
        /^(.*\$)?bulkhead:(network|edge|cluster|data|identity|observability|governance|operations):[A-Z]/,
      );
    }
  });

  it("protects nothing: a stamp may be destroyed at any time", () => {
    expect(run.resources.filter((resource) => resource.protect)).to.deep.equal([]);
  });

  it("tags what takes tags with its own stack", () => {
    for (const type of [
      "resources:ResourceGroup",
      "network:VirtualNetwork",
      "containerservice:ManagedCluster",
      "keyvault:Vault",
    ]) {
      for (const resource of ofType(run, type)) {
        expect(resource.inputs["tags"], resource.name).to.deep.equal({
          workload: "bulkhead",
          stack: "stamp-eastus",
        });
      }
    }
  });

  it("says what to run when the global stack is not deployed", async () => {
    const failure = await failureOf(runStack("stamp-eastus"));
    expect(failure).to.be.instanceOf(UserError);
    expect(failure.message).to.equal(
      "Stack 'global' has no contract: it is not deployed, or not completely. Run `pulumi up -s global` first.",
    );
  });

  it("names both versions when the global stack speaks another one", async () => {
    const contract = { ...(await globalContract()), version: 2 };
    const failure = await failureOf(runStack("stamp-eastus", { contracts: { global: contract } }));
    expect(failure.message).to.match(/version 2 .* version 1/);
  });

  it("stops when the firewall did not take the address that all routes lead to", async () => {
    const failure = await failureOf(
      runStamp("stamp-eastus", {
        answer: ({ type }, usual) =>
          type === "azure-native:network:AzureFirewall"
            ? { ...usual, ipConfigurations: [{ name: "address-1", privateIPAddress: "10.10.15.69" }] }
            : usual,
      }),
    );
    expect(failure.message).to.contain("took the address 10.10.15.69, and all routes lead to 10.10.15.68");
  });
});

/** Takes out what tells two stamps apart. */
function neutral(text: string): string {
  return text
    .replaceAll(/stamp-(eastus|westeurope)/g, "stamp-REGION")
    .replaceAll(/(?<=\b|_)(eastus|westeurope)\b/g, "REGION")
    .replaceAll(/\b(East US|West Europe)\b/g, "REGION")
    .replaceAll(/(?<=[-.])(eus|we)\b/g, "CODE")
    .replaceAll(/(?<=\bstbh[a-z]{3,4})(eus|we)(?=x{5}\b)/g, "CODE")
    .replaceAll(/\b10\.10\.\d+\.\d+\b/g, "ADDRESS")
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, "HASH");
}

/** The hours of maintenance are meant to differ. */
function neutralWindows(inputs: Record<string, unknown>): Record<string, unknown> {
  return inputs["maintenanceWindow"] === undefined ? inputs : { ...inputs, maintenanceWindow: "WINDOW" };
}

async function failureOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("It did not fail.");
}
