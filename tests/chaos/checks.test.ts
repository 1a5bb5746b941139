import { createCipheriv, pbkdf2Sync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { checkAgreement, checkLinks, checkSame, checkSettled, checkStates } from "../../chaos/checks.ts";
import { differences, drawnValues, normalisedStates, normalisedSubscription } from "../../chaos/normalise.ts";
import { commandOf, standingAfter } from "../../chaos/run.ts";
import { decrypted, leftovers, readStates, type StackState, type StateResource } from "../../chaos/states.ts";
import type { Resource } from "../../rehearsal/azure/model.ts";
import { rehearsalPlaces } from "../../rehearsal/places.ts";

const urn = (type: string, name: string): string => `urn:pulumi:global::bulkhead::${type}::${name}`;

function inState(type: string, name: string, more: Partial<StateResource> = {}): StateResource {
  return { urn: urn(type, name), type, ...more };
}

function stateOf(...resources: StateResource[]): StackState {
  return { stack: "global", resources, pending: [] };
}

function inAzure(id: string, more: Partial<Resource> = {}): Resource {
  return {
    id,
    arm: "Microsoft.Network/virtualNetworks",
    name: id.split("/").at(-1) ?? "",
    location: "eastus",
    inputs: {},
    outputs: {},
    facts: {},
    state: "Succeeded",
    until: 1,
    ...more,
  };
}

const network = inState("azure-native:network:VirtualNetwork", "network", { id: "/groups/G/networks/n" });

describe("checks after chaos", () => {
  it("find an orphan, what Azure does not have, and what is in the states twice", () => {
    expect(checkAgreement([stateOf(network)], [inAzure("/groups/g/networks/N")])).to.deep.equal([]);
    expect(checkAgreement([], [inAzure("/groups/g/networks/n")])[0]).to.contain("orphan");
    expect(checkAgreement([stateOf(network)], [])[0]).to.contain("not in Azure");
    expect(checkAgreement([stateOf(network, network)], [inAzure("/groups/g/networks/n")])[0]).to.contain(
      "twice",
    );
  });

  it("take what Azure makes by itself for no orphan", () => {
    const balancer = inAzure("/groups/g/balancers/b", { arm: "Microsoft.Network/loadBalancers" });
    expect(
      checkAgreement([], [balancer, inAzure("/x/resourceGroups/rg-bulkhead-eus-nodes/a/b")]),
    ).to.deep.equal([]);
  });

  it("find what is pending, what waits for its deletion, and what is there twice in a state", () => {
    expect(checkStates([stateOf(network)])).to.deep.equal([]);
    expect(checkStates([{ ...stateOf(network), pending: [{ type: "creating" }] }])[0]).to.contain("pending");
    expect(checkStates([stateOf({ ...network, delete: true })])[0]).to.contain("still to be deleted");
    expect(checkStates([stateOf(network, network)])[0]).to.contain("twice");
  });

  it("find what Azure has not finished", () => {
    expect(checkSettled([inAzure("/a")])).to.deep.equal([]);
    expect(checkSettled([inAzure("/a", { state: "Failed" })])).to.deep.equal(["Failed in Azure: /a"]);
  });

  const connection = {
    id: "/t/c/1",
    name: "1",
    privateEndpointId: "/e",
    groupId: "sql",
    description: "",
    status: "Approved",
  };
  const endpoint = inAzure("/E", { arm: "Microsoft.Network/privateEndpoints" });
  const target = (...connections: object[]): Resource =>
    inAzure("/t", { facts: { privateEndpointConnections: connections } });

  it("want every private link approved, and each once", () => {
    expect(checkLinks([endpoint, target(connection)])).to.deep.equal([]);
    expect(checkLinks([endpoint, target({ ...connection, status: "Pending" })])[0]).to.contain("Pending");
    expect(checkLinks([endpoint, target(connection, { ...connection, name: "2" })])[0]).to.contain(
      "two private links",
    );
    expect(checkLinks([endpoint, target()])[0]).to.contain("without a connection");
  });

  it("name each place that differs from the clean run, what is missing and what is left over", () => {
    const normal = (...resources: StateResource[]) => normalisedStates([stateOf(...resources)], new Map());
    const other = inState("azure-native:network:Subnet", "subnet");
    const changed = { ...network, inputs: { tags: { a: "1", b: ["x", "y"] } } };
    const clean = { ...network, inputs: { tags: { a: "1", b: ["x", "z"] } } };
    expect(differences(normal(changed), normal(clean))).to.deep.equal([
      { what: network.urn, how: 'inputs.tags.b[1]: "y" | "z"' },
    ]);
    const facts = (resource: StateResource) => ({ states: [stateOf(resource)], subscription: [] });
    expect(checkSame(facts(network), facts(other))).to.deep.equal([
      `state ${other.urn}: missing; the clean run has it`,
      `state ${network.urn}: left over; the clean run has none`,
    ]);
    const two = { states: [stateOf(network)], subscription: [inAzure("/groups/g/networks/n")] };
    expect(checkSame(two, two)).to.deep.equal([]);
    expect(checkSame(two, facts(network))).to.deep.equal([
      `Azure ${network.urn}: left over; the clean run has none`,
    ]);
  });
});

describe("what may differ between two runs", () => {
  const drawnBy = (result: unknown, id = "text"): StackState =>
    stateOf(inState("random:index/randomString:RandomString", "suffix", { id, outputs: { result } }), {
      ...network,
      id: `/groups/g/networks/n-${String(result)}`,
      inputs: { name: `n-${String(result)}` },
    });
  const normal = (state: StackState) => normalisedStates([state], drawnValues([state]));

  it("is what was drawn, wherever it stands, also in ids of the subscription", () => {
    expect(differences(normal(drawnBy("ab1cd", "ab1cd")), normal(drawnBy("xy2zw", "xy2zw")))).to.deep.equal(
      [],
    );
    const standing = (result: string) =>
      normalisedSubscription([inAzure(`/groups/g/networks/n-${result}`)], [], drawnValues([drawnBy(result)]));
    expect(differences(standing("ab1cd"), standing("xy2zw"))).to.deep.equal([]);
  });

  it("is times, folders and the order of dependencies", () => {
    const at = (created: string, dependencies: string[]) =>
      normal(stateOf({ ...network, created, modified: created, sourcePosition: created, dependencies }));
    expect(differences(at("2026", ["a", "b"]), at("2027", ["b", "a"]))).to.deep.equal([]);
    expect(differences(at("2026", ["a", "b"]), at("2026", ["a"]))).to.have.length(1);
  });

  it("is the number of a release's installation, and nothing else of it", () => {
    const release = (revision: number, status: string) =>
      normal(
        stateOf(
          inState("kubernetes:helm.sh/v3:Release", "gateway", { outputs: { status: { revision, status } } }),
        ),
      );
    expect(differences(release(1, "deployed"), release(3, "deployed"))).to.deep.equal([]);
    expect(differences(release(1, "deployed"), release(1, "failed"))).to.have.length(1);
  });

  it("is a GUID, if it stands for the same one everywhere, and an address that was the next free one", () => {
    const guid = (digit: string) => `${digit.repeat(8)}-1111-4111-a111-111111111111`;
    const with3 = (...[one, two, three]: string[]) =>
      normal(stateOf({ ...network, outputs: { one, two, list: [{ ipAddresses: [three] }] } }));
    const mine = with3(guid("a"), guid("a"), "10.0.0.4");
    expect(differences(mine, with3(guid("b"), guid("b"), "10.0.0.9"))).to.deep.equal([]);
    expect(differences(mine, with3(guid("b"), guid("c"), "10.0.0.4"))).to.have.length(1);
  });

  it("is how many addresses a private endpoint had when its stack was deployed, in the state alone", () => {
    const endpoint = (...ipAddresses: string[]) =>
      inState("azure-native:network:PrivateEndpoint", "cosmos", {
        id: "/groups/g/endpoints/e",
        outputs: { provisioningState: "Succeeded", customDnsConfigs: [{ fqdn: "f", ipAddresses }] },
      });
    const [two, three] = [endpoint("10.0.0.4", "10.0.0.5"), endpoint("10.0.0.4", "10.0.0.5", "10.0.0.6")];
    expect(differences(normal(stateOf(three)), normal(stateOf(two)))).to.deep.equal([]);
    const failed = { ...two, outputs: { ...two.outputs, provisioningState: "Failed" } };
    expect(differences(normal(stateOf(failed)), normal(stateOf(two)))).to.have.length(1);
    const standing = ({ id = "", outputs }: StateResource) =>
      normalisedSubscription([{ ...inAzure(id), outputs: { ...outputs } }], [], new Map());
    expect(differences(standing(three), standing(two))).to.have.length(1);
  });

  it("is what a first deployment does not ignore, and an empty list of connections", () => {
    const pool = (ignoreChanges: string[]) => normal(stateOf({ ...network, ignoreChanges }));
    expect(differences(pool(["count"]), pool(["count", "orchestratorVersion"]))).to.deep.equal([]);
    expect(differences(pool([]), pool(["count"]))).to.have.length(1);
    const standing = (facts: Resource["facts"]) =>
      normalisedSubscription([inAzure("/a", { facts })], [], new Map());
    expect(differences(standing({}), standing({ privateEndpointConnections: [] }))).to.deep.equal([]);
  });

  it("is nothing else", () => {
    const other = { ...network, outputs: { provisioningState: "Failed" } };
    expect(differences(normal(stateOf(network)), normal(stateOf(other)))).to.have.length(1);
  });
});

describe("what a rehearsal has left on disk", () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(path.join(os.tmpdir(), "bulkhead-chaos-"))));
  afterEach(() => rmSync(root, { recursive: true }));

  /** As sdk/go/common/resource/config/crypt.go of Pulumi encrypts. */
  function encrypted(text: string, salt: string): string {
    const key = pbkdf2Sync(
      "rehearsal",
      Buffer.from(salt.split(":")[1] ?? "", "base64"),
      1_000_000,
      32,
      "sha256",
    );
    const nonce = Buffer.alloc(12, 7);
    const cipher = createCipheriv("aes-256-gcm", key, nonce);
    const sealed = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
    return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
  }

  it("is read with its secrets, and a state that was cut off is refused", () => {
    const places = rehearsalPlaces(root);
    const folder = path.join(places.state, ".pulumi", "stacks", "bulkhead");
    mkdirSync(folder, { recursive: true });
    const salt = "v1:4gmfhaBBBf0=:v1:0DZCYhQeXgZZDl7h:TCs8VpfM1Cx3TaTBXji0OBtcN8rpdg==";
    expect(decrypted(encrypted("hush", salt), salt)).to.equal("hush");
    const result = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      ciphertext: encrypted('"hush"', salt),
    };
    const resources = [inState("random:index/randomPassword:RandomPassword", "key", { outputs: { result } })];
    const latest = { resources, secrets_providers: { state: { salt } } };
    writeFileSync(path.join(folder, "global.json"), JSON.stringify({ checkpoint: { latest } }));
    writeFileSync(path.join(folder, "stamp-eastus.json"), JSON.stringify({ checkpoint: { latest: {} } }));
    const states = readStates(places);
    expect(states.map(({ stack }) => stack)).to.deep.equal(["global"]);
    expect(states[0]?.resources[0]?.outputs).to.deep.equal({ result: { secret: "hush" } });
    expect([...drawnValues(states).keys()]).to.deep.equal(["hush"]);
    writeFileSync(path.join(folder, "global.json"), '{"checkpoint":{"lat');
    expect(() => readStates(places)).to.throw(SyntaxError);
  });

  it("is searched for locks, journals and files that were being written", () => {
    const places = rehearsalPlaces(root);
    const lock = path.join(places.state, ".pulumi", "locks", "organization", "bulkhead", "global", "1.json");
    const files = [
      lock,
      path.join(places.journals, "global.jsonl"),
      path.join(root, "Pulumi.global.yaml.new"),
    ];
    for (const file of files) {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, "");
    }
    writeFileSync(path.join(root, "Pulumi.global.yaml"), "");
    expect(leftovers(root, places)).to.have.members(files.map((file) => path.relative(root, file)));
  });
});

describe("the commands of a sequence", () => {
  it("are given again as they were", () => {
    expect(commandOf({ action: "remove", region: "westeurope" }).join(" ")).to.equal(
      "region remove westeurope --local --json --yes-delete-data",
    );
    expect(commandOf({ action: "destroy", only: ["stamp-eastus"] })).to.include("stamp-eastus");
  });

  it("leave all that has a file, but for what the last one destroyed", () => {
    const files = ["global", "stamp-eastus"];
    expect(standingAfter(files, { action: "up" })).to.deep.equal(files);
    expect(standingAfter(files, { action: "destroy", only: ["stamp-eastus"] })).to.deep.equal(["global"]);
    expect(standingAfter(files, { action: "destroy" })).to.deep.equal([]);
  });
});
