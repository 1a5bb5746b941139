import { expect } from "chai";
import type { Properties } from "../../../../lib/properties.ts";
import { changed, newKit, refusal, type Kit } from "../kit.ts";

const token = "storage:StorageAccount";
const good: Properties = {
  accountName: "sttest01",
  location: "eastus",
  kind: "StorageV2",
  sku: { name: "Standard_ZRS" },
  enableHttpsTrafficOnly: true,
};
const closed: Properties = {
  ...good,
  allowSharedKeyAccess: false,
  allowBlobPublicAccess: false,
  publicNetworkAccess: "Disabled",
  networkRuleSet: { defaultAction: "Deny" },
};

describe("rehearsal/azure: storage accounts", () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await newKit();
  });

  it("accepts one and tells its endpoints, the website's with the number of the region", async () => {
    const { outputs } = await kit.create(token, good);
    const endpoints = outputs["primaryEndpoints"] as Record<string, string>;
    expect(endpoints["blob"]).to.equal("https://sttest01.blob.core.windows.net/");
    expect(endpoints["web"]).to.match(/^https:\/\/sttest01\.z\d\d\.web\.core\.windows\.net\/$/);
    const second = await kit.create(token, {
      ...good,
      accountName: "sttest02",
      sku: { name: "Standard_RAGRS" },
    });
    expect((second.outputs["primaryEndpoints"] as Record<string, string>)["web"]?.split(".")[1]).to.equal(
      endpoints["web"]?.split(".")[1],
    );
    expect(second.outputs).to.have.property("secondaryLocation", "westus");
  });

  const refused: [string, string, Properties][] = [
    ["a hyphen in the name", "AccountNameInvalid", { accountName: "st-test" }],
    ["an unknown kind", "InvalidValuesForRequestParameters", { kind: "Tape" }],
    ["an unknown SKU", "InvalidValuesForRequestParameters", { "sku.name": "Gold_LRS" }],
    ["a SKU of another kind", "InvalidValuesForRequestParameters", { kind: "BlockBlobStorage" }],
    ["zones where there are none", "SkuNotAvailable", { location: "westus" }],
    [
      "geo redundancy where there is no pair",
      "SkuNotAvailable",
      { location: "italynorth", "sku.name": "Standard_GRS" },
    ],
    [
      "a private IP rule",
      "InvalidValuesForRequestParameters",
      { networkRuleSet: { defaultAction: "Deny", ipRules: [{ iPAddressOrRange: "10.0.0.0/24" }] } },
    ],
    [
      "an IP rule of a single /31",
      "InvalidValuesForRequestParameters",
      { networkRuleSet: { defaultAction: "Deny", ipRules: [{ iPAddressOrRange: "20.0.0.0/31" }] } },
    ],
    [
      "blob storage without a tier",
      "InvalidValuesForRequestParameters",
      { kind: "BlobStorage", "sku.name": "Standard_LRS" },
    ],
    ["SFTP without a hierarchical namespace", "InvalidValuesForRequestParameters", { isSftpEnabled: true }],
    ["an unknown network mode", "InvalidValuesForRequestParameters", { publicNetworkAccess: "Maybe" }],
    [
      "an unknown default action",
      "InvalidValuesForRequestParameters",
      { "networkRuleSet.defaultAction": "Maybe" },
    ],
    ["an unknown TLS version", "InvalidValuesForRequestParameters", { minimumTlsVersion: "TLS9" }],
    ["an unknown access tier", "InvalidValuesForRequestParameters", { accessTier: "Lukewarm" }],
  ];
  for (const [title, code, changes] of refused) {
    it(`refuses ${title}`, async () => {
      expect((await refusal(kit.create(token, changed(good, changes)))).code).to.equal(code);
    });
  }

  it("refuses a taken name, another kind and a way into zones", async () => {
    const { id } = await kit.create(token, { ...good, sku: { name: "Standard_LRS" } });
    await kit.create("resources:ResourceGroup", { resourceGroupName: "rg-2", location: "eastus" });
    expect((await refusal(kit.create(token, { ...good, resourceGroupName: "rg-2" }))).code).to.equal(
      "StorageAccountAlreadyTaken",
    );
    expect((await refusal(kit.update(token, id, { sku: { name: "Standard_ZRS" } }))).code).to.equal(
      "AccountPropertyCannotBeUpdated",
    );
    expect((await refusal(kit.update(token, id, { kind: "Storage" }))).code).to.equal(
      "AccountPropertyCannotBeUpdated",
    );
  });

  it("accepts blob service properties and refuses what does not hold together", async () => {
    await kit.create(token, good);
    const service = {
      accountName: "sttest01",
      blobServicesName: "default",
      isVersioningEnabled: true,
      deleteRetentionPolicy: { enabled: true, days: 30 },
    };
    const cases: [string, Properties][] = [
      ["InvalidResourceName", { blobServicesName: "second" }],
      ["InvalidParameterValue", { deleteRetentionPolicy: { enabled: true, days: 366 } }],
      ["InvalidParameterValue", { containerDeleteRetentionPolicy: { enabled: true, days: 0 } }],
      ["InvalidXmlDocument", { deleteRetentionPolicy: { enabled: true } }],
      ["InvalidValuesForRequestParameters", { restorePolicy: { enabled: true, days: 7 } }],
      [
        "InvalidValuesForRequestParameters",
        { changeFeed: { enabled: true }, restorePolicy: { enabled: true, days: 30 } },
      ],
      ["InvalidParameterValue", { changeFeed: { enabled: true }, restorePolicy: { enabled: true, days: 0 } }],
    ];
    for (const [code, changes] of cases)
      expect(
        (await refusal(kit.create("storage:BlobServiceProperties", { ...service, ...changes }))).code,
      ).to.equal(code);
    await kit.create("storage:BlobServiceProperties", service);
    await kit.create(token, { ...good, accountName: "stlake01", isHnsEnabled: true });
    expect(
      (await refusal(kit.create("storage:BlobServiceProperties", { ...service, accountName: "stlake01" })))
        .code,
    ).to.equal("FeatureNotSupportedForAccount");
    await kit.create(token, {
      ...good,
      accountName: "stpremium01",
      kind: "BlockBlobStorage",
      sku: { name: "Premium_LRS" },
    });
    const restore = {
      ...service,
      accountName: "stpremium01",
      changeFeed: { enabled: true },
      restorePolicy: { enabled: true, days: 7 },
    };
    expect((await refusal(kit.create("storage:BlobServiceProperties", restore))).code).to.equal(
      "FeatureNotSupportedForAccount",
    );
  });

  it("makes containers in a closed account, but no public ones", async () => {
    await kit.create(token, closed);
    const container = { accountName: "sttest01", containerName: "images" };
    expect(
      (await refusal(kit.create("storage:BlobContainer", { ...container, publicAccess: "Blob" }))).code,
    ).to.equal("PublicAccessNotPermitted");
    expect(
      (await refusal(kit.create("storage:BlobContainer", { ...container, publicAccess: "Everyone" }))).code,
    ).to.equal("InvalidValuesForRequestParameters");
    expect(
      (await refusal(kit.create("storage:BlobContainer", { ...container, containerName: "Images" }))).code,
    ).to.equal("InvalidResourceName");
    expect((await kit.create("storage:BlobContainer", container)).outputs).to.include({
      publicAccess: "None",
    });
  });

  it("keeps its containers when the settings of the blob service are deleted", async () => {
    await kit.create(token, closed);
    const settings = await kit.create("storage:BlobServiceProperties", {
      blobServicesName: "default",
      accountName: "sttest01",
    });
    const images = await kit.create("storage:BlobContainer", {
      accountName: "sttest01",
      containerName: "images",
    });
    await kit.remove("storage:BlobServiceProperties", settings.id);
    expect(kit.subscription.read(images.id)).not.to.equal(undefined);
  });
});

