import { expect } from "chai";
import { approvalMessage } from "../../lib/origin.ts";
import { originGroups, type OriginGroupId } from "../../lib/edge/originGroups.ts";
import { globalContractSchema } from "../../contracts/global.ts";
import { opsContractSchema } from "../../contracts/ops.ts";
import { runStack, type Recorded, type StackRun } from "../support/runStack.ts";
import {
  dependencyNames,
  globalContract,
  globalRun,
  input,
  named,
  ofType,
  only,
  opsRun,
  runStamp,
  stampRun,
} from "../support/stacks.ts";

const group = (run: StackRun, id: OriginGroupId): Recorded => named(run, `front-door-${id}`);
const route = (run: StackRun, id: OriginGroupId): Recorded => named(run, `front-door-${id}-route`);

describe("FrontDoor", function () {
  it("blocks: managed rules and a limit per client that comes last", async () => {
    const policy = only(await globalRun(), "frontdoor:Policy");
    expect(policy.inputs["policySettings"]).to.deep.include({ enabledState: "Enabled", mode: "Prevention" });
    expect(input(policy, "managedRules.managedRuleSets")).to.deep.equal([
      { ruleSetType: "Microsoft_DefaultRuleSet", ruleSetVersion: "2.1", ruleSetAction: "Block" },
      { ruleSetType: "Microsoft_BotManagerRuleSet", ruleSetVersion: "1.1" },
    ]);
    const [limit] = input(policy, "customRules.rules") as Record<string, unknown>[];
    expect(limit).to.include({
      ruleType: "RateLimitRule",
      rateLimitThreshold: 1000,
      action: "Block",
      priority: 10_000,
    });
  });

  it("takes exclusions, overrides and rules from the configuration", async () => {
    const waf = {
      exclusions: [{ variable: "RequestCookieNames", operator: "StartsWith", selector: "session" }],
      overrides: [
        { group: "SQLI", rule: "942100", enabled: false },
        { group: "SQLI", rule: "942200", action: "Log" },
        { ruleSet: "bots", group: "UnknownBots", rule: "Bot300100", action: "JSChallenge" },
      ],
      customRules: [
        {
          name: "BlockCountries",
          priority: 10,
          conditions: [{ variable: "RemoteAddr", operator: "GeoMatch", negate: true, values: ["DE", "US"] }],
        },
      ],
    };
    const policy = only(await runStack("global", { values: { frontDoor: { waf } } }), "frontdoor:Policy");
    const sets = input(policy, "managedRules.managedRuleSets") as Record<string, unknown>[];
    expect(sets[0]?.["exclusions"]).to.deep.equal([
      { matchVariable: "RequestCookieNames", selectorMatchOperator: "StartsWith", selector: "session" },
    ]);
    expect(sets[0]?.["ruleGroupOverrides"]).to.deep.equal([
      {
        ruleGroupName: "SQLI",
        rules: [
          { ruleId: "942100", enabledState: "Disabled" },
          { ruleId: "942200", enabledState: "Enabled", action: "Log" },
        ],
      },
    ]);
    expect(sets[1]?.["ruleGroupOverrides"]).to.deep.equal([
      {
        ruleGroupName: "UnknownBots",
        rules: [{ ruleId: "Bot300100", enabledState: "Enabled", action: "JSChallenge" }],
      },
    ]);
    const [own] = input(policy, "customRules.rules") as Record<string, unknown>[];
    expect(own).to.deep.include({
      name: "BlockCountries",
      priority: 10,
      action: "Block",
      ruleType: "MatchRule",
    });
    expect(own?.["matchConditions"]).to.deep.equal([
      { matchVariable: "RemoteAddr", operator: "GeoMatch", negateCondition: true, matchValue: ["DE", "US"] },
    ]);
  });

  it("guards every path of the endpoint and of every domain", async () => {
    const run = await runStack("global", {
      values: { frontDoor: { customDomains: [{ hostName: "www.example.com" }] } },
    });
    const security = only(run, "cdn:SecurityPolicy");
    expect(dependencyNames(security)).to.include.members([
      "front-door-endpoint",
      "front-door-waf",
      "front-door-domain-www.example.com",
    ]);
    const [association] = input(security, "parameters.associations") as Record<string, unknown[]>[];
    expect(association?.["domains"]).to.have.length(2);
    expect(association?.["patternsToMatch"]).to.deep.equal(["/*"]);
  });

  it("speaks HTTPS to clients and origins, and has an origin and its headers before it has a route", async () => {
    const run = await globalRun();
    for (const { id, patterns } of Object.values(originGroups)) {
      expect(route(run, id).inputs).to.deep.include({
        patternsToMatch: patterns,
        supportedProtocols: ["Http", "Https"],
        httpsRedirect: "Enabled",
        forwardingProtocol: "HttpsOnly",
      });
      expect(dependencyNames(route(run, id))).to.include.members([
        `front-door-origins-${id}-${id === "images" ? "images" : "sorry"}`,
        "front-door-headers-rules",
        "front-door-headers-rule-1",
        "front-door-headers-rule-2",
      ]);
    }
  });

  it("keeps pages and images at the edge, compressed, and never the API", async () => {
    const run = await globalRun();
    expect(route(run, "api").inputs["cacheConfiguration"]).to.equal(undefined);
    for (const id of ["site", "images"] as const) {
      expect(input(route(run, id), "cacheConfiguration.queryStringCachingBehavior")).to.equal(
        "UseQueryString",
      );
      expect(input(route(run, id), "cacheConfiguration.compressionSettings")).to.deep.include({
        isCompressionEnabled: true,
      });
    }
  });

  it("sends the API's paths to the stamps and no other route", async () => {
    expect(originGroups.api.patterns).to.deep.equal(["/catalogservice/*", "/healthservice/*"]);
  });

  it("probes every group, and lets weights count", async () => {
    const run = await globalRun();
    for (const { id, probePath } of Object.values(originGroups)) {
      expect(group(run, id).inputs["healthProbeSettings"]).to.deep.equal({
        probePath,
        probeRequestType: "HEAD",
        probeProtocol: "Https",
        probeIntervalInSeconds: 30,
      });
      expect(input(group(run, id), "loadBalancingSettings.additionalLatencyInMilliseconds")).to.be.above(0);
    }
  });

  it("sets security headers on every answer, five to a rule", async () => {
    const run = await globalRun();
    const order = (rule: Recorded) => Number(rule.inputs["order"]);
    const rules = ofType(run, "cdn:Rule").toSorted((a, b) => order(a) - order(b));
    const headers = rules.map((rule) =>
      (input(rule, "actions") as { parameters: { headerName: string; value: string } }[]).map(
        ({ parameters }) => parameters.headerName,
      ),
    );
    expect(headers).to.deep.equal([
      [
        "Strict-Transport-Security",
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "X-Frame-Options",
        "Referrer-Policy",
      ],
      ["Permissions-Policy"],
    ]);
    expect(rules.map(order)).to.deep.equal([1, 2]);
  });

  it("leaves a header alone that the configuration empties", async () => {
    const run = await runStack("global", {
      values: { frontDoor: { securityHeaders: { frameOptions: "" } } },
    });
    expect(ofType(run, "cdn:Rule")).to.have.length(1);
  });

  it("falls back to a private page of last priority, and approves its own connections", async () => {
    const run = await globalRun();
    const profile = only(run, "cdn:Profile").inputs["profileName"];
    const { frontDoorId } = (await globalContract()).frontDoor;
    const message = approvalMessage({ profileName: String(profile), frontDoorId }, "global");
    for (const id of ["api", "site"]) {
      const sorry = named(run, `front-door-origins-${id}-sorry`);
      expect(sorry.inputs).to.include({
        priority: 5,
        enabledState: "Enabled",
        enforceCertificateNameCheck: true,
      });
      expect(sorry.inputs["hostName"]).to.match(/^st.*\.web\.core\.windows\.net$/);
      expect(sorry.inputs["sharedPrivateLinkResource"]).to.deep.include({
        groupId: "web",
        privateLinkLocation: "eastus",
        requestMessage: message,
      });
    }
    const approval = named(run, "front-door-origins-website-approval");
    expect(approval.type).to.equal("bulkhead:edge:PrivateLinkApproval");
    expect(approval.inputs["requestMessage"]).to.equal(message);
    expect(dependencyNames(approval)).to.include.members([
      "front-door-origins-api-sorry",
      "front-door-origins-site-sorry",
      "front-door-origins-images-images",
    ]);
  });

  it("serves the images from the copy in the paired region while the account is down", async () => {
    const run = await globalRun();
    const [images, copy] = ["images", "images-copy"].map((name) =>
      named(run, `front-door-origins-images-${name}`),
    );
    expect([images?.inputs["priority"], copy?.inputs["priority"]]).to.deep.equal([1, 5]);
    expect(input(copy as Recorded, "sharedPrivateLinkResource.groupId")).to.equal("web_secondary");
    expect(String(copy?.inputs["hostName"])).to.contain("-secondary.");
    // A write to a group excludes another one.
    expect(dependencyNames(copy as Recorded)).to.include("front-door-origins-images-images");
    const messages = ["website", "copy"].map(
      (name) => named(run, `front-door-origins-${name}-approval`).inputs["requestMessage"],
    );
    expect(new Set(messages).size).to.equal(2);
  });

  it("makes no copy where the region has no pair", async () => {
    const run = await runStack("global", { values: { location: "westus3" } });
    const sku = input(named(run, "storage-account"), "sku.name");
    expect(ofType(run, "cdn:AFDOrigin").some(({ name }) => name.includes("copy"))).to.equal(
      String(sku).includes("_RA"),
    );
  });

  it("tells the owner of a domain what DNS must say", async () => {
    const zone = "/subscriptions/s/resourceGroups/dns/providers/Microsoft.Network/dnsZones/example.com";
    const run = await runStack("global", {
      values: {
        frontDoor: {
          customDomains: [{ hostName: "www.example.com", dnsZoneId: zone, minimumTlsVersion: "TLS13" }],
        },
      },
    });
    const domain = only(run, "cdn:AFDCustomDomain");
    expect(domain.inputs).to.deep.include({
      hostName: "www.example.com",
      azureDnsZone: { id: zone },
      tlsSettings: { certificateType: "ManagedCertificate", minimumTlsVersion: "TLS13" },
    });
    for (const { id } of Object.values(originGroups))
      expect(route(run, id).inputs["customDomains"]).to.have.length(1);
    const { frontDoor } = globalContractSchema.parse(run.contract);
    expect(frontDoor.customDomains).to.deep.equal([
      {
        hostName: "www.example.com",
        validationRecord: "_dnsauth.www.example.com",
        validationToken: `token-${String(domain.inputs["customDomainName"])}`,
        target: frontDoor.endpointHostName,
      },
    ]);
  });
});

