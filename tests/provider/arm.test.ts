import { expect } from "chai";
import { ArmClient, hasty, type ArmOptions } from "../../provider/arm.ts";
import { ArmError, armErrorOf } from "../../provider/armError.ts";
import { isPassing, pauseBefore } from "../../provider/armRetry.ts";
import { json } from "./fakeArm.ts";

const id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st";

interface Recorded {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | null;
}

function clientWith(answers: readonly (() => Response)[], options: Partial<ArmOptions> = {}) {
  const requests: Recorded[] = [];
  const pauses: number[] = [];
  let clock = 0;
  let next = 0;
  const client = new ArmClient({
    endpoint: "https://arm.example",
    token: () => Promise.resolve("secret"),
    now: () => clock,
    sleep: (milliseconds) => {
      pauses.push(milliseconds);
      clock += milliseconds;
      return Promise.resolve();
    },
    fetch: (url, init) => {
      const headers = new Headers(init?.headers);
      requests.push({
        method: init?.method ?? "",
        url: (url as URL).href,
        authorization: headers.get("authorization"),
      });
      // The last answer is given for ever.
      const answer = answers[Math.min(next++, answers.length - 1)];
      return answer === undefined ? Promise.reject(new Error("no answer")) : Promise.resolve().then(answer);
    },
    ...options,
  });
  return { client, requests, pauses };
}

async function failure(work: Promise<unknown>): Promise<ArmError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ArmError) return error;
    throw error;
  }
  throw new Error("expected a failure");
}

const throttled = (headers = {}) =>
  json(429, { error: { code: "TooManyRequests", message: "slow down" } }, headers);

