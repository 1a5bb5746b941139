import { expect } from "chai";
import { UserError } from "../../../config/userError.ts";
import { entryChecks, machineChecks, subscriptionChecks } from "../../../cli/doctor/checks/index.ts";
import { examine, examineAll, remembering } from "../../../cli/doctor/examine.ts";
import { allWell, findingOf, fine, sorted } from "../../../cli/doctor/finding.ts";
import { readBackend, subscriptionOf } from "../../../cli/doctor/realWorld.ts";
import { reportLines } from "../../../cli/doctor/report.ts";
import { identityOf } from "../../../cli/doctor/token.ts";
import type { ArmReader, Check, CommandResult } from "../../../cli/doctor/world.ts";
import { ArmClient, hasty } from "../../../provider/arm.ts";
import { ArmError } from "../../../provider/armError.ts";
import { json } from "../../provider/fakeArm.ts";
import { at, status, worldWith } from "./recorded.ts";

const lists = { machine: machineChecks, entry: entryChecks, subscription: subscriptionChecks };

/** A reader over HTTP whose every request gets the same answer. */
function readerOf(answer: () => Response | Promise<Response>): { reader: ArmReader; requests: () => number } {
  let requests = 0;
  const client = new ArmClient({
    endpoint: "https://arm.example",
    token: () => Promise.resolve("secret"),
    sleep: () => Promise.resolve(),
    fetch: () => {
      requests += 1;
      return Promise.resolve().then(answer);
    },
  });
  const reader: ArmReader = {
    get: (path, version) => client.get(path, version, hasty),
    list: (path, version) => client.list(path, version, hasty),
    ask: (path, version, body) => client.ask(path, version, body, hasty),
    exists: (path, version) => client.exists(path, version, hasty),
  };
  return { reader, requests: () => requests };
}

const error = (code: number, name: string) => () => json(code, { error: { code: name, message: "no" } });

