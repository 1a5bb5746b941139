import { expect } from "chai";
import { random } from "../../../../rehearsal/azure/packages/random.ts";
import { UnknownTypeError } from "../../../../rehearsal/azure/types/index.ts";

const token = (name: string) => `random:index/random${name}:Random${name}`;
const call = (type: string) => ({ type, urn: `urn:pulumi:s::p::${type}::name`, configuration: {} });

describe("rehearsal/azure: the random package", () => {
  const provider = random();

  it("makes strings of the wanted length and letters", async () => {
    const { id, outputs } = await provider.create(call(token("String")), {
      length: 6,
      special: false,
      upper: false,
      minNumeric: 2,
    });
    expect(id)
      .to.match(/^[a-z0-9]{6}$/)
      .and.to.equal(outputs["result"]);
    expect(id.replaceAll(/[a-z]/g, "").length).to.be.greaterThanOrEqual(2);
    const special = await provider.create(call(token("String")), {
      length: 8,
      upper: false,
      lower: false,
      numeric: false,
      overrideSpecial: "_",
    });
    expect(special.id).to.equal("________");
  });

  it("makes another value every time", async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, () => provider.create(call(token("String")), { length: 12 })),
    );
    expect(new Set(made.map(({ id }) => id)).size).to.equal(20);
  });

  it("keeps passwords out of ids and marks them secret", async () => {
    const { id, outputs } = await provider.create(call(token("Password")), { length: 20 });
    expect(id).to.equal("none");
    expect(outputs["result"]).to.have.length(20);
    expect(provider.secretOutputs?.(token("Password"))).to.contain("result");
    expect(provider.secretOutputs?.(token("String"))).to.deep.equal([]);
  });

  it("makes UUIDs and bytes", async () => {
    expect((await provider.create(call(token("Uuid")), {})).id).to.match(/^[0-9a-f-]{36}$/);
    const { id, outputs } = await provider.create(call(token("Id")), { byteLength: 4, prefix: "p-" });
    expect(outputs).to.deep.include({
      hex: `p-${Buffer.from(id, "base64url").toString("hex")}`,
      b64Url: `p-${id}`,
    });
  });

  it("replaces on every change, remembers nothing and knows no other types", async () => {
    expect(provider.diff(call(token("String")), { length: 6 }, { length: 7 })).to.deep.equal([
      { path: "length", kind: "update", replaces: true },
    ]);
    const known = { inputs: {}, outputs: { result: "x" } };
    expect(provider.read(call(token("String")), "x", known)).to.equal(known);
    expect(provider.read(call(token("String")), "x", undefined)).to.equal(undefined);
    await provider.delete(call(token("String")), "x");
    expect(() => provider.check(call(token("Pet")), {}, undefined)).to.throw(UnknownTypeError, "RandomPet");
    expect(() => provider.invoke("random:index:x", {}, {})).to.throw(UnknownTypeError, "random:index:x");
  });
});