describe("provider/arm", () => {
  it("sends the api-version and the token", async () => {
    const { client, requests } = clientWith([() => json(200, { name: "st" })]);
    expect(await client.get(id, "2024-01-01")).to.deep.equal({ name: "st" });
    expect(requests).to.deep.equal([
      {
        method: "GET",
        url: `https://arm.example${id}?api-version=2024-01-01`,
        authorization: "Bearer secret",
      },
    ]);
  });

  it("reads all pages of a list", async () => {
    const { client, requests } = clientWith([
      () => json(200, { value: [1], nextLink: "https://arm.example/next?page=2" }),
      () => json(200, { value: [2] }),
    ]);
    expect(await client.list(id, "v")).to.deep.equal([1, 2]);
    expect(requests[1]?.url).to.equal("https://arm.example/next?page=2");
  });

  it("never carries the token to another host", async () => {
    const { client, requests } = clientWith([
      () => json(200, { value: [], nextLink: "https://evil.example/" }),
      () => json(200, { value: [] }),
    ]);
    expect((await failure(client.list(id, "v"))).code).to.equal("ForeignLink");
    expect(requests).to.have.length(1);
  });

  it("waits as long as Retry-After says, else doubles its pauses", async () => {
    const { client, pauses } = clientWith([
      () => throttled({ "retry-after": "17" }),
      () => throttled(),
      () => json(503, {}),
      () => json(200, {}),
    ]);
    await client.get(id, "v");
    expect(pauses).to.deep.equal([17_000, 2_000, 4_000]);
  });

  it("does not sleep for hours because Azure asks for it", async () => {
    const { client, pauses } = clientWith([() => throttled({ "retry-after": "3600" })]);
    expect((await failure(client.get(id, "v"))).status).to.equal(429);
    expect(pauses).to.deep.equal([]);
  });

  it("gives up after its attempts, and sooner where it is hasty", async () => {
    const { client, requests } = clientWith([() => throttled()]);
    expect((await failure(client.get(id, "v"))).status).to.equal(429);
    expect(requests).to.have.length(8);
    await failure(client.get(id, "v", hasty));
    expect(requests).to.have.length(10);
  });

  it("does not repeat what cannot pass", async () => {
    const { client, requests } = clientWith([
      () => json(403, { error: { code: "AuthorizationFailed", message: "no" } }),
    ]);
    const error = await failure(client.get(id, "v"));
    expect(error.message).to.equal(`AuthorizationFailed: no (GET ${id})`);
    expect(requests).to.have.length(1);
  });

  it("tries again when nothing answers, and says why at the end", async () => {
    const { client, requests } = clientWith([
      () => {
        throw new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } });
      },
    ]);
    const error = await failure(client.get(id, "v", hasty));
    expect(error.message).to.equal(
      "Unreachable: https://arm.example did not answer: fetch failed: ECONNREFUSED",
    );
    expect(requests).to.have.length(2);
  });

  it("tells a failed sign-in from a failed request", async () => {
    const { client, requests } = clientWith([], { token: () => Promise.reject(new Error("az login")) });
    expect((await failure(client.get(id, "v"))).message).to.equal("SignInFailed: az login");
    expect(requests).to.have.length(0);
  });

  it("stops waiting when it is aborted", async () => {
    const stop = new AbortController();
    const { client } = clientWith([() => throttled()], {
      signal: stop.signal,
      sleep: () => {
        stop.abort(new Error("cancelled"));
        return Promise.resolve();
      },
    });
    const error: unknown = await client.get(id, "v").catch((reason: unknown) => reason);
    expect(error).to.have.property("message", "cancelled");
  });

  describe("put", () => {
    it("follows Azure-AsyncOperation and returns the resource", async () => {
      const { client, requests, pauses } = clientWith([
        () =>
          json(201, {}, { "azure-asyncoperation": "https://arm.example/operations/1", "retry-after": "3" }),
        () => json(200, { status: "InProgress" }),
        () => json(200, { status: "Succeeded" }),
        () => json(200, { properties: { provisioningState: "Succeeded" } }),
      ]);
      expect(await client.put(id, "v", {})).to.deep.equal({ properties: { provisioningState: "Succeeded" } });
      expect(requests.map((request) => request.method)).to.deep.equal(["PUT", "GET", "GET", "GET"]);
      expect(pauses).to.deep.equal([3_000, 5_000]);
    });

    it("shows the error of an operation that was accepted and failed", async () => {
      const { client } = clientWith([
        () => json(202, {}, { "azure-asyncoperation": "https://arm.example/operations/1" }),
        () => json(200, { status: "Failed", error: { code: "InternalServerError", message: "sorry" } }),
      ]);
      expect((await failure(client.put(id, "v", {}))).message).to.equal(
        `InternalServerError: sorry (PUT ${id})`,
      );
    });

    it("waits while the answer says that provisioning runs", async () => {
      const { client, requests } = clientWith([
        () => json(200, { properties: { provisioningState: "Updating" } }),
        () => json(200, { properties: { provisioningState: "Updating" } }),
        () => json(200, { properties: { provisioningState: "Succeeded" } }),
      ]);
      await client.put(id, "v", {});
      expect(requests).to.have.length(3);
    });

    it("does not follow an operation for ever", async () => {
      const { client } = clientWith([() => json(200, { properties: { provisioningState: "Updating" } })]);
      expect((await failure(client.put(id, "v", {}))).code).to.equal("OperationTimedOut");
    });
  });

  describe("delete", () => {
    it("follows Location until it stops answering 202", async () => {
      const { client, requests } = clientWith([
        () => new Response(null, { status: 202, headers: { location: "https://arm.example/operations/1" } }),
        () => new Response(null, { status: 202 }),
        () => new Response(null, { status: 204 }),
      ]);
      await client.delete(id, "v");
      expect(requests).to.have.length(3);
    });

    it("takes what does not exist as deleted", async () => {
      const { client } = clientWith([() => json(404, { error: { code: "ResourceNotFound", message: "" } })]);
      await client.delete(id, "v");
    });

    it("does not take another failure as deleted", async () => {
      const { client } = clientWith([() => json(409, { error: { code: "ScopeLocked", message: "locked" } })]);
      expect((await failure(client.delete(id, "v"))).code).to.equal("ScopeLocked");
    });
  });
});

describe("provider/armRetry", () => {
  const cases: [status: number, code: string, passing: boolean][] = [
    [409, "AnotherOperationInProgress", true],
    [409, "ScopeLocked", false],
    [400, "BadRequest", false],
    [400, "ReferencedResourceNotProvisioned", true],
    [404, "ResourceNotFound", false],
    [502, "Http502", true],
  ];
  for (const [status, code, passing] of cases) {
    it(`${passing ? "repeats" : "does not repeat"} ${status} ${code}`, () => {
      expect(isPassing(new ArmError({ status, code, message: "" }))).to.equal(passing);
    });
  }

  it("reads Retry-After as seconds and as a date, and ignores what it cannot read", () => {
    expect(pauseBefore(1, "2", 0)).to.equal(2_000);
    expect(pauseBefore(1, new Date(9_000).toUTCString(), 4_000)).to.equal(5_000);
    expect(pauseBefore(3, "soon", 0)).to.equal(4_000);
    expect(pauseBefore(20, null, 0)).to.equal(30_000);
  });
});

describe("provider/armError", () => {
  it("shows the cause that older providers hide in details", () => {
    const body = {
      error: { code: "BadRequest", message: "outer", details: [{ code: "Inner", message: "cause" }] },
    };
    expect(armErrorOf(body, 400, "PUT x").message).to.equal("BadRequest: outer / Inner: cause (PUT x)");
  });
  it("manages without a body", () => {
    expect(armErrorOf(undefined, 502, "GET x").message).to.equal("Http502: no explanation was given (GET x)");
  });
});
