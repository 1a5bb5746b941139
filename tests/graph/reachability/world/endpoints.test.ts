import { expect } from "chai";
import { graphOf, type Graph, type GraphNode } from "../../../../graph/model.ts";
import { formatAddress } from "../../../../graph/reachability/address.ts";
import { approvalKey, readApprovals } from "../../../../graph/reachability/world/endpoints.ts";
import type { Endpoint } from "../../../../graph/reachability/world/types.ts";
import { worldOf } from "../../../../graph/reachability/world/world.ts";
import type { Properties } from "../../../../lib/properties.ts";
import { ids, Sketch } from "../../support/sketch.ts";

const vault = { id: ids.vault("kv"), group: "vault" };
const blob = { id: ids.account("acc"), group: "blob" };

const sketch = () => new Sketch().network("n", "10.1.0.0/16").subnet("n", "pe", "10.1.2.0/24");

function endpointsOf(graph: Graph): Record<string, Endpoint> {
  return Object.fromEntries(worldOf(graph).endpoints.map((endpoint) => [endpoint.name, endpoint]));
}

function addressesOf(graph: Graph): Record<string, string[]> {
  return Object.fromEntries(
    worldOf(graph).endpoints.map(({ name, addresses }) => [name, addresses.map(formatAddress)]),
  );
}

/** The same resource without an id, as a preview has it before anything exists. */
function unborn(graph: Graph, name: string): Graph {
  return graphOf(
    graph.nodes.map((node): GraphNode => (node.name === name ? { ...node, id: undefined } : node)),
  );
}

