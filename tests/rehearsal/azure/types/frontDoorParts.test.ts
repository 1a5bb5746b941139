import { expect } from "chai";
import { azureNative } from "../../../../rehearsal/azure/packages/azureNative.ts";
import { patiently, pauseAfter } from "../../../../rehearsal/azure/packages/retries.ts";
import { ArmError } from "../../../../rehearsal/azure/errors.ts";
import type { Properties } from "../../../../lib/properties.ts";
import { changed, newKit, refusal, type Kit } from "../kit.ts";
import { codesOf } from "../networkKit.ts";

const premium = { name: "Premium_AzureFrontDoor" };
const domain: Properties = {
  profileName: "afd",
  customDomainName: "www",
  hostName: "www.example.com",
  tlsSettings: { certificateType: "ManagedCertificate", minimumTlsVersion: "TLS12" },
};
const header = (name: string, value: string): Properties => ({
  name: "ModifyResponseHeader",
  parameters: {
    typeName: "DeliveryRuleHeaderActionParameters",
    headerAction: "Overwrite",
    headerName: name,
    value,
  },
});
const rule: Properties = {
  profileName: "afd",
  ruleSetName: "headers",
  ruleName: "one",
  order: 1,
  matchProcessingBehavior: "Continue",
  actions: [header("X-Frame-Options", "DENY")],
};
const origin: Properties = {
  profileName: "afd",
  originGroupName: "api",
  originName: "first",
  hostName: "one.example.com",
  enabledState: "Enabled",
};

