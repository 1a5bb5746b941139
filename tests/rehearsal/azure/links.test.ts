import { expect } from "chai";
import {
  connectionsOf,
  decideConnection,
  disconnect,
  removeConnection,
  requestConnection,
} from "../../../rehearsal/azure/links.ts";
import { newKit, type Kit } from "./kit.ts";
import { madeByAzure } from "./networkKit.ts";

describe("rehearsal/azure: private link connections", () => {
  let kit: Kit;
  let target: string;
  const ask = {
    privateEndpointId: "/endpoints/pep",
    groupId: "sql",
    description: "stamp eastus",
    approved: false,
  };
  const effects = () => ({ put: kit.store.put.bind(kit.store), remove: kit.store.remove.bind(kit.store) });
  const connections = () => connectionsOf(kit.subscription.read(target));
  const request = (changes: Partial<typeof ask> = {}) =>
    requestConnection(kit.subscription.view, effects(), target, { ...ask, ...changes });

  beforeEach(async () => {
    kit = await newKit();
    target = `${kit.providers}/Microsoft.Network/privateLinkServices/pls`;
    kit.store.put(madeByAzure(target, "Microsoft.Network/privateLinkServices"));
  });

  it("begin as Pending or Approved and carry the request message", () => {
    request();
    request({ privateEndpointId: "/endpoints/other", approved: true });
    expect(
      connections().map(({ status, description, groupId }) => [status, description, groupId]),
    ).to.deep.equal([
      ["Pending", "stamp eastus", "sql"],
      ["Approved", "stamp eastus", "sql"],
    ]);
    expect(connections()[0]?.id).to.equal(`${target}/privateEndpointConnections/${connections()[0]?.name}`);
  });

  it("are asked for once", () => {
    request();
    request({ privateEndpointId: "/ENDPOINTS/pep" });
    expect(connections()).to.have.length(1);
  });

  it("are decided by their owner, who may keep the message", () => {
    request();
    const name = connections()[0]?.name ?? "";
    expect(
      decideConnection(kit.subscription.view, effects(), target, name.toUpperCase(), "Approved", undefined),
    ).to.include({ status: "Approved", description: "stamp eastus" });
    decideConnection(kit.subscription.view, effects(), target, name, "Rejected", "not you");
    expect(connections()[0]).to.include({ status: "Rejected", description: "not you" });
    expect(
      decideConnection(kit.subscription.view, effects(), target, "none", "Approved", undefined),
    ).to.equal(undefined);
    expect(
      decideConnection(kit.subscription.view, effects(), `${target}-none`, name, "Approved", undefined),
    ).to.equal(undefined);
  });

  it("stay as Disconnected or go when the asking side goes, and leave the others alone", () => {
    request();
    request({ privateEndpointId: "/endpoints/other", approved: true });
    disconnect(kit.subscription.view, effects(), target, "/ENDPOINTS/PEP", true);
    disconnect(kit.subscription.view, effects(), target, "/endpoints/other", false);
    expect(connections().map(({ privateEndpointId, status }) => [privateEndpointId, status])).to.deep.equal([
      ["/endpoints/pep", "Disconnected"],
    ]);
  });

  it("are asked for anew beside a Disconnected one, under a name that no other has", () => {
    request();
    disconnect(kit.subscription.view, effects(), target, ask.privateEndpointId, true);
    request();
    const [left, fresh] = connections();
    expect([left?.status, fresh?.status]).to.deep.equal(["Disconnected", "Pending"]);
    expect(removeConnection(kit.subscription.view, effects(), target, left?.name ?? "")).to.equal(true);
    disconnect(kit.subscription.view, effects(), target, ask.privateEndpointId, true);
    request();
    expect(new Set(connections().map(({ name }) => name)).size).to.equal(2);
    expect(removeConnection(kit.subscription.view, effects(), target, "none")).to.equal(false);
  });
});