describe("doctor's examination", () => {
  for (const [title, answer, remedy, tries] of [
    ["401", error(401, "InvalidAuthenticationToken"), "az login --tenant", 1],
    ["403", error(403, "AuthorizationFailed"), "the role Reader", 1],
    ["404 of a subscription", error(404, "SubscriptionNotFound"), "az account list", 1],
    ["429", error(429, "SubscriptionRequestsThrottled"), "Wait a few minutes", 2],
    ["500", error(500, "InternalServerError"), "Ask again later", 2],
    ["a connection that is refused", () => Promise.reject(new TypeError("fetch failed")), "proxy", 2],
    ["a page of a gateway", () => new Response("<html>", { status: 502 }), "Ask again later", 2],
  ] as const) {
    it(`makes a finding of ${title}, never a stack trace`, async () => {
      const { reader, requests } = readerOf(answer);
      const check = subscriptionChecks.find(({ id }) => id === "cosmos");
      const found = await examine(check === undefined ? [] : [check], worldWith({ arm: reader }));
      expect(found.map(({ severity }) => severity)).to.deep.equal(["unknown"]);
      expect(found[0]?.remedy).to.contain(remedy);
      expect(allWell(found)).to.equal(false);
      expect(requests()).to.equal(tries);
    });
  }

  it("gives up on a check that takes too long, and keeps the others", async () => {
    const slow: Check = { id: "slow", title: "the slow one", look: () => new Promise(() => undefined) };
    const quick: Check = { id: "quick", title: "", look: () => Promise.resolve([fine("quick", "there")]) };
    const found = await examine([slow, quick], worldWith(), undefined, 20);
    expect(found.map(({ check, severity }) => `${check} ${severity}`)).to.deep.equal([
      "slow unknown",
      "quick ok",
    ]);
    expect(found[0]?.text).to.contain("No answer within");
  });

  it("does not hide defects of the program as findings", async () => {
    const broken: Check = { id: "broken", title: "", look: () => Promise.reject(new RangeError("a defect")) };
    const failed = await examine([broken], worldWith()).catch((reason: unknown) => reason);
    expect(failed).to.be.instanceOf(RangeError);
  });

  it("passes where everything is in order, and says how many checks there were", async () => {
    const ended: string[] = [];
    const found = await examineAll(lists, worldWith(), ({ id }) => void ended.push(id));
    expect(allWell(found)).to.equal(true);
    expect(ended).to.have.length(Object.values(lists).flat().length);
    // The stamp does not stand yet, which is worth saying and no mistake.
    expect(reportLines(found).at(-1)).to.match(/^0 wrong, 0 not asked, 1 doubtful, \d+ in order\.$/);
  });

  it("asks nothing of a subscription that nobody is signed in to, and says so once", async () => {
    const asked: string[] = [];
    const world = worldWith({ identity: () => Promise.reject(status(401, "SignInFailed")) });
    const arm: ArmReader = { ...world.arm, list: (path) => (asked.push(path), world.arm.list(path, "")) };
    const found = await examineAll(lists, { ...world, arm });
    expect(asked).to.deep.equal([]);
    const unknown = found.filter(({ severity }) => severity === "unknown");
    expect(unknown.map(({ subject }) => subject)).to.deep.equal(["sign-in", "Azure"]);
    expect(unknown[1]?.text).to.contain("quotas").and.to.contain("rights");
  });

  it("says that no subscription is chosen, and what can be known without one", async () => {
    const problem = new UserError({ problem: "No subscription is chosen.", remedy: "doctor --needs" });
    const world = worldWith({
      requireSubscription: () => {
        throw problem;
      },
    });
    const found = await examineAll(lists, world);
    expect(reportLines(found).join("\n")).to.contain("No subscription is chosen.").and.to.contain("--needs");
  });

  it("puts the worst first", () => {
    const of = (severity: "ok" | "warning" | "error" | "unknown") => ({
      check: "",
      severity,
      subject: "",
      text: "",
    });
    const order = sorted([of("ok"), of("warning"), of("unknown"), of("error")]).map(
      ({ severity }) => severity,
    );
    expect(order).to.deep.equal(["error", "unknown", "warning", "ok"]);
  });

  it("asks each question once, failures included", async () => {
    const { reader, requests } = readerOf(error(403, "AuthorizationFailed"));
    const once = remembering(reader);
    for (let times = 0; times < 3; times++) await once.get(at(""), "v").catch(() => undefined);
    expect(requests()).to.equal(1);
  });
});

describe("doctor's client", () => {
  it("asks by POST with a body and by HEAD for what exists", async () => {
    const seen: string[] = [];
    const client = new ArmClient({
      endpoint: "https://arm.example",
      token: () => Promise.resolve("secret"),
      fetch: (url, init) => {
        const path = (url as URL).pathname;
        const body = typeof init?.body === "string" ? init.body : "";
        seen.push(`${init?.method ?? ""} ${path} ${body}`.trim());
        return Promise.resolve(
          init?.method === "HEAD"
            ? new Response(null, { status: path === "/there" ? 204 : 404 })
            : json(200, { nameAvailable: true }),
        );
      },
    });
    expect(await client.ask("/check", "v", { name: "n" })).to.deep.equal({ nameAvailable: true });
    expect(await client.exists("/there", "v")).to.equal(true);
    expect(await client.exists("/gone", "v")).to.equal(false);
    expect(seen).to.deep.equal(['POST /check {"name":"n"}', "HEAD /there", "HEAD /gone"]);
  });

  it("does not take a refusal for an absence", async () => {
    const { reader } = readerOf(() => new Response(null, { status: 403 }));
    const failed = await reader.exists("/x", "v").catch((reason: unknown) => reason);
    expect(failed).to.be.instanceOf(ArmError);
  });
});