describe("rehearsal/azure: domains, rule sets and concurrent writes of Front Door", () => {
  let kit: Kit;
  let profileId: string;

  beforeEach(async () => {
    kit = await newKit();
    profileId = (await kit.create("cdn:Profile", { profileName: "afd", location: "Global", sku: premium }))
      .id;
    await kit.create("cdn:AFDEndpoint", { profileName: "afd", endpointName: "shop", location: "Global" });
    await kit.create("cdn:RuleSet", { profileName: "afd", ruleSetName: "headers" });
    await kit.create("cdn:AFDOriginGroup", {
      profileName: "afd",
      originGroupName: "api",
      healthProbeSettings: { probePath: "/", probeProtocol: "Https", probeIntervalInSeconds: 30 },
      loadBalancingSettings: { sampleSize: 4, successfulSamplesRequired: 2 },
    });
  });

  async function refuses(
    token: string,
    good: Properties,
    cases: [string, string, Properties][],
  ): Promise<void> {
    for (const [title, code, changes] of cases)
      expect((await refusal(kit.create(token, changed(good, changes)))).code, title).to.equal(code);
  }

  const route = (changes: Properties = {}): Properties => ({
    profileName: "afd",
    endpointName: "shop",
    routeName: "all",
    originGroup: { id: `${profileId}/originGroups/api` },
    linkToDefaultDomain: "Enabled",
    ...changes,
  });

  it("gives a domain a token for DNS, and waits for the record", async () => {
    const { outputs } = await kit.create("cdn:AFDCustomDomain", domain);
    expect(outputs["domainValidationState"]).to.equal("Pending");
    expect(outputs["validationProperties"]).to.have.property("validationToken").that.has.length(32);
  });

  it("refuses domains that are not sound", async () => {
    await refuses("cdn:AFDCustomDomain", domain, [
      ["no host", "InvalidParameter", { hostName: undefined }],
      ["a URL", "BadRequest", { hostName: "https://www.example.com" }],
      ["a wildcard with a managed certificate", "BadRequest", { hostName: "*.example.com" }],
      ["certificate", "BadRequest", { "tlsSettings.certificateType": "None" }],
      [
        "one's own certificate without a secret",
        "BadRequest",
        { "tlsSettings.certificateType": "CustomerCertificate" },
      ],
      ["TLS", "BadRequest", { "tlsSettings.minimumTlsVersion": "TLS11" }],
      ["name", "InvalidResourceName", { customDomainName: "www.example" }],
      ["no profile", "ParentResourceNotFound", { profileName: "none" }],
    ]);
  });

  it("gives a host name to one domain only, for good", async () => {
    const { id } = await kit.create("cdn:AFDCustomDomain", domain);
    const twice = await refusal(kit.create("cdn:AFDCustomDomain", { ...domain, customDomainName: "again" }));
    expect([twice.code, twice.status]).to.deep.equal(["Conflict", 409]);
    const moved = await refusal(
      kit.update("cdn:AFDCustomDomain", id, { ...domain, hostName: "shop.example.com" }),
    );
    expect(moved.code).to.equal("PropertyChangeNotAllowed");
  });

  it("keeps a domain and a rule set while a route uses them", async () => {
    const { id } = await kit.create("cdn:AFDCustomDomain", domain);
    await kit.create("cdn:AFDOrigin", origin);
    const ruleSet = `${profileId}/ruleSets/headers`;
    const used = await kit.create(
      "cdn:Route",
      route({ customDomains: [{ id }], ruleSets: [{ id: ruleSet }] }),
    );
    expect((await refusal(kit.remove("cdn:AFDCustomDomain", id))).code).to.equal("Conflict");
    expect((await refusal(kit.remove("cdn:RuleSet", ruleSet))).code).to.equal("Conflict");
    await kit.remove("cdn:Route", used.id);
    await kit.remove("cdn:AFDCustomDomain", id);
    await kit.remove("cdn:RuleSet", ruleSet);
  });

  it("serves a domain by one endpoint, and by parts of its own profile", async () => {
    const { id } = await kit.create("cdn:AFDCustomDomain", domain);
    await kit.create("cdn:AFDOrigin", origin);
    await kit.create("cdn:Route", route({ customDomains: [{ id }] }));
    await kit.create("cdn:AFDEndpoint", { profileName: "afd", endpointName: "second", location: "Global" });
    const elsewhere = route({ endpointName: "second", customDomains: [{ id }], patternsToMatch: ["/other"] });
    expect((await refusal(kit.create("cdn:Route", elsewhere))).message).to.contain("another endpoint");
    await kit.create("cdn:Profile", { profileName: "other", location: "Global", sku: premium });
    const { id: foreign } = await kit.create("cdn:RuleSet", { profileName: "other", ruleSetName: "headers" });
    const mixed = route({ routeName: "mixed", patternsToMatch: ["/mixed"], ruleSets: [{ id: foreign }] });
    expect((await refusal(kit.create("cdn:Route", mixed))).message).to.contain("another profile");
  });

  it("refuses rules that are not sound", async () => {
    await refuses("cdn:Rule", rule, [
      ["no order", "InvalidParameter", { order: undefined }],
      ["a negative order", "BadRequest", { order: -1 }],
      ["a hyphen in the name", "InvalidResourceName", { ruleName: "one-two" }],
      ["no actions", "BadRequest", { actions: [] }],
      [
        "six actions",
        "BadRequest",
        { actions: Array.from({ length: 6 }, (_, index) => header(`X-${index}`, "v")) },
      ],
      [
        "eleven conditions",
        "BadRequest",
        { conditions: Array.from({ length: 11 }, () => ({ name: "UrlPath" })) },
      ],
      ["an unknown action", "BadRequest", { actions: [{ name: "Shout" }] }],
      ["processing", "BadRequest", { matchProcessingBehavior: "Maybe" }],
      [
        "parameters of another action",
        "BadRequest",
        { actions: [{ ...header("X", "v"), name: "UrlRedirect" }] },
      ],
      ["no header", "BadRequest", { actions: [header("", "v")] }],
      ["a header with a blank", "BadRequest", { actions: [header("X Y", "v")] }],
      ["no value", "BadRequest", { actions: [header("X", "")] }],
      [
        "an unknown header action",
        "BadRequest",
        {
          actions: [
            {
              ...header("X", "v"),
              parameters: { ...(header("X", "v")["parameters"] as Properties), headerAction: "Hide" },
            },
          ],
        },
      ],
      ["no rule set", "ParentResourceNotFound", { ruleSetName: "none" }],
    ]);
    await kit.create("cdn:Rule", rule);
    expect((await refusal(kit.create("cdn:Rule", { ...rule, ruleName: "two" }))).message).to.contain(
      "order 1",
    );
    await kit.create("cdn:Rule", { ...rule, ruleName: "two", order: 2 });
  });

  it("refuses the rule beyond the rule set's number", async () => {
    for (let order = 0; order < 100; order += 1)
      await kit.create("cdn:Rule", { ...rule, ruleName: `r${order}`, order });
    expect((await refusal(kit.create("cdn:Rule", { ...rule, order: 100 }))).message).to.contain(
      "100 are allowed",
    );
  });

  it("refuses versions of rule sets that are no longer supported, and too many exclusions", async () => {
    const exclusion = { matchVariable: "RequestHeaderNames", selectorMatchOperator: "Equals", selector: "x" };
    const policy = (set: Properties): Properties => ({
      policyName: "waf",
      location: "Global",
      sku: premium,
      managedRules: {
        managedRuleSets: [{ ruleSetType: "Microsoft_DefaultRuleSet", ruleSetVersion: "2.1", ...set }],
      },
    });
    const old = await refusal(kit.create("frontdoor:Policy", policy({ ruleSetVersion: "1.1" })));
    expect(old.message).to.contain("only 2.2, 2.1, 2.0");
    const many = policy({ exclusions: Array.from({ length: 101 }, () => exclusion) });
    expect((await refusal(kit.create("frontdoor:Policy", many))).message).to.contain("101 exclusions");
    await kit.create("frontdoor:Policy", policy({ exclusions: [exclusion] }));
  });

  it("refuses a second write to an origin group with 409", async () => {
    const writes = [origin, { ...origin, originName: "second" }].map((inputs) =>
      kit.create("cdn:AFDOrigin", inputs),
    );
    expect(await codesOf(writes)).to.deep.equal(["AnotherOperationInProgress"]);
  });

  it("converges all the same when two stamps write at once, for azure-native asks again", async () => {
    const native = azureNative(kit.subscription);
    const group = { resourceGroupName: "rg-test" };
    const call = (stack: string) => ({
      type: "azure-native:cdn:AFDOrigin",
      urn: `urn:pulumi:${stack}::bulkhead::azure-native:cdn:AFDOrigin::origin`,
      configuration: {},
    });
    const started = kit.clock.now;
    const made = await Promise.all([
      native.create(call("stamp-eastus"), { ...origin, ...group }),
      native.create(call("stamp-westeurope"), { ...origin, ...group, originName: "second" }),
    ]);
    expect(made.map(({ id }) => kit.subscription.read(id)?.state)).to.deep.equal(["Succeeded", "Succeeded"]);
    const busy = new ArmError("AnotherOperationInProgress", 409, "busy");
    expect(kit.clock.now - started).to.be.above(Number(pauseAfter(busy, 1)) / 60);
  });

  it("gives up after the pauses of azure-native, and at once for what does not pass", async () => {
    const attempt = async (error: ArmError): Promise<number> => {
      let attempts = 0;
      const failing = patiently(kit.clock, () => {
        attempts += 1;
        return Promise.reject(error);
      });
      expect(await failing.catch((reason: unknown) => reason)).to.equal(error);
      return attempts;
    };
    expect(await attempt(new ArmError("AnotherOperationInProgress", 409, "busy"))).to.equal(4);
    expect(await attempt(new ArmError("Conflict", 409, "taken"))).to.equal(1);
  });
});
