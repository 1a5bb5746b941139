import { expect } from "chai";
import { healthPath } from "../../lib/origin.ts";
import { dependencyNames, globalRun, input, named, only, runStamp, stampRun } from "../support/stacks.ts";

describe("FrontDoor", function () {
  this.timeout(30_000);

  it("blocks: managed rules and a limit per client", async () => {
    const policy = only(await globalRun(), "frontdoor:Policy");
    expect(policy.inputs["policySettings"]).to.deep.include({ enabledState: "Enabled", mode: "Prevention" });
    expect(input(policy, "managedRules.managedRuleSets")).to.deep.equal([
      { ruleSetType: "Microsoft_DefaultRuleSet", ruleSetVersion: "2.1", ruleSetAction: "Block" },
      { ruleSetType: "Microsoft_BotManagerRuleSet", ruleSetVersion: "1.0" },
    ]);
    const [limit] = input(policy, "customRules.rules") as Record<string, unknown>[];
    expect(limit).to.include({ ruleType: "RateLimitRule", rateLimitThreshold: 1000, action: "Block" });
  });

  it("guards every path of the endpoint", async () => {
    const run = await globalRun();
    const security = only(run, "cdn:SecurityPolicy");
    expect(dependencyNames(security)).to.include.members(["front-door-endpoint", "front-door-waf"]);
    expect(input(security, "parameters.associations"))
      .to.have.nested.property("[0].patternsToMatch")
      .that.deep.equals(["/*"]);
  });

  it("speaks HTTPS to clients and origins, caches nothing, and has an origin before it has a route", async () => {
    const route = only(await globalRun(), "cdn:Route");
    expect(route.inputs).to.include({ httpsRedirect: "Enabled", forwardingProtocol: "HttpsOnly" });
    expect(route.inputs["cacheConfiguration"]).to.equal(undefined);
    expect(dependencyNames(route)).to.include("front-door-sorry");
  });

  it("probes the health path, and lets weights count", async () => {
    const group = only(await globalRun(), "cdn:AFDOriginGroup");
    expect(group.inputs["healthProbeSettings"]).to.deep.include({
      probePath: healthPath,
      probeRequestType: "HEAD",
      probeProtocol: "Https",
    });
    expect(input(group, "loadBalancingSettings.additionalLatencyInMilliseconds")).to.be.above(0);
  });

  it("falls back to a private page of last priority, and approves its own connection", async () => {
    const run = await globalRun();
    const sorry = only(run, "cdn:AFDOrigin");
    expect(sorry.inputs).to.include({
      priority: 5,
      weight: 1,
      enabledState: "Enabled",
      enforceCertificateNameCheck: true,
    });
    expect(sorry.inputs["hostName"]).to.match(/^st.*\.web\.core\.windows\.net$/);
    expect(sorry.inputs["sharedPrivateLinkResource"]).to.deep.include({
      groupId: "web",
      privateLinkLocation: "eastus",
      requestMessage: "afd-bulkhead-global/global",
    });
    const approval = named(run, "front-door-sorry-approval");
    expect(approval.type).to.equal("bulkhead:edge:PrivateLinkApproval");
    expect(approval.inputs["requestMessage"]).to.equal("afd-bulkhead-global/global");
    expect(dependencyNames(approval)).to.include("front-door-sorry");
  });
});

describe("StampOrigin", function () {
  this.timeout(30_000);

  it("joins the global group through Private Link once the service behind it exists", async () => {
    const run = await stampRun("stamp-westeurope");
    const origin = only(run, "cdn:AFDOrigin");
    expect(origin.inputs).to.include({
      profileName: "afd-bulkhead-global",
      originGroupName: "cfdog-bulkhead-api-global",
      resourceGroupName: "rg-bulkhead-global",
      enabledState: "Enabled",
      weight: 500,
      priority: 1,
    });
    expect(input(origin, "sharedPrivateLinkResource.privateLinkLocation")).to.equal("westeurope");
    expect(dependencyNames(origin)).to.include("workload-release");
    const approval = named(run, "origin-approval");
    expect(approval.inputs).to.deep.equal({
      targetId: input(origin, "sharedPrivateLinkResource.privateLink.id"),
      requestMessage: "afd-bulkhead-global/stamp-westeurope",
    });
    expect(dependencyNames(approval)).to.include("origin-origin");
  });

  it("is drained by disabling it", async () => {
    const run = await runStamp("stamp-eastus", {
      values: { edge: { enabled: false, weight: 1, priority: 2 } },
    });
    expect(only(run, "cdn:AFDOrigin").inputs).to.include({
      enabledState: "Disabled",
      weight: 1,
      priority: 2,
    });
  });

  it("asks from the nearest region that has Private Link where its own has none", async () => {
    const run = await runStamp("stamp-italynorth", {
      values: { location: "italynorth", network: { addressSpace: "10.10.32.0/20" } },
    });
    const location = input(only(run, "cdn:AFDOrigin"), "sharedPrivateLinkResource.privateLinkLocation");
    expect(location).to.equal("germanywestcentral");
  });
});
