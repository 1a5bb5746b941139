import { expect } from "chai";
import { loadEnvironment } from "../../config/load.ts";
import { goodFiles, refusal, stampFile, withFiles } from "./support.ts";

const globalFile = (more: string): Record<string, string> => ({
  "Pulumi.global.yaml": `config:\n  bulkhead:location: eastus\n${more}`,
});
const stamp = (more: string): Record<string, string> => ({
  "Pulumi.stamp-eastus.yaml": stampFile("eastus", "10.10.0.0/20", more),
});

function messageOf(files: Record<string, string>): string {
  return withFiles({ ...goodFiles, ...files }, (root) => refusal(() => loadEnvironment(root, undefined)))
    .message;
}

/** The parsed configuration of the global stack. */
function globalConfig(more: string) {
  const contexts = withFiles({ ...goodFiles, ...globalFile(more) }, (root) =>
    loadEnvironment(root, undefined),
  );
  const context = contexts.find(({ kind }) => kind === "global");
  if (context?.kind !== "global") throw new Error("There is no global stack.");
  return context.config;
}

describe("configuration of alerts", () => {
  it("tells the owners of the subscription when nobody is named", () => {
    expect(globalConfig("").alerts.receivers).to.deep.equal({
      emails: [],
      roles: ["Owner"],
      appUsers: [],
      webhooks: [],
    });
  });

  const refused: [string, string, RegExp][] = [
    [
      "nobody to tell",
      "{receivers: {roles: []}}",
      /alerts\.receivers: Nobody would be told about any alert\. Name an e-mail address/,
    ],
    ["an address that is none", "{receivers: {emails: [oncall]}}", /alerts\.receivers\.emails\[0\]: /],
    [
      "an address longer than 64 characters",
      `{receivers: {emails: [${"o".repeat(60)}@example.com]}}`,
      /alerts\.receivers\.emails\[0\]: /,
    ],
    [
      "a role that an action group does not take",
      "{receivers: {roles: [Janitor]}}",
      /alerts\.receivers\.roles\[0\]: .*"Owner"/,
    ],
    [
      "a webhook without encryption",
      '{receivers: {webhooks: [{name: chat, uri: "http://example.com"}]}}',
      /alerts\.receivers\.webhooks\[0\]\.uri: /,
    ],
    [
      "two webhooks of one name",
      '{receivers: {webhooks: [{name: chat, uri: "https://a.example"}, {name: chat, uri: "https://b.example"}]}}',
      /webhooks\[1\]\.name: There is another webhook 'chat'\. Give the receiver another name/,
    ],
    [
      "eleven webhooks",
      `{receivers: {webhooks: [${Array.from({ length: 11 }, (_, index) => `{name: w${index}, uri: "https://a.example"}`).join(", ")}]}}`,
      /alerts\.receivers\.webhooks: /,
    ],
    [
      "a name that is too long for a text message",
      "{shortName: thirteen-char}",
      /alerts\.shortName: Up to 12 letters/,
    ],
    [
      "an alert that does not exist",
      "{changes: {frontdoor-5x: {enabled: false}}}",
      /alerts\.changes\.frontdoor-5x: The global stack has no alert 'frontdoor-5x'\. Did you mean 'frontdoor-5xx'/,
    ],
    [
      "an alert that belongs to stamps",
      "{changes: {firewall-snat: {enabled: false}}}",
      /The global stack has no alert 'firewall-snat'/,
    ],
    [
      "a threshold where Azure learns it",
      "{changes: {frontdoor-waf-blocks: {threshold: 5}}}",
      /alerts\.changes\.frontdoor-waf-blocks\.threshold: The alert 'frontdoor-waf-blocks' has no fixed threshold/,
    ],
    [
      "a severity that does not exist",
      "{changes: {frontdoor-5xx: {severity: 5}}}",
      /severity: 5 is too large/,
    ],
  ];
  for (const [title, yaml, message] of refused) {
    it(`refuses ${title}`, () => {
      expect(messageOf(globalFile(`  bulkhead:alerts: ${yaml}\n`)))
        .to.match(/^Pulumi\.global\.yaml: /)
        .and.match(message);
    });
  }

  it("refuses an alert of the global stack in a stamp's file", () => {
    expect(messageOf(stamp("  bulkhead:alerts: {changes: {frontdoor-5xx: {enabled: false}}}\n"))).to.match(
      /^Pulumi\.stamp-eastus\.yaml: alerts\.changes\.frontdoor-5xx: The stamp stack has no alert/,
    );
  });
});

describe("configuration of web tests", () => {
  const refused: [string, string, RegExp][] = [
    [
      "fewer than five locations",
      "{locations: [emea-nl-ams-azr]}",
      /webTest\.locations: Fewer than five locations/,
    ],
    [
      "a location twice",
      "{locations: [emea-nl-ams-azr, emea-nl-ams-azr, us-ca-sjc-azr, us-va-ash-azr, emea-gb-db3-azr]}",
      /webTest\.locations: A location is listed twice/,
    ],
    [
      "a region where a location is meant",
      "{locations: [westeurope, emea-nl-ams-azr, us-ca-sjc-azr, us-va-ash-azr, emea-gb-db3-azr]}",
      /webTest\.locations\[0\]: /,
    ],
    ["a frequency that is not offered", "{frequencySeconds: 60}", /webTest\.frequencySeconds: .*300/],
    ["a test that never gives up", "{timeoutSeconds: 300}", /webTest\.timeoutSeconds: 300 is too large/],
  ];
  for (const [title, yaml, message] of refused) {
    it(`refuses ${title}`, () => {
      expect(messageOf(globalFile(`  bulkhead:webTest: ${yaml}\n`))).to.match(message);
    });
  }

  it("refuses tests from outside where nothing from outside is taken", () => {
    const closed = "  bulkhead:logs: {publicIngestion: false}\n";
    expect(messageOf(globalFile(closed))).to.equal(
      "Pulumi.global.yaml: webTest.enabled: Web tests report from outside, and logs.publicIngestion: false takes nothing from there. Set webTest.enabled: false, or logs.publicIngestion: true.",
    );
    expect(globalConfig(`${closed}  bulkhead:webTest: {enabled: false}\n`).logs.publicIngestion).to.equal(
      false,
    );
  });
});
