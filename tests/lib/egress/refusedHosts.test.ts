import { expect } from "chai";
import { refuseHost } from "../../../lib/egress/refusedHosts.ts";
import retired from "../../../lib/egress/data/retiredHosts.json" with { type: "json" };

const refused: readonly (readonly [host: string, problem: RegExp, remedy: RegExp])[] = [
  ["*", /every host/, /List the hosts/],
  ["https://api.example.com", /not a host name/, /without protocol/],
  ["api.example.com:443", /not a host name/, /without protocol, port/],
  ["API.example.com", /not a host name/, /lower case/],
  ["api.*.com", /not a host name/, /first label/],
  ["localhost", /not a host name/, /Write the name/],
  ["*.com", /anybody can have a name below com/, /Name the hosts/],
  ["*.co.uk", /below co\.uk/, /Name the hosts/],
  ["*.azure.com", /below azure\.com/, /Name the hosts/],
  ["*.windows.net", /below windows\.net/, /Name the hosts/],
  ["*.amazonaws.com", /below amazonaws\.com/, /Name the hosts/],
  ["*.azurewebsites.net", /below azurewebsites\.net/, /Name the hosts/],
  ["*.blob.core.windows.net", /Storage, which the platform reaches by private endpoint/, /private endpoint/],
  ["partner.blob.core.windows.net", /Storage/, /private endpoint/],
  ["other.vault.azure.net", /Key Vault/, /private endpoint/],
  ["*.azurecr.io", /Container Registry/, /private endpoint/],
  ["orders.servicebus.windows.net", /Event Hubs/, /private endpoint/],
  ["db.documents.azure.com", /Cosmos DB/, /private endpoint/],
  ["acs-mirror.azureedge.net", /retired on 2025-05-31/, /packages\.aks\.azure\.com/],
  ["mcrwcus0.cdn.mscr.io", /retired on 2020-06-15/, /data\.mcr\.microsoft\.com/],
  ["*.azureedge.net", /retired on 2025-01-15/, /Edgio/],
  ["vstsagentpackage.azureedge.net", /retired on 2025-05-01/, /download\.agent\.dev\.azure\.com/],
  ["k8s.gcr.io", /retired on 2023-04-03/, /registry\.k8s\.io/],
];

describe("hosts that are refused", () => {
  for (const [host, problem, remedy] of refused) {
    it(`${host}`, () => {
      const refusal = refuseHost(host);
      expect(refusal?.problem).to.match(problem);
      expect(refusal?.remedy).to.match(remedy);
    });
  }

  it("not: names of one owner, with and without a star", () => {
    for (const host of [
      "api.example.com",
      "*.example.com",
      "*.api.example.co.uk",
      "contoso.azurewebsites.net",
      "sqs.eu-west-1.amazonaws.com",
      "microsoft.com",
    ])
      expect(refuseHost(host), host).to.equal(undefined);
  });

  it("a star in a network rule, which resolves names", () => {
    expect(refuseHost("*.example.com", { wildcards: false })?.problem).to.match(/network rule resolves/);
    expect(refuseHost("smtp.example.com", { wildcards: false })).to.equal(undefined);
  });

  it("every retired host says since when, by what it is replaced, and who says so", () => {
    for (const { host, since, replacement, source } of retired.hosts) {
      expect(since, host).to.match(/^20\d\d-\d\d-\d\d$/);
      expect(replacement, host).to.not.equal("");
      expect(source, host).to.not.equal("");
    }
  });
});
