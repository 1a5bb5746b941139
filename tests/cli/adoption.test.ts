import { expect } from "chai";
import { adopt, idOfCreation } from "../../cli/adoption.ts";
import { Journal, type Creation } from "../../cli/journal.ts";
import { Listener } from "../../cli/listener.ts";
import { secretSignature, signatureKey } from "../../lib/secretMark.ts";
import { group, state, subscription, temporary } from "./recoveryKit.ts";

describe("taking creations that were under way into the state", () => {
  it("gives the id that ARM would have given", () => {
    expect(idOfCreation(group, subscription)).to.equal(
      `/subscriptions/${subscription}/resourceGroups/rg-stamp`,
    );
    expect(
      idOfCreation(
        { type: "kubernetes:helm.sh/v3:Release", inputs: { name: "workload", namespace: "apps" } },
        undefined,
      ),
    ).to.equal("apps/workload");
  });

  it("has no id for what lives in the state alone, and for what has no name yet", () => {
    expect(
      idOfCreation({ type: "random:index/randomString:RandomString", inputs: {} }, subscription),
    ).to.equal(undefined);
    expect(idOfCreation({ type: group.type, inputs: {} }, subscription)).to.equal(undefined);
    expect(idOfCreation(group, undefined)).to.equal(undefined);
  });

  it("adopts from the journal and from the engine's own pending operations, once each", () => {
    const { checkpoint, tentative } = adopt(
      { resources: state, pending_operations: [{ resource: { ...group, custom: true }, type: "creating" }] },
      [group],
      subscription,
    );
    expect(tentative).to.deep.equal([group.urn]);
    expect(checkpoint.pending_operations).to.deep.equal([]);
    expect(checkpoint.resources?.filter((resource) => resource.urn === group.urn)).to.have.length(1);
  });

  it("takes back what a destruction that was cut off had forgotten, and goes on leaving it to Azure", () => {
    const journal = new Journal(temporary(), "s");
    const listener = new Listener("s", journal, () => undefined);
    const old = { ...group, custom: true, id: "x", outputs: {}, retainOnDelete: true };
    const metadata = { ...group, op: "delete" as const, old, keys: [], logical: true };
    listener.hear({ timestamp: 0, sequence: 0, resourcePreEvent: { metadata } });
    listener.hear({ timestamp: 0, sequence: 1, resOutputsEvent: { metadata } });
    const urn = "urn:deleted";
    listener.hear({
      timestamp: 0,
      sequence: 2,
      resourcePreEvent: { metadata: { ...metadata, urn, old: { ...old, urn, retainOnDelete: false } } },
    });
    expect(journal.underWay().map((creation) => creation.urn)).to.deep.equal([group.urn]);
    const { checkpoint, tentative } = adopt({ resources: state }, journal.underWay(), subscription);
    expect(tentative).to.deep.equal([group.urn]);
    expect(checkpoint.resources?.at(-1)).to.have.property("retainOnDelete", true);
  });

  it("takes a creation with a secret in such a form that the engine reads it, and Azure is asked for the rest", () => {
    const secret = { [signatureKey]: secretSignature, ciphertext: "[secret]" };
    const journal = new Journal(temporary(), "stamp-eastus");
    journal.started({ ...group, inputs: { ...group.inputs, tags: { token: secret } } });
    const { checkpoint } = adopt({ resources: state }, journal.underWay(), subscription);
    const taken = checkpoint.resources?.find(({ urn }) => urn === group.urn);
    expect(taken?.inputs?.["tags"]).to.deep.equal({
      token: { [signatureKey]: secretSignature, plaintext: '""' },
    });
  });

  it("looks again at what a recovery that was cut off had taken in", () => {
    const half = { ...group, custom: true, id: "/subscriptions/x" };
    const asked = (resource: object, journal: readonly Creation[] = []) =>
      adopt({ resources: [...state, resource as typeof half] }, journal, subscription).tentative;
    // As the engine writes it, whether or not the journal of the run before last is still there.
    expect(asked(half)).to.deep.equal([group.urn]);
    expect(asked(half, [group])).to.deep.equal([group.urn]);
    expect(asked({ ...half, outputs: {} })).to.deep.equal([group.urn]);
    expect(asked({ ...half, outputs: { name: "rg-stamp" } })).to.deep.equal([]);
    expect(asked({ ...half, type: "random:index/randomString:RandomString" })).to.deep.equal([]);
    expect(asked({ ...half, custom: false })).to.deep.equal([]);
  });

  it("leaves alone what the state already has, and what would make it unreadable", () => {
    const whole = { ...group, custom: true, id: "x", outputs: { name: "rg-stamp" } };
    const known = adopt({ resources: [...state, whole] }, [group], subscription);
    expect(known.tentative).to.deep.equal([]);
    const withoutProvider = adopt({ resources: state.slice(0, 1) }, [group], subscription);
    expect(withoutProvider.tentative).to.deep.equal([]);
    const withoutParent = adopt({ resources: state }, [{ ...group, parent: "urn:gone" }], subscription);
    expect(withoutParent.tentative).to.deep.equal([]);
  });
});