describe("rehearsal/azure: what is written to storage with keys", () => {
  let kit: Kit;
  const website = { accountName: "sttest01", indexDocument: "index.html" };
  const page = {
    accountName: "sttest01",
    containerName: "$web",
    blobName: "index.html",
    type: "Block",
    contentType: "text/html",
  };
  beforeEach(async () => {
    kit = await newKit();
  });

  it("accepts a website and its pages in an open account", async () => {
    await kit.create(token, good);
    expect(
      (await kit.create("storage:StorageAccountStaticWebsite", website)).outputs["containerName"],
    ).to.equal("$web");
    const { id, outputs } = await kit.create("storage:Blob", page);
    expect(outputs["url"]).to.equal("https://sttest01.blob.core.windows.net/$web/index.html");
    await kit.remove("storage:Blob", id);
  });

  const locked: [string, string, Properties][] = [
    ["keys are off", "KeyBasedAuthenticationNotPermitted", { allowSharedKeyAccess: false }],
    ["the public endpoint is off", "AuthorizationFailure", { publicNetworkAccess: "Disabled" }],
    ["the firewall denies", "AuthorizationFailure", { networkRuleSet: { defaultAction: "Deny" } }],
  ];
  for (const [title, code, lock] of locked) {
    it(`refuses to write or delete where ${title}`, async () => {
      const { id } = await kit.create(token, good);
      await kit.create("storage:StorageAccountStaticWebsite", website);
      const blob = await kit.create("storage:Blob", page);
      await kit.update(token, id, lock);
      for (const attempt of [
        kit.create("storage:Blob", { ...page, blobName: "404.html" }),
        kit.remove("storage:Blob", blob.id),
        kit.update("storage:StorageAccountStaticWebsite", `${id}/staticWebsite`, {
          indexDocument: "home.html",
        }),
      ]) {
        const error = await refusal(attempt);
        expect([error.code, error.status]).to.deep.equal([code, 403]);
      }
    });
  }

  it("refuses websites and blobs where there are none, and names that are no files", async () => {
    await kit.create(token, { ...good, kind: "FileStorage", sku: { name: "Premium_LRS" } });
    expect((await refusal(kit.create("storage:StorageAccountStaticWebsite", website))).code).to.equal(
      "FeatureNotSupportedForAccount",
    );
    await kit.create(token, { ...good, accountName: "sttest02" });
    expect(
      (
        await refusal(
          kit.create("storage:StorageAccountStaticWebsite", {
            accountName: "sttest02",
            indexDocument: "a/b.html",
          }),
        )
      ).code,
    ).to.equal("InvalidXmlNodeValue");
    expect((await refusal(kit.create("storage:Blob", { ...page, accountName: "sttest02" }))).code).to.equal(
      "ParentResourceNotFound",
    );
    await kit.create("storage:StorageAccountStaticWebsite", { ...website, accountName: "sttest02" });
    expect(
      (await refusal(kit.create("storage:Blob", { ...page, accountName: "sttest02", type: "Page" }))).code,
    ).to.equal("InvalidHeaderValue");
    expect(
      (await refusal(kit.create("storage:Blob", { ...page, accountName: "sttest02", accessTier: "Warm" })))
        .code,
    ).to.equal("InvalidHeaderValue");
    await kit.create("storage:BlobContainer", { accountName: "sttest01", containerName: "files" });
    expect(
      (
        await refusal(
          kit.create("storage:Blob", { ...page, accountName: "sttest01", containerName: "files" }),
        )
      ).code,
    ).to.equal("FeatureNotSupportedForAccount");
  });
});