describe("StampOrigin", function () {
  const origins = (run: StackRun) =>
    ["api-origin-origin", "site-origin-origin"].map((name) => named(run, name));

  it("joins the groups of the API and of the pages through Private Link", async () => {
    const run = await stampRun("stamp-westeurope");
    const [api, site] = origins(run) as [Recorded, Recorded];
    const { frontDoor } = await globalContract();
    for (const origin of [api, site]) {
      expect(origin.inputs).to.include({
        profileName: frontDoor.profileName,
        resourceGroupName: frontDoor.resourceGroupName,
        enabledState: "Enabled",
        weight: 500,
        priority: 1,
      });
      expect(input(origin, "sharedPrivateLinkResource.privateLinkLocation")).to.equal("westeurope");
    }
    expect(api.inputs["originGroupName"]).to.equal(frontDoor.originGroups.api.name);
    expect(site.inputs["originGroupName"]).to.equal(frontDoor.originGroups.site.name);
    expect(input(site, "sharedPrivateLinkResource.groupId")).to.equal("web");
    expect(input(api, "sharedPrivateLinkResource.groupId")).to.equal(undefined);
    expect(dependencyNames(api).some((name) => name.includes("gateway"))).to.equal(true);
  });

  it("approves both connections, by a message that nobody else can guess", async () => {
    const run = await stampRun("stamp-westeurope");
    const { frontDoor } = await globalContract();
    for (const name of ["api-origin", "site-origin"]) {
      const approval = named(run, `${name}-approval`);
      expect(approval.inputs).to.deep.equal({
        targetId: input(named(run, `${name}-origin`), "sharedPrivateLinkResource.privateLink.id"),
        requestMessage: approvalMessage(frontDoor, "stamp-westeurope"),
      });
      expect(String(approval.inputs["requestMessage"])).to.contain(frontDoor.frontDoorId);
      expect(dependencyNames(approval)).to.include(`${name}-origin`);
    }
  });

  for (const edge of [{ enabled: false }, { weight: 0 }]) {
    it(`is drained by ${JSON.stringify(edge)}, which changes two resources and nothing else`, async () => {
      const before = await stampRun();
      const after = await runStamp("stamp-eastus", { values: { edge } });
      const key = ({ type, name }: Recorded) => `${type} ${name}`;
      const inputs = new Map(
        before.resources.map((resource) => [key(resource), JSON.stringify(resource.inputs)]),
      );
      expect(after.resources.map(key).sort()).to.deep.equal([...inputs.keys()].sort());
      const changedNames = after.resources
        .filter((resource) => inputs.get(key(resource)) !== JSON.stringify(resource.inputs))
        .map(({ name }) => name);
      expect(changedNames.sort()).to.deep.equal(["api-origin-origin", "site-origin-origin"]);
      for (const origin of origins(after)) expect(origin.inputs["enabledState"]).to.equal("Disabled");
      for (const origin of origins(after)) expect(origin.inputs["weight"]).to.be.at.least(1);
    });
  }

  it("is called by the name that is configured, where one is", async () => {
    const run = await runStamp("stamp-eastus", {
      values: { edge: { originHostName: "eastus.origin.example.com" } },
    });
    expect(named(run, "api-origin-origin").inputs).to.include({
      hostName: "eastus.origin.example.com",
      originHostHeader: "eastus.origin.example.com",
    });
    expect(run.contract).to.have.nested.property("origin.hostName", "eastus.origin.example.com");
  });

  it("asks from the nearest region that has Private Link where its own has none", async () => {
    const contract = await globalContract();
    const regions = [...contract.regions, { ...contract.regions[0], location: "italynorth" }];
    const ops = opsContractSchema.parse((await opsRun()).contract);
    const apiServerZones = { italynorth: String(ops.apiServerZones["eastus"]) };
    const run = await runStamp("stamp-italynorth", {
      contracts: { global: { ...contract, regions }, "ops-eastus": { ...ops, apiServerZones } },
      values: { location: "italynorth", network: { addressSpace: "10.10.32.0/20" } },
    });
    const location = input(named(run, "api-origin-origin"), "sharedPrivateLinkResource.privateLinkLocation");
    expect(location).to.equal("germanywestcentral");
  });
});
