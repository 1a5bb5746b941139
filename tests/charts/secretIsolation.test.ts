import { expect } from "chai";
import { parse } from "yaml";
import { roles } from "../../lib/roles.ts";
import { workloadComponents, type ComponentId } from "../../lib/workload/components.ts";
import { at, nameOf, ofKind, renderedReleases } from "../support/releases.ts";
import type { StackRun } from "../support/runStack.ts";
import { named, ofType, stampRun } from "../support/stacks.ts";
import type { Properties } from "../../lib/properties.ts";

const ids = Object.keys(workloadComponents) as ComponentId[];

/** The principal of each component, as the roles that only it has name it. */
function principalOf(run: StackRun, identity: string): string {
  const first = ofType(run, "authorization:RoleAssignment").find(({ name }) => name.startsWith(identity));
  return String((first ?? expect.fail(`no role of ${identity}`)).inputs["principalId"]);
}

/** Which roles of Azure let their holder read secrets of a vault, of those that this program gives to anybody. */
const readers: readonly string[] = [roles.keyVaultSecretsUser, roles.keyVaultSecretsOfficer];

/** Whether a principal may read a secret: by a role on it, or on anything that it is within. */
function mayRead(run: StackRun, principal: string, secret: string): boolean {
  return ofType(run, "authorization:RoleAssignment").some(
    ({ inputs }) =>
      inputs["principalId"] === principal &&
      readers.some((role) => String(inputs["roleDefinitionId"]).endsWith(role)) &&
      `${secret}/`.startsWith(`${String(inputs["scope"])}/`),
  );
}

describe("secrets of the workload, from the classes that mount them and the roles that open them", function () {
  let run: StackRun;
  let rendered: Properties[];
  let secrets: ReadonlyMap<string, string>;
  before(async () => {
    run = await stampRun();
    rendered = (await renderedReleases(run)).get("workload") ?? [];
    const all = ofType(run, "keyvault:Secret").map(({ inputs }): [string, string] => [
      String(inputs["secretName"]),
      `/subscriptions/${subscription()}/resourceGroups/${String(inputs["resourceGroupName"])}/providers/Microsoft.KeyVault/vaults/${String(inputs["vaultName"])}/secrets/${String(inputs["secretName"])}`,
    ]);
    secrets = new Map(all);
  });
  const subscription = (): string =>
    String(ofType(run, "authorization:RoleAssignment")[0]?.inputs["scope"]).split("/")[2] ?? "";
  const mounted = (id: ComponentId): string[] => {
    const secretClass = ofKind(rendered, "SecretProviderClass").find((item) => nameOf(item) === id);
    const { array } = parse(at(secretClass, "spec.parameters.objects") as string) as { array: string[] };
    return array.map((entry) => (parse(entry) as { objectName: string }).objectName);
  };

  for (const id of ids) {
    it(`${id} reads what it mounts, and nothing else, whatever somebody writes into its class`, () => {
      const principal = principalOf(run, `workload-identities-${id}-`);
      const readable = [...secrets]
        .filter(([, armId]) => mayRead(run, principal, armId))
        .map(([name]) => name);
      expect(readable.sort()).to.deep.equal(mounted(id).sort());
      expect(readable.length).to.be.greaterThan(0).and.lessThan(secrets.size);
    });
  }

  it("each is mounted by somebody, and the API key by the catalog alone", () => {
    expect([...new Set(ids.flatMap(mounted))].sort()).to.deep.equal([...secrets.keys()].sort());
    const key = secrets.get("Api-Key") ?? expect.fail("no API key");
    const mayReadKey = ids.filter((id) => mayRead(run, principalOf(run, `workload-identities-${id}-`), key));
    expect(mayReadKey).to.deep.equal(["catalog-api"]);
  });

  it("are closed to the gateway and to the nodes, and no two components are the same principal", () => {
    const gateway = principalOf(run, "gateway-identity-");
    const kubelet = principalOf(run, "identities-pulls");
    for (const secret of secrets.values())
      for (const principal of [gateway, kubelet])
        expect(mayRead(run, principal, secret), secret).to.equal(false);
    const principals = ids.map((id) => principalOf(run, `workload-identities-${id}-`));
    expect(new Set([...principals, gateway, kubelet]).size).to.equal(ids.length + 2);
  });

  it("are asked for by the component's own identity, which trusts the component's own service account", () => {
    for (const id of ids) {
      const secretClass = ofKind(rendered, "SecretProviderClass").find((item) => nameOf(item) === id);
      const deployment = ofKind(rendered, "Deployment").find((item) => nameOf(item) === id);
      const account = at(deployment, "spec.template.spec.serviceAccountName");
      expect(at(secretClass, "spec.parameters.clientID")).to.equal(
        at(named(run, "workload-release").inputs, `values.components.${id}.clientId`),
      );
      const trusts = ofType(run, "managedidentity:FederatedIdentityCredential").filter(
        ({ inputs }) => inputs["subject"] === `system:serviceaccount:workload:${String(account)}`,
      );
      expect(trusts.map(({ inputs }) => inputs["resourceName"])).to.deep.equal([`id-bulkhead-${id}-eus`]);
    }
  });
});
