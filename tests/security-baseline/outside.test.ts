import { createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";
import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { expect } from "chai";
import type { GlobalContract } from "../../contracts/global.ts";
import type { StampContract } from "../../contracts/stamp.ts";
import { securityHeaderList } from "../../lib/edge/securityHeaders.ts";
import { projectRoot } from "../support/runStack.ts";
import { defaultSecurityHeaders } from "./defaults.ts";
import { hostsOf } from "./hosts.ts";
import { checkOutside, type BaselineHosts, type HttpAnswer, type Probes } from "./outside.ts";
import { connectTo } from "./probes.ts";

const headers = defaultSecurityHeaders();
const hosts: BaselineHosts = { open: ["shop.example"], closed: ["kv.vault.azure.net"], headers };
const now = Date.UTC(2026, 10, 21);
const sent = Object.fromEntries(
  securityHeaderList(headers).map(({ name, value }) => [name.toLowerCase(), value]),
);

/** A platform as it should be, and what is wrong with it. */
function platform(
  over: {
    versions?: readonly string[];
    days?: number;
    plainHttp?: HttpAnswer | Error;
    headers?: Record<string, string>;
    attack?: number;
    closed?: HttpAnswer | Error;
  } = {},
): Probes {
  const { versions = ["TLSv1.2", "TLSv1.3"], days = 90, attack = 403 } = over;
  const give = (answer: HttpAnswer | Error): Promise<HttpAnswer> =>
    answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  return {
    now: () => now,
    tls: async (_host, version) => {
      const accepted = versions.includes(version);
      return {
        accepted,
        detail: accepted ? version : "ALERT",
        validUntil: accepted ? now + days * 86_400_000 : undefined,
      };
    },
    http: (url) => {
      const { protocol, hostname, search } = new URL(url);
      if (hostname !== "shop.example") return give(over.closed ?? new Error("ENOTFOUND"));
      if (protocol === "http:")
        return give(over.plainHttp ?? { status: 308, headers: { location: "https://shop.example/" } });
      return give({ status: search === "" ? 200 : attack, headers: over.headers ?? sent });
    },
  };
}

const failed = async (probes: Probes, asked = hosts): Promise<string[]> =>
  (await checkOutside(asked, probes)).filter(({ passed }) => !passed).map(({ name }) => name);

describe("the security baseline from outside", () => {
  it("is met by a platform as it should be", async () => expect(await failed(platform())).to.deep.equal([]));

  it("takes a service that answers 403, and a port 80 on which nobody answers", async () => {
    expect(
      await failed(platform({ closed: { status: 403, headers: {} }, plainHttp: new Error("ECONNREFUSED") })),
    ).to.deep.equal([]);
  });

  for (const [what, over, name] of [
    ["TLS 1.0", { versions: ["TLSv1", "TLSv1.2"] }, "TLSv1 is refused"],
    ["TLS 1.1", { versions: ["TLSv1.1", "TLSv1.2"] }, "TLSv1.1 is refused"],
    ["a certificate about to end", { days: 13 }, "the certificate is good for 14 days"],
    ["a page without TLS", { plainHttp: { status: 200, headers: {} } }, "HTTP leads to HTTPS"],
    [
      "a redirect to HTTP",
      { plainHttp: { status: 301, headers: { location: "http://x/" } } },
      "HTTP leads to HTTPS",
    ],
    [
      "a missing header",
      { headers: { ...sent, "strict-transport-security": "" } },
      "Strict-Transport-Security is set",
    ],
    ["a firewall that only looks on", { attack: 200 }, "an attack is refused"],
  ] as const)
    it(`finds ${what}`, async () =>
      expect(await failed(platform(over))).to.deep.equal([`shop.example: ${name}`]));

  for (const status of [200, 401, 404])
    it(`finds a service that answers ${status}`, async () =>
      expect(await failed(platform({ closed: { status, headers: {} } }))).to.deep.equal([
        "kv.vault.azure.net: is closed",
      ]));

  it("is not met where there is nothing to look at", async () =>
    expect(await failed(platform(), { ...hosts, open: [] })).to.deep.equal([
      "there is a host that users call",
    ]));

  it("the hosts of a deployment are those of its contracts", () => {
    const global = {
      registry: { loginServer: "cr.azurecr.io" },
      cosmos: { endpoint: "https://cosmos.documents.azure.com:443/" },
      keyVault: { uri: "https://kvg.vault.azure.net/" },
      storage: { name: "stg" },
      frontDoor: { endpointHostName: "fd.azurefd.net", customDomains: [{ hostName: "shop.example" }] },
    } as unknown as GlobalContract;
    const stamp = {
      keyVault: { name: "kv" },
      certificateVault: { name: "kvc" },
      eventHubs: { hostName: "eh.servicebus.windows.net" },
      storage: { website: { webHostName: "web.z13.web.core.windows.net" }, data: { name: "std" } },
      firewall: { publicIps: ["203.0.113.4"] },
    } as unknown as StampContract;
    const found = hostsOf(global, [stamp], headers);
    expect(found.open).to.deep.equal(["fd.azurefd.net", "shop.example"]);
    expect(found.closed).to.deep.equal([
      ...["203.0.113.4", "cosmos.documents.azure.com", "cr.azurecr.io", "eh.servicebus.windows.net"],
      ...["kv.vault.azure.net", "kvc.vault.azure.net", "kvg.vault.azure.net", "std.blob.core.windows.net"],
      ...["stg.blob.core.windows.net", "web.z13.web.core.windows.net"],
    ]);
  });
});

describe("a look at TLS", () => {
  let server: Server;
  let port: number;
  const hellos: Buffer[] = [];
  before(async () => {
    // Not TLS: it keeps what it is sent and hangs up.
    server = createServer((socket) => socket.once("data", (data) => (hellos.push(data), socket.destroy())));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    ({ port } = server.address() as AddressInfo);
  });
  after(() => void server.close());

  for (const [version, bytes] of [
    ["TLSv1", [3, 1]],
    ["TLSv1.1", [3, 2]],
    ["TLSv1.2", [3, 3]],
  ] as const)
    it(`really offers ${version}`, async () => {
      hellos.length = 0;
      const answer = await connectTo("127.0.0.1", port, version);
      expect(answer.accepted).to.equal(false);
      // RFC 5246, 7.4.1.2: record header of 5 bytes, handshake header of 4, then the version of the client.
      expect([...(hellos[0]?.subarray(9, 11) ?? [])], answer.detail).to.deep.equal([...bytes]);
    });
});

describe("the command of the security baseline", function () {
  this.timeout(60_000);
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [path.join(projectRoot, "tests/security-baseline/main.ts"), ...args], {
      encoding: "utf8",
    });

  for (const args of [
    [],
    ["--local", "--state"],
    ["--local", "--write-hosts", "x"],
    ["--base-url", "http://x"],
  ])
    it(`'${args.join(" ")}' is a wrong question`, () => expect(run(...args).status).to.equal(2));

  it("fails where nothing answers", () => {
    const { status, stdout } = run("--base-url", "https://nobody.invalid", "--json");
    expect(status).to.equal(1);
    const checks = JSON.parse(stdout) as { name: string; passed: boolean }[];
    expect(checks.find(({ name }) => name === "nobody.invalid: TLSv1.2 is accepted")?.passed).to.equal(false);
  });
});
