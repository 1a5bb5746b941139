import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { originClient } from "../../../cli/evacuation/frontDoor.ts";
import { originsOf } from "../../../cli/evacuation/origins.ts";
import { withLocalAzure } from "../../../cli/localAzure.ts";
import { parseStackName } from "../../../config/stackName.ts";
import { isObject } from "../../../lib/properties.ts";
import { rejection } from "../../support/rejection.ts";

/** The part of Resource Manager that holds one origin. */
class OneOrigin {
  properties: Record<string, unknown> = { hostName: "a.example.com", weight: 500, enabledState: "Enabled" };
  readonly calls: string[] = [];
  private readonly server: Server;
  private readonly id: string;

  constructor(id: string) {
    this.id = id;
    this.server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
      this.calls.push(`${request.method ?? ""} ${searchParams.get("api-version") ?? ""}`);
      let text = "";
      request.on("data", (part: Buffer) => (text += part.toString()));
      request.on("end", () => {
        const found = pathname.toLowerCase() === this.id.toLowerCase();
        if (found && request.method === "PUT")
          this.properties = (JSON.parse(text) as { properties: Record<string, unknown> }).properties;
        const properties = { ...this.properties, provisioningState: "Succeeded" };
        response.writeHead(found ? 200 : 404, { "content-type": "application/json" });
        response.end(JSON.stringify(found ? { id: this.id, properties } : { error: { code: "NotFound" } }));
      });
    });
  }

  listen(): Promise<string> {
    return new Promise((resolve) => {
      this.server.listen(0, "127.0.0.1", () => {
        const address = this.server.address();
        resolve(`http://127.0.0.1:${isObject(address) ? String(address["port"]) : ""}`);
      });
    });
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

describe("origins at Front Door", () => {
  const [origin] = originsOf(parseStackName("stamp-eastus"), "00000000-0000-4000-8000-000000000000");
  const id = origin?.id ?? "";
  let azure: OneOrigin;
  let endpoint: string;

  beforeEach(async () => {
    azure = new OneOrigin(id);
    endpoint = await azure.listen();
  });
  afterEach(() => azure.close());

  it("go by names that follow from the stack alone", () => {
    expect(id).to.match(
      /\/resourceGroups\/rg-bulkhead-global\/providers\/Microsoft\.Cdn\/profiles\/afd-bulkhead-global\/originGroups\/cfdog-bulkhead-api-global\/origins\/cfdo-bulkhead-eus$/,
    );
    const int = originsOf(parseStackName("int.stamp-eastus-b"), "s").map((other) => other.id);
    expect(int[1]).to.match(
      /profiles\/afd-bulkhead-int-global\/.*-site-.*\/origins\/cfdo-bulkhead-int-eus-b$/,
    );
  });

  it("are switched by one read and one write of the whole, and the rest stays", async () => {
    const client = originClient(endpoint);
    expect(await client.isEnabled(id)).to.equal(true);
    await client.setEnabled(id, false);
    expect(azure.properties).to.deep.equal({
      hostName: "a.example.com",
      weight: 500,
      enabledState: "Disabled",
    });
    expect(await client.isEnabled(id)).to.equal(false);
    expect(azure.calls).to.deep.equal(["GET", "GET", "PUT", "GET"].map((method) => `${method} 2025-06-01`));
  });

  it("that are not there are neither on nor off, and cannot be switched", async () => {
    const client = originClient(endpoint);
    expect(await client.isEnabled(`${id}-b`)).to.equal(undefined);
    expect((await rejection(client.setEnabled(`${id}-b`, true))).message).to.contain("NotFound");
  });
});

describe("the local Azure on its own", () => {
  it("is refused where nothing was ever rehearsed", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "bulkhead-nothing-"));
    try {
      const { message } = await rejection(withLocalAzure(folder, () => Promise.resolve()));
      expect(message).to.match(/Nothing has been rehearsed here.*up --local/s);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
