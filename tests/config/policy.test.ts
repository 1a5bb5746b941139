import { expect } from "chai";
import { loadContext } from "../../config/load.ts";
import { parseStackName } from "../../config/stackName.ts";
import { goodFiles, refusal, withFiles } from "./support.ts";

const load = (policy: Record<string, unknown>) =>
  withFiles(goodFiles, (root) => loadContext(root, parseStackName("global"), { location: "eastus", policy }));

const scope = "/subscriptions/s/resourceGroups/rg-legacy";
const exemption = { control: "data-no-keys", scope, reason: "Moves in March.", expiresOn: "2027-03-31" };
const exempt = (changes: Record<string, unknown>, policy: Record<string, unknown> = {}) => ({
  ...policy,
  exemptions: [{ ...exemption, ...changes }],
});

describe("configuration of Azure Policy", () => {
  const refused: [string, Record<string, unknown>, string, RegExp][] = [
    [
      "a location that does not exist",
      { allowedLocations: ["westerope"] },
      "policy.allowedLocations",
      /westeurope/,
    ],
    [
      "a mode for no control",
      { controls: { "data-no-key": "Default" } },
      "policy.controls.data-no-key",
      /data-no-keys/,
    ],
    [
      "a mode for a control that Azure Policy does not hold",
      { controls: { "identity-no-owner": "Default" } },
      "policy.controls.identity-no-owner",
      /docs\/controls\.md|Did you mean/,
    ],
    [
      "an exemption from no control",
      exempt({ control: "nothing" }),
      "policy.exemptions[0].control",
      /controls\.md/,
    ],
    [
      "an exemption from what clusters hold",
      exempt({ control: "supply-chain-images-own-registry" }),
      "policy.exemptions[0].control",
      /DoNotEnforce/,
    ],
    [
      "an exemption from what is off",
      exempt({}, { controls: { "data-no-keys": "Off" } }),
      "policy.exemptions[0].control",
      /turn the assignment on/,
    ],
    [
      "an exemption from what needs an identity and has none",
      exempt({ control: "data-blob-soft-delete" }),
      "policy.exemptions[0].control",
      /turn the assignment on/,
    ],
    [
      "an exemption above the subscription",
      exempt({ scope: "/providers/Microsoft.Management/managementGroups/platform" }),
      "policy.exemptions[0].scope",
      /policy\.managementGroup/,
    ],
    ["an exemption of a name", exempt({ scope: "rg-legacy" }), "policy.exemptions[0].scope", /./],
    ["an exemption without end", exempt({ expiresOn: undefined }), "policy.exemptions[0].expiresOn", /./],
    [
      "a day that no calendar has",
      exempt({ expiresOn: "2027-02-30" }),
      "policy.exemptions[0].expiresOn",
      /./,
    ],
    ["an exemption without a reason", exempt({ reason: "  " }), "policy.exemptions[0].reason", /./],
    [
      "one exemption twice",
      {
        exemptions: [
          exemption,
          { ...exemption, scope: scope.toUpperCase().replace("/SUBSCRIPTIONS", "/subscriptions") },
        ],
      },
      "policy.exemptions[1]",
      /Leave one/,
    ],
    [
      "tasks without identities",
      { remediation: { tasks: true } },
      "policy.remediation.tasks",
      /remediation\.enabled/,
    ],
    ["an id instead of a group's name", { managementGroup: "/providers/x" }, "policy.managementGroup", /./],
  ];
  for (const [what, policy, key, remedy] of refused)
    it(`refuses ${what}`, () => {
      const error = refusal(() => load(policy));
      expect(error.file).to.equal("Pulumi.global.yaml");
      expect(error.key).to.equal(key);
      expect(error.remedy).to.match(remedy);
    });

  it("takes modes by control, exemptions at three kinds of scope, and identities with tasks", () => {
    const group = "/providers/Microsoft.Management/managementGroups/platform";
    const { config } = load({
      managementGroup: "platform",
      controls: { "data-no-keys": "Default", "allowed-locations": "Off" },
      allowedLocations: ["northeurope"],
      exemptions: [
        exemption,
        { ...exemption, scope: group },
        {
          ...exemption,
          scope: `${scope}/providers/Microsoft.Storage/storageAccounts/stlegacy`,
          category: "Mitigated",
        },
        { ...exemption, control: "data-blob-soft-delete" },
      ],
      remediation: { enabled: true, tasks: true, run: 3 },
    });
    expect(config).to.have.nested.property("policy.exemptions[0].category", "Waiver");
  });

  it("keeps exemptions for later where Azure Policy is off", () => {
    expect(() => load({ enabled: false, ...exempt({}) })).to.not.throw();
  });
});
