import { expect } from "chai";
import type { ExampleResource } from "../../../controls/types.ts";
import { say } from "../support/say.ts";

type Props = ExampleResource["props"];

/** How often each set of inputs is refused. */
const counts = (id: string, type: string, all: readonly Props[]): number[] =>
  all.map((props) => say(id, [{ type, props }]).length);

describe("what a control asks for is asked of each part", () => {
  it("a budget tells somebody by a notification that is on and has a contact, in one and the same", () => {
    const on = { enabled: true };
    const good: Props[] = [
      { a: { ...on, contactEmails: ["a@b.example"] } },
      { a: { ...on, contactGroups: ["/group"] } },
      { a: { ...on, contactRoles: ["Owner"] } },
      { a: { enabled: false, contactRoles: ["Owner"] }, b: { ...on, contactRoles: ["Owner"] } },
    ];
    const bad: Props[] = [
      {},
      { a: on },
      { a: { ...on, contactEmails: [], contactGroups: [], contactRoles: [] } },
      { a: { contactRoles: ["Owner"] } },
      { a: { enabled: false, contactRoles: ["Owner"] }, b: on },
    ];
    const budgets = (all: Props[]) => all.map((notifications) => ({ notifications }));
    expect(counts("operations-budget", "consumption:Budget", budgets(good))).to.deep.equal([0, 0, 0, 0]);
    expect(counts("operations-budget", "consumption:Budget", budgets(bad))).to.deep.equal([1, 1, 1, 1, 1]);
    const other = { notifications: bad[1] };
    expect(
      say("operations-budget", [
        { type: "consumption:Budget", props: { notifications: good[0] } },
        { type: "consumption:Budget", props: other },
      ]),
    ).to.deep.equal(["The budget tells nobody. Enable a notification with a contact."]);
  });

  it("a diagnostic setting has a workspace, or any destination where that is enough, and something that is on", () => {
    const id = "operations-diagnostics-destination";
    const type = "monitor:DiagnosticSetting";
    const logs = [
      { category: "a", enabled: false },
      { category: "b", enabled: true },
    ];
    expect(
      counts(id, type, [
        { workspaceId: "/w", logs },
        { workspaceId: "/w", metrics: [{ enabled: true }] },
        { storageAccountId: "/s", logs },
        { workspaceId: "/w", logs: [], metrics: [{ enabled: false }] },
        {},
      ]),
    ).to.deep.equal([0, 0, 1, 1, 2]);
    const anywhere = (props: Props) => say(id, [{ type, props }], { values: { workspace: false } });
    for (const destination of [
      "workspaceId",
      "storageAccountId",
      "eventHubAuthorizationRuleId",
      "marketplacePartnerId",
    ])
      expect(anywhere({ [destination]: "/x", logs }), destination).to.deep.equal([]);
    expect(anywhere({ logs })).to.deep.equal([
      "The setting names none of workspaceId, storageAccountId, eventHubAuthorizationRuleId, marketplacePartnerId. Set one.",
    ]);
  });

  it("a security contact is an address, or a role that is told", () => {
    const by = (state: string, roles: string[]) => ({ notificationsByRole: { state, roles } });
    expect(
      counts("operations-security-contact", "security:SecurityContact", [
        { emails: "a@b.example" },
        by("On", ["Owner"]),
        by("On", []),
        by("Off", ["Owner"]),
        { emails: "" },
        { emails: "a@b.example", isEnabled: true },
      ]),
    ).to.deep.equal([0, 0, 1, 1, 1, 0]);
  });

  it("the activity log is exported by categories that are on", () => {
    const logs = (off: string, spelt = (name: string) => name) =>
      ["Administrative", "Security", "Policy", "Alert"].map((category) => ({
        category: spelt(category),
        enabled: category !== off,
      }));
    const said = (all: Props[]) =>
      say("operations-activity-log", [
        { type: "monitor:SubscriptionDiagnosticSetting", props: { logs: all } },
      ]);
    expect(said(logs(""))).to.deep.equal([]);
    expect(said(logs("", (name) => name.toUpperCase()))).to.deep.equal([]);
    expect(said(logs("Security"))).to.deep.equal([
      "The activity log is exported without Security. Enable them.",
    ]);
  });

  it("an alert names a group with an id, each kind where its API has it", () => {
    const id = "operations-alerts-reach";
    const named = [{ actionGroupId: "/group" }];
    const nameless = [{ actionGroupId: "" }, {}];
    expect(
      counts(id, "monitor:MetricAlert", [{ actions: named }, { actions: nameless }, { actions: [] }]),
    ).to.deep.equal([0, 1, 1]);
    expect(
      counts(id, "monitor:ActivityLogAlert", [
        { actions: { actionGroups: named } },
        { actions: { actionGroups: nameless } },
        { actions: named },
      ]),
    ).to.deep.equal([0, 1, 1]);
    expect(
      counts(id, "monitor:ScheduledQueryRule", [
        { actions: { actionGroups: ["", "/group"] } },
        { actions: { actionGroups: [""] } },
        { actions: { actionGroups: [7] } },
      ]),
    ).to.deep.equal([0, 1, 1]);
    const rule = (actions: unknown) => ({ alert: "a", actions });
    expect(
      counts(id, "alertsmanagement:PrometheusRuleGroup", [
        { rules: [rule(named), { record: "r" }] },
        { rules: [rule(named), rule(nameless), rule([])] },
      ]),
    ).to.deep.equal([0, 2]);
  });

  it("receivers of an action group are counted whatever they are, and nothing else is", () => {
    expect(
      counts("operations-alert-receivers", "monitor:ActionGroup", [
        { enabled: true, webhookReceivers: [{ name: "w" }] },
        { enabled: true, emailReceivers: [], smsReceivers: [{ name: "s" }] },
        { enabled: true, emailReceivers: [], tags: [{ name: "t" }] },
      ]),
    ).to.deep.equal([0, 0, 1]);
  });

  it("a header is set by one action that overwrites it", () => {
    const headers = ["Strict-Transport-Security", "Content-Security-Policy", "X-Content-Type-Options"];
    const said = (change: (action: Props) => Props) =>
      say("edge-security-headers", [
        { type: "cdn:Route", name: "web", props: { ruleSets: [{ id: "/x/ruleSets/headers" }] } },
        { type: "cdn:RuleSet", props: { ruleSetName: "headers" } },
        {
          type: "cdn:Rule",
          props: {
            ruleSetName: "headers",
            actions: headers.map((headerName) =>
              change({ name: "ModifyResponseHeader", parameters: { headerName, headerAction: "Overwrite" } }),
            ),
          },
        },
      ]);
    const missing = (names: readonly string[]) => [
      `The route web does not set ${names.join(", ")}. Add a rule that does.`,
    ];
    expect(said((action) => action)).to.deep.equal([]);
    expect(said((action) => ({ ...action, name: "ModifyRequestHeader" }))).to.deep.equal(missing(headers));
    expect(
      said((action) => ({
        ...action,
        parameters: { ...(action["parameters"] as Props), headerAction: "Delete" },
      })),
    ).to.deep.equal(missing(headers));
    expect(
      said((action) => ({
        ...action,
        parameters: { headerName: "X-Content-Type-Options", headerAction: "Overwrite" },
      })),
    ).to.deep.equal(missing(headers.slice(0, 2)));
  });

  it("a service is reached by either kind of connection or by Front Door, and not by a door to another", () => {
    const vault = { type: "keyvault:Vault", name: "kv", props: { vaultName: "kv-shop" } };
    const secret = { type: "keyvault:Secret", props: { vaultName: "kv-shop" } };
    const said = (...doors: ExampleResource[]) =>
      say("network-private-endpoint-per-service", [vault, secret, ...doors]).length;
    const endpoint = (key: string, target: string): ExampleResource => ({
      type: "network:PrivateEndpoint",
      props: { [key]: [{ privateLinkServiceId: target }] },
    });
    const origin = (id: string): ExampleResource => ({
      type: "cdn:AFDOrigin",
      props: { sharedPrivateLinkResource: { privateLink: { id } } },
    });
    expect([
      said(),
      said(endpoint("privateLinkServiceConnections", "/x/vaults/kv-shop")),
      said(endpoint("manualPrivateLinkServiceConnections", "/x/vaults/kv-shop")),
      said(origin("/x/vaults/kv-shop")),
      said(endpoint("privateLinkServiceConnections", "/x/vaults/kv-other"), origin("/x/vaults/kv-shop-2")),
    ]).to.deep.equal([1, 0, 0, 0, 1]);
    // A vault without a secret of any program waits for what people put there.
    expect(
      say("network-private-endpoint-per-service", [
        vault,
        { type: "keyvault:Secret", props: { vaultName: "kv-other" } },
      ]),
    ).to.deep.equal([]);
  });
});
