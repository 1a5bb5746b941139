import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { fetchToken, identityFrom, tokenSource } from "../../pipelines/identity/federatedToken.ts";
import { rejection } from "../support/rejection.ts";
import { projectRoot } from "../support/runStack.ts";

const token = "aGVhZGVy.cGF5bG9hZA.c2lnbmF0dXJl";
const github = {
  ACTIONS_ID_TOKEN_REQUEST_URL: "https://token.example/?v=1",
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "bearer",
};
const azure = {
  SYSTEM_OIDCREQUESTURI: "https://dev.azure.com/o/p/_apis/oidctoken",
  SYSTEM_ACCESSTOKEN: "bearer",
  AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: "connection",
};
const noPause = (): Promise<void> => Promise.resolve();
const answer = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status });

describe("identity tokens of pipelines", () => {
  it("are asked of GitHub with Entra's audience", () => {
    const source = tokenSource(github);
    expect(source.url).to.equal("https://token.example/?v=1&audience=api%3A%2F%2FAzureADTokenExchange");
    expect(source.method).to.equal("GET");
    expect(source.headers).to.include({ authorization: "Bearer bearer" });
  });

  it("are asked of Azure Pipelines for one service connection", () => {
    const source = tokenSource(azure);
    expect(source.url).to.equal(
      "https://dev.azure.com/o/p/_apis/oidctoken?api-version=7.1&serviceConnectionId=connection",
    );
    expect(source.method).to.equal("POST");
  });

  for (const [what, env, missing] of [
    ["neither", {}, /id-token: write/],
    [
      "no bearer of GitHub",
      { ...github, ACTIONS_ID_TOKEN_REQUEST_TOKEN: "" },
      /ACTIONS_ID_TOKEN_REQUEST_TOKEN/,
    ],
    ["no bearer of Azure", { ...azure, SYSTEM_ACCESSTOKEN: "" }, /SYSTEM_ACCESSTOKEN/],
    ["no service connection", { ...azure, AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: "" }, /CONNECTION_ID/],
  ] as const)
    it(`${what} is an error that names it`, () => expect(() => tokenSource(env)).to.throw(missing));

  it("an identity comes from variables, or from the service connection", () => {
    const ids = { AZURE_CLIENT_ID: "c", AZURE_TENANT_ID: "t", AZURE_SUBSCRIPTION_ID: "s" };
    expect(identityFrom(ids)).to.deep.equal({ clientId: "c", tenantId: "t", subscriptionId: "s" });
    const connection = { AZURESUBSCRIPTION_CLIENT_ID: "x", AZURESUBSCRIPTION_TENANT_ID: "y" };
    expect(identityFrom({ ...ids, ...connection })).to.include({ clientId: "x", tenantId: "y" });
    for (const name of Object.keys(ids))
      expect(() => identityFrom({ ...ids, [name]: "" }), name).to.throw(new RegExp(name));
  });

  it("a passing fault is tried again", async () => {
    const answers = [answer(503, {}), answer(200, {}), answer(200, { value: token })];
    let asked = 0;
    const found = await fetchToken(
      tokenSource(github),
      async () => answers[asked++] ?? answer(500, {}),
      noPause,
    );
    expect(found).to.equal(token);
    expect(asked).to.equal(3);
  });

  it("a refusal is not, and no answer is ever printed", async () => {
    let asked = 0;
    const refuse = async (): Promise<Response> => {
      asked += 1;
      return answer(403, { value: "secret-looking" });
    };
    const error = await rejection(fetchToken(tokenSource(github), refuse, noPause));
    expect(asked).to.equal(1);
    expect(error.message).to.equal("GitHub Actions gave no identity token: it answered 403.");
  });

  it("what is no token is refused", async () => {
    const error = await rejection(
      fetchToken(tokenSource(azure), async () => answer(200, { oidcToken: "x" }), noPause),
    );
    expect(error.message).to.match(/holds no token/);
  });
});

describe("a command signed in", function () {
  this.timeout(60_000);
  let server: Server;
  let folder: string;
  const requests: IncomingMessage[] = [];
  before(async () => {
    server = createServer((request, response) => {
      requests.push(request);
      response.end(JSON.stringify({ value: token }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    folder = mkdtempSync(path.join(tmpdir(), "bulkhead-test-"));
  });
  after(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (
    args: readonly string[],
    env: Record<string, string>,
  ): Promise<{ code: number; err: string }> =>
    new Promise((resolve) => {
      const { PATH = "" } = process.env;
      const script = path.join(projectRoot, "pipelines/signedIn.ts");
      const child = spawn(process.execPath, [script, ...args], { env: { PATH, ...env } });
      let err = "";
      child.stderr.on("data", (data: Buffer) => (err += data.toString()));
      child.once("exit", (code) => resolve({ code: code ?? -1, err }));
    });
  const env = (): Record<string, string> => ({
    AZURE_CLIENT_ID: "client",
    AZURE_TENANT_ID: "tenant",
    AZURE_SUBSCRIPTION_ID: "subscription",
    ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/?v=1`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "bearer",
  });

  it("finds the token in a file, cannot ask for another, and leaves nothing behind", async () => {
    const out = path.join(folder, "seen.json");
    const look = `const fs = require("node:fs"), e = process.env;
      fs.writeFileSync(${JSON.stringify(out)}, JSON.stringify({
        file: e.AZURE_FEDERATED_TOKEN_FILE, token: fs.readFileSync(e.AZURE_FEDERATED_TOKEN_FILE, "utf8"),
        mode: fs.statSync(e.AZURE_FEDERATED_TOKEN_FILE).mode & 0o777,
        client: e.AZURE_CLIENT_ID, arm: e.ARM_USE_DEFAULT_AZURE_CREDENTIAL,
        asks: Object.keys(e).filter((name) => /ID_TOKEN_REQUEST|ACCESSTOKEN/.test(name)) }));
      process.exit(7);`;
    const { code } = await run(["--", process.execPath, "-e", look], env());
    const seen = JSON.parse(readFileSync(out, "utf8")) as { file: string };
    expect(code).to.equal(7);
    expect(seen).to.deep.include({ token, mode: 0o600, client: "client", arm: "true", asks: [] });
    expect(existsSync(path.dirname(seen.file))).to.equal(false);
    expect(requests[0]?.headers.authorization).to.equal("Bearer bearer");
  });

  it("signs in the Azure CLI where it is asked to", async () => {
    const calls = path.join(folder, "az.log");
    writeFileSync(path.join(folder, "az"), `#!/bin/sh\necho "$@" >> ${calls}\n`, { mode: 0o755 });
    const { code } = await run(["--az", "--", "true"], {
      ...env(),
      PATH: `${folder}:${process.env["PATH"]}`,
    });
    expect(code).to.equal(0);
    expect(readFileSync(calls, "utf8")).to.contain(
      "login --service-principal --username client --tenant tenant",
    );
    expect(readFileSync(calls, "utf8")).to.contain("account set --subscription subscription");
  });

  it("does not start without a token", async () => {
    const out = path.join(folder, "never");
    const { code, err } = await run(["--", "touch", out], { ...env(), ACTIONS_ID_TOKEN_REQUEST_URL: "" });
    expect(code).to.equal(1);
    expect(err).to.contain("This job cannot ask for a token.");
    expect(existsSync(out)).to.equal(false);
  });

  it("says how it is used", async () => {
    expect((await run(["--unknown", "--", "true"], env())).code).to.equal(2);
    expect((await run(["--help"], env())).code).to.equal(0);
  });
});