describe("replacements that were under way", () => {
  const renamed = { ...group, inputs: { ...group.inputs, resourceGroupName: "rg-other" } };
  const id = (name: string) => `/subscriptions/${subscription}/resourceGroups/${name}`;
  const old = { ...group, custom: true, id: id("rg-stamp"), outputs: { name: "rg-stamp" } };
  const dependent = { urn: "urn:d", type: "t", dependencies: [group.urn] };
  const entries = (resources: readonly object[], creation: Creation) => {
    const adopted = adopt(
      { resources: [...state, ...(resources as typeof state)] },
      [creation],
      subscription,
    );
    const found = (adopted.checkpoint.resources ?? []).slice(state.length);
    return {
      tentative: adopted.tentative,
      entries: found.map((entry) => `${entry.id ?? entry.urn}${entry.delete === true ? " goes" : ""}`),
    };
  };

  it("stand beside what they replace, which the next update deletes", () => {
    expect(entries([old, dependent], renamed)).to.deep.equal({
      tentative: [group.urn],
      entries: [`${id("rg-stamp")} goes`, "urn:d", id("rg-other")],
    });
  });

  it("take the place of what was deleted for them under the same name", () => {
    const adopted = entries([{ ...old, pendingReplacement: true }, dependent], group);
    expect(adopted).to.deep.equal({ tentative: [group.urn], entries: [id("rg-stamp"), "urn:d"] });
  });

  it("are none where the state has the resource itself, whatever Azure calls it", () => {
    const known = { ...old, id: "/as/Azure/spells/it" };
    expect(entries([known], group)).to.deep.equal({ tentative: [], entries: [known.id] });
    const nameless = { ...known, inputs: {} };
    expect(entries([nameless], renamed)).to.deep.equal({ tentative: [], entries: [known.id] });
    // What goes already is not made once more under its own name.
    const goes = { ...old, delete: true };
    expect(entries([goes], group).tentative).to.deep.equal([]);
    expect(entries([{ ...goes, inputs: {} }], renamed).tentative).to.deep.equal([]);
  });

  it("stand beside what goes already", () => {
    expect(entries([{ ...old, delete: true }, dependent], renamed)).to.deep.equal({
      tentative: [group.urn],
      entries: [`${id("rg-stamp")} goes`, "urn:d", id("rg-other")],
    });
  });

  it("leave nothing in the state that the engine would never delete", () => {
    const resources = [...state, { ...old, pendingReplacement: true }, dependent];
    const { checkpoint } = adopt({ resources }, [renamed], subscription);
    const former = checkpoint.resources?.find(({ delete: goes }) => goes === true);
    expect(former)
      .to.include({ id: id("rg-stamp") })
      .and.not.to.have.property("pendingReplacement");
  });

  it("are left out where the state could not be read with them", () => {
    const needy = { ...group, dependencies: ["urn:d"] };
    const adopted = entries([{ ...old, pendingReplacement: true }, dependent], needy);
    expect(adopted).to.deep.equal({ tentative: [], entries: [id("rg-stamp"), "urn:d"] });
    const lost = { ...renamed, propertyDependencies: { location: ["urn:nowhere"], name: null } };
    expect(entries([old], lost).tentative).to.deep.equal([]);
    expect(entries([old], { ...renamed, provider: "another" }).tentative).to.deep.equal([]);
  });
});