describe("private endpoints", () => {
  describe("their addresses", () => {
    it("are those that Azure answered, each once", () => {
      const graph = sketch()
        .add(
          "network:PrivateEndpoint",
          "pe-cosmos",
          ids.endpoint("pe-cosmos"),
          {
            subnet: { id: ids.subnet("n", "pe") },
            privateLinkServiceConnections: [{ privateLinkServiceId: vault.id, groupIds: ["Sql"] }],
            ipConfigurations: [{ privateIPAddress: "10.1.2.7" }, { privateIPAddress: "10.1.2.9" }],
          },
          {
            customDnsConfigs: [
              { ipAddresses: ["10.1.2.7", "no address"] },
              { ipAddresses: ["10.1.2.8", "fd00::8"] },
            ],
          },
        )
        .graph();
      expect(addressesOf(graph)).to.deep.equal({ "pe-cosmos": ["10.1.2.7", "10.1.2.8", "10.1.2.9"] });
    });

    it("are those that the program chose, where Azure has not answered", () => {
      const graph = sketch()
        .endpoint("n", "pe", "pe-kv", vault, {
          more: { ipConfigurations: [{ privateIPAddress: "10.1.2.200" }] },
        })
        .graph();
      expect(addressesOf(graph)).to.deep.equal({ "pe-kv": ["10.1.2.200"] });
    });

    it("are those in the records of its zone group, where Azure tells them there alone", () => {
      const graph = sketch()
        .endpoint("n", "pe", "pe-kv", vault)
        .endpoint("n", "pe", "pe-other", vault)
        .add(
          "network:PrivateDnsZoneGroup",
          "records",
          `${ids.endpoint("pe-kv").toUpperCase()}/privateDnsZoneGroups/default`,
          {},
          { privateDnsZoneConfigs: [{ recordSets: [{ recordSetName: "kv", ipAddresses: ["10.1.2.77"] }] }] },
        )
        .graph();
      expect(addressesOf(graph)).to.deep.equal({ "pe-kv": ["10.1.2.77"], "pe-other": ["10.1.2.4"] });
    });

    it("are the next ones of the subnet behind Azure's first four, as long as nobody knows better", () => {
      const graph = sketch()
        .subnet("n", "more", "10.1.3.0/24")
        .endpoint("n", "pe", "one", vault)
        .endpoint("n", "pe", "told", vault, { address: "10.1.2.99" })
        .endpoint("n", "more", "elsewhere", vault)
        .endpoint("n", "pe", "two", vault)
        .graph();
      expect(addressesOf(graph)).to.deep.equal({
        one: ["10.1.2.4"],
        told: ["10.1.2.99"],
        elsewhere: ["10.1.3.4"],
        two: ["10.1.2.5"],
      });
    });

    it("are never those of another endpoint", () => {
      const graph = sketch()
        .endpoint("n", "pe", "one", vault)
        .endpoint("n", "pe", "two", vault)
        .endpoint("n", "pe", "told", vault, { address: "10.1.2.4" })
        .endpoint("n", "pe", "told-too", vault, { address: "10.1.2.6" })
        .graph();
      expect(addressesOf(graph)).to.deep.include({ one: ["10.1.2.5"], two: ["10.1.2.7"] });
    });
  });

  describe("their approval", () => {
    const state = (status: string): Properties => ({ privateLinkServiceConnectionState: { status } });

    /** One endpoint, its connection as the program states it and as Azure answered. */
    function one(
      kind: "automatic" | "manual",
      { link = {}, answer, approval }: { link?: Properties; answer?: Properties; approval?: Sketch } = {},
    ): boolean | undefined {
      const key =
        kind === "automatic" ? "privateLinkServiceConnections" : "manualPrivateLinkServiceConnections";
      const graph = (approval ?? sketch())
        .add(
          "network:PrivateEndpoint",
          "pe-kv",
          ids.endpoint("pe-kv"),
          {
            subnet: { id: ids.subnet("n", "pe") },
            [key]: [{ privateLinkServiceId: vault.id, groupIds: ["vault"], ...link }],
          },
          answer === undefined ? {} : { [key]: [answer] },
        )
        .graph();
      return endpointsOf(graph)["pe-kv"]?.approved;
    }

    const approving = (message: string | undefined, outputs: Properties = {}, target = vault.id) =>
      sketch().add(
        "bulkhead:edge:PrivateLinkApproval",
        "approval",
        "approval",
        { targetId: target, ...(message === undefined ? {} : { requestMessage: message }) },
        outputs,
      );

    it("comes with the connection where the caller may approve, and takes somebody's word otherwise", () => {
      expect(one("automatic")).to.equal(true);
      expect(one("manual")).to.equal(false);
    });

    it("is what Azure answered, then what the program states", () => {
      for (const kind of ["automatic", "manual"] as const) {
        for (const [status, approved] of [
          ["Approved", true],
          ["Pending", false],
          ["Rejected", false],
          ["Disconnected", false],
        ] as const) {
          expect(one(kind, { link: state(status) }), `${kind}, ${status}`).to.equal(approved);
          expect(one(kind, { answer: state(status) }), `${kind}, answered ${status}`).to.equal(approved);
        }
        expect(one(kind, { link: state("Approved"), answer: state("Rejected") })).to.equal(false);
        expect(one(kind, { link: state("Pending"), answer: state("Approved") })).to.equal(true);
      }
    });

    it("is made by the program for the same target and the same message", () => {
      const link = { requestMessage: "stamp x" };
      const asked = (approval: Sketch) => one("manual", { link, approval });
      expect(asked(approving("stamp x"))).to.equal(true);
      expect(asked(approving("stamp x", {}, vault.id.toUpperCase()))).to.equal(true);
      expect(asked(approving("stamp X")), "another message").to.equal(false);
      expect(asked(approving(undefined)), "no message").to.equal(false);
      expect(asked(approving("stamp x", {}, ids.vault("kv2"))), "another target").to.equal(false);
      expect(one("manual", { approval: approving(undefined) }), "neither has a message").to.equal(true);
    });

    it("is not made by an approval that ended otherwise", () => {
      const link = { requestMessage: "stamp x" };
      for (const [status, approved] of [
        ["Approved", true],
        ["Pending", false],
        ["Rejected", false],
      ] as const)
        expect(one("manual", { link, approval: approving("stamp x", { status }) }), status).to.equal(
          approved,
        );
    });

    it("may be newer than Azure's answer of waiting, and never newer than a refusal", () => {
      const link = { requestMessage: "stamp x" };
      for (const kind of ["automatic", "manual"] as const)
        for (const [status, approved] of [
          ["Pending", true],
          ["Rejected", false],
          ["Disconnected", false],
        ] as const)
          expect(
            one(kind, { link, answer: state(status), approval: approving("stamp x") }),
            `${kind}, ${status}`,
          ).to.equal(approved);
    });

    it("is known by target, whose case does not matter, and message, whose case does", () => {
      expect(approvalKey("/Sub/KV", "From Stamp")).to.equal("/sub/kv|From Stamp");
      expect(approvalKey(undefined, undefined)).to.equal("|");
      expect(readApprovals(sketch().graph())).to.deep.equal(new Set());
    });
  });

  it("tell their target, its sub-resource and their application security groups, in lower case as ids are", () => {
    const graph = sketch()
      .endpoint(
        "n",
        "pe",
        "pe-KV",
        { id: ids.vault("KV"), group: "vault" },
        {
          more: { applicationSecurityGroups: [{ id: ids.asg("Vaults") }, { id: ids.asg("all") }] },
        },
      )
      .graph();
    const endpoint = endpointsOf(graph)["pe-KV"];
    expect(endpoint).to.deep.include({
      id: ids.endpoint("pe-KV").toLowerCase(),
      groupId: "vault",
      targetId: ids.vault("kv").toLowerCase(),
      groups: [ids.asg("vaults").toLowerCase(), ids.asg("all").toLowerCase()],
    });
    expect(endpoint?.node.name).to.equal("pe-KV");
    expect(endpoint?.subnet.name).to.equal("pe");
    expect(endpoint?.subnet.network.endpoints).to.deep.equal([endpoint]);
    expect(worldOf(graph).endpointsByTarget.get(ids.vault("kv").toLowerCase())).to.deep.equal([endpoint]);
  });

  it("read the automatic connection where there is one, else the manual one", () => {
    const connections = (name: string, more: Properties) =>
      ({ subnet: { id: ids.subnet("n", "pe").toUpperCase() }, tags: { name }, ...more }) as Properties;
    const link = (id: string) => [{ privateLinkServiceId: id }];
    const graph = sketch()
      .add(
        "network:PrivateEndpoint",
        "both",
        ids.endpoint("both"),
        connections("both", {
          privateLinkServiceConnections: link(vault.id),
          manualPrivateLinkServiceConnections: link(blob.id),
        }),
      )
      .add(
        "network:PrivateEndpoint",
        "manual",
        ids.endpoint("manual"),
        connections("manual", {
          privateLinkServiceConnections: [],
          manualPrivateLinkServiceConnections: link(blob.id),
        }),
      )
      .graph();
    const { both, manual } = endpointsOf(graph);
    expect([both?.targetId, both?.approved]).to.deep.equal([vault.id.toLowerCase(), true]);
    expect([manual?.targetId, manual?.approved]).to.deep.equal([blob.id.toLowerCase(), false]);
    // A private link service has no sub-resources.
    expect(manual?.groupId).to.equal("");
  });

  it("are left out without a subnet of the graph or without a connection", () => {
    const graph = sketch()
      .endpoint("n", "gone", "nowhere", vault)
      .add("network:PrivateEndpoint", "bare", ids.endpoint("bare"), { subnet: { id: ids.subnet("n", "pe") } })
      .add("network:PrivateEndpoint", "homeless", ids.endpoint("homeless"), {
        privateLinkServiceConnections: [{ privateLinkServiceId: vault.id }],
      })
      .endpoint("n", "pe", "kept", vault)
      .graph();
    // What is left out takes no address either.
    expect(addressesOf(graph)).to.deep.equal({ kept: ["10.1.2.4"] });
  });

  it("are known by their URN before they exist, whatever they are for", () => {
    const graph = unborn(
      sketch()
        .add("network:PrivateEndpoint", "pe-new", ids.endpoint("pe-new"), {
          subnet: { id: ids.subnet("n", "pe") },
          privateLinkServiceConnections: [{ groupIds: ["vault"] }],
        })
        .graph(),
      "pe-new",
    );
    const endpoint = endpointsOf(graph)["pe-new"];
    expect(endpoint?.id).to.equal("urn:pulumi:s::p::azure-native:network:privateendpoint::pe-new");
    // The target may not exist yet either.
    expect(endpoint?.targetId).to.equal("");
  });
});