describe("doctor's identity", () => {
  const token = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;

  it("reads users and applications from the claims", () => {
    expect(identityOf(token({ oid: "o", tid: "t", idtyp: "user", upn: "a@b" }))).to.deep.equal({
      objectId: "o",
      tenantId: "t",
      name: "a@b",
      kind: "user",
    });
    expect(identityOf(token({ oid: "o", tid: "t", idtyp: "app", appid: "app" }))).to.include({
      name: "app",
      kind: "application",
    });
  });

  it("refuses what is no token", () => {
    for (const text of [undefined, "", "a.b.c", token({ tid: "t" })])
      expect(() => identityOf(text)).to.throw(ArmError, "does not say whom");
  });
});

describe("doctor's questions to programs", () => {
  const absent: CommandResult = { code: undefined, output: "", error: "" };
  const result = (output: string, code = 0, said = ""): CommandResult => ({
    code,
    output,
    error: said,
  });

  it("takes the subscription from the environment, else from the Azure CLI", async () => {
    const cli = () => Promise.resolve(result("id-of-cli\n"));
    expect(await subscriptionOf([], { ARM_SUBSCRIPTION_ID: "x" }, cli)).to.equal("x");
    expect(await subscriptionOf([], {}, cli)).to.equal("id-of-cli");
    expect(await subscriptionOf([], {}, () => Promise.resolve(absent))).to.equal("");
    expect(await subscriptionOf([], {}, () => Promise.resolve(result("Please run az login", 1)))).to.equal(
      "",
    );
  });

  it("takes the one that stack files name before all others, and refuses several", async () => {
    const file = (stack: string, subscriptionId: string) => ({
      stack,
      file: "",
      secretsProvider: undefined,
      subscriptionId,
    });
    const run = () => Promise.resolve(absent);
    const one = [file("global", "a"), file("stamp-eastus", "a")];
    expect(await subscriptionOf(one, { ARM_SUBSCRIPTION_ID: "x" }, run)).to.equal("a");
    const several = await subscriptionOf([...one, file("stamp-westus3", "b")], {}, run).catch(
      (reason: unknown) => reason,
    );
    expect(several).to.be.instanceOf(UserError);
    expect((several as UserError).remedy).to.contain("--only");
  });

  it("reads user, place and deployed stacks of the backend", async () => {
    const asked: string[] = [];
    const backend = await readBackend(
      (_command, args) => {
        asked.push(args.join(" "));
        if (args[0] === "whoami")
          return Promise.resolve(result('{"user":"u","url":"azblob://pulumi-state"}'));
        if (args[1] === "ls")
          return Promise.resolve(
            result(
              '[{"name":"organization/bulkhead/global","resourceCount":9},{"name":"stamp-eastus","resourceCount":0},{"name":"int.global","resourceCount":9}]',
            ),
          );
        return Promise.resolve(result('{"version":1}'));
      },
      ["global", "stamp-eastus"],
    );
    expect(backend.user).to.equal("u");
    expect([...backend.deployed]).to.deep.equal([["global", { version: 1 }]]);
    // Nothing that changes anything is run.
    expect(asked.every((args) => /^(whoami|stack ls|stack output) ?/.test(args))).to.equal(true);
  });

  for (const [title, answers, says] of [
    ["is not installed", [absent], "not on PATH"],
    ["is not logged in", [result("", 255, "error: not logged in")], "not logged in"],
    [
      "cannot list",
      [result('{"user":"u","url":"file://"}'), result("", 255, "error: no project")],
      "no project",
    ],
  ] as const) {
    it(`says that Pulumi ${title}`, async () => {
      let next = 0;
      const failed = await readBackend(
        () => Promise.resolve(answers[next++] ?? result("")),
        ["global"],
      ).catch((reason: unknown) => reason);
      expect(failed).to.be.instanceOf(UserError);
      expect((failed as UserError).problem).to.contain(says);
      expect(findingOf("backend", failed).severity).to.equal("unknown");
    });
  }
});
