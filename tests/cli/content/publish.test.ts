import { expect } from "chai";
import { contentObject, type ContentObject } from "../../../cli/content/objects.ts";
import { localClient } from "../../../cli/content/localClient.ts";
import { publish, publishText } from "../../../cli/content/publish.ts";
import { ownFolders, publishAfterUp } from "../../../cli/content/run.ts";
import { targetsOf, type ContentTarget } from "../../../cli/content/targets.ts";
import { parseStackName } from "../../../config/stackName.ts";
import type { Effects } from "../../../rehearsal/azure/model.ts";
import { storageOrder } from "../../../rehearsal/azure/storageOrders.ts";
import { blobId, hasWebsite } from "../../../rehearsal/azure/types/storage/website.ts";
import { location, newKit, type Kit } from "../../rehearsal/azure/kit.ts";
import { rejection } from "../../support/rejection.ts";
import { globalRun, stampRun } from "../../support/stacks.ts";

describe("publishing content", function () {
  let kit: Kit;
  let site: ContentTarget;
  let data: ContentTarget;
  const lines: string[] = [];

  const account = async (accountName: string) => {
    const { id } = await kit.create("storage:StorageAccount", {
      accountName,
      location,
      kind: "StorageV2",
      sku: { name: "Standard_ZRS" },
    });
    return { id, name: accountName };
  };
  const clientFor = ({ account: at }: ContentTarget) => {
    const effects: Effects = { put: kit.store.put.bind(kit.store), remove: kit.store.remove.bind(kit.store) };
    // What is thrown becomes a rejection, as over HTTP.
    return localClient(at, (order) =>
      Promise.resolve().then(() => storageOrder(kit.subscription.view, effects, order)),
    );
  };
  const run = () => publish([data, site], clientFor, (line) => lines.push(line));

  beforeEach(async () => {
    kit = await newKit();
    lines.length = 0;
    site = {
      stack: "stamp-eastus",
      account: await account("stsite"),
      website: { index: "index.html", error404: "index.html" },
      objects: [
        contentObject("index.html", Buffer.from("<p>"), "no-cache"),
        contentObject("probe/site.txt", Buffer.from("ok"), "no-store"),
      ],
    };
    data = {
      stack: "stamp-eastus",
      account: await account("stdata"),
      website: undefined,
      objects: [contentObject("stamp", Buffer.from("in"), "no-store", "health")],
      marker: contentObject("stamp.uploaded", Buffer.from("once"), "no-store", "health"),
    };
    await kit.create("storage:BlobContainer", { accountName: "stdata", containerName: "health" });
  });

  it("turns the website on and uploads everything once", async () => {
    const first = await run();
    expect(first.map(({ account: name, uploaded }) => [name, uploaded])).to.deep.equal([
      ["stdata", ["stamp"]],
      ["stsite", ["index.html", "probe/site.txt"]],
    ]);
    expect(hasWebsite(kit.subscription.view, site.account.id)).to.equal(true);
    expect(kit.subscription.read(blobId(site.account.id, "$web", "probe/site.txt"))).not.to.equal(undefined);
    expect(lines).to.include("stamp-eastus: static website of stsite turned on");
    expect(publishText(first)).to.deep.equal(["stamp-eastus: 3 objects uploaded, 0 as they were"]);
    const again = await run();
    expect(again.flatMap(({ uploaded }) => uploaded)).to.deep.equal([]);
    expect(publishText(again)).to.deep.equal(["stamp-eastus: content unchanged, 3 as they were"]);
  });

  it("replaces no pages with a placeholder, but completes one that was cut off", async () => {
    const placeholder = {
      ...site,
      objects: [contentObject("index.html", Buffer.from("none yet"), "no-cache"), ...site.objects.slice(1)],
      keepsWhatIsThere: true as const,
    };
    const put = () => publish([placeholder], clientFor, () => undefined);
    await clientFor(site).enableWebsite({ index: "index.html", error404: "index.html" });
    expect((await put()).flatMap(({ uploaded }) => uploaded)).to.deep.equal(["index.html", "probe/site.txt"]);
    await run();
    const [result] = await put();
    expect(result).to.include({ skipped: true, unchanged: 2 });
    const [page] = site.objects;
    expect(page && (await clientFor(site).stateOf(page))?.contentMd5).to.equal(page?.contentMd5);
  });

  it("uploads again what has other content, another type or another caching", async () => {
    await run();
    const [index, probe] = site.objects;
    if (!index || !probe) throw new Error("no objects");
    for (const changed of [
      contentObject("index.html", Buffer.from("<b>"), "no-cache"),
      { ...index, contentType: "text/plain" },
      { ...index, cacheControl: "no-store" },
    ]) {
      site = { ...site, objects: [changed, probe] };
      expect((await run()).flatMap(({ uploaded }) => uploaded)).to.deep.equal(["index.html"]);
    }
  });

  it("does not put a drained stamp back into rotation", async () => {
    await run();
    kit.store.remove(blobId(data.account.id, "health", "stamp"));
    const [first] = await run();
    expect(first).to.include({ skipped: true });
    expect(kit.subscription.read(blobId(data.account.id, "health", "stamp"))).to.equal(undefined);
  });

  it("puts a stamp into rotation whose account was made anew beside pages that outlived it", async () => {
    await run();
    for (const blob of ["stamp", "stamp.uploaded"]) kit.store.remove(blobId(data.account.id, "health", blob));
    const [first] = await run();
    expect(first).to.include({ skipped: false });
    expect(kit.subscription.read(blobId(data.account.id, "health", "stamp"))).not.to.equal(undefined);
  });

  it("brings once more what a run brought that was cut off before the marker", async () => {
    const cutOff = (target: ContentTarget) => ({
      ...clientFor(target),
      put: (object: ContentObject) =>
        object.name === "stamp.uploaded"
          ? Promise.reject(new Error("cut off"))
          : clientFor(target).put(object),
    });
    const error = await rejection(publish([data, site], cutOff, () => undefined));
    expect(error.message).to.equal("cut off");
    const [first] = await run();
    expect(first).to.include({ skipped: false, unchanged: 1 });
    const [second] = await run();
    expect(second).to.include({ skipped: true });
  });

  it("fails where the container is not there", async () => {
    data = { ...data, objects: [contentObject("stamp", Buffer.from("in"), "no-store", "other")] };
    expect(await run().catch((error: unknown) => String(error))).to.contain("ContainerNotFound");
  });

  it("finds the accounts in the contracts of the stacks", async () => {
    const global = targetsOf(parseStackName("global"), (await globalRun()).contract, ownFolders);
    expect(
      global.map((target) => [target.website?.index, target.account.name.startsWith("st")]),
    ).to.deep.equal([["index.html", true]]);
    const { contract } = await stampRun();
    const stamp = targetsOf(parseStackName("stamp-eastus"), contract, ownFolders);
    const placeholder = targetsOf(parseStackName("stamp-eastus"), contract, {
      ...ownFolders,
      siteIsPlaceholder: true,
    });
    expect(stamp.map(({ keepsWhatIsThere }) => keepsWhatIsThere)).to.deep.equal([undefined, undefined]);
    expect(placeholder.map(({ keepsWhatIsThere }) => keepsWhatIsThere)).to.deep.equal([undefined, true]);
    expect(stamp.map(({ website, marker }) => [website !== undefined, marker?.name])).to.deep.equal([
      [false, "stamp.health.uploaded"],
      [true, undefined],
    ]);
    // One container for both: what takes one of them along takes the other.
    expect(stamp[0]?.marker?.container).to.equal(stamp[0]?.objects[0]?.container);
  });

  it("says what to run first for a stack that is not deployed", () => {
    expect(() => targetsOf(parseStackName("global"), undefined, ownFolders)).to.throw(
      /'global' is not deployed.*up --only global/s,
    );
    expect(() => targetsOf(parseStackName("stamp-eastus"), { version: 9 }, ownFolders)).to.throw(/contract/);
  });

  it("stops no deployment that was done from outside", async () => {
    const contract = (await globalRun()).contract;
    const notes = await publishAfterUp(parseStackName("global"), contract, () => ({
      websiteIsOn: () => Promise.resolve(false),
      enableWebsite: () => Promise.reject(new Error("closed")),
      stateOf: () => Promise.resolve(undefined),
      put: () => Promise.resolve(),
    }));
    expect(notes).to.deep.equal(["content was not uploaded: closed"]);
    expect(await publishAfterUp(parseStackName("ops-eastus"), {}, clientFor)).to.deep.equal([]);
  });
});
