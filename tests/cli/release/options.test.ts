import { expect } from "chai";
import { imageOption, stepsOption, valueOption } from "../../../cli/release/options.ts";
import { waysOf } from "../../../cli/release/smoke.ts";
import { refusal } from "../../config/support.ts";

const digest = `sha256:${"a".repeat(64)}`;

describe("the options of a release", () => {
  it("set any key, with versions as texts", () => {
    expect(valueOption("cluster.kubernetesVersion=1.30")).to.deep.equal([
      ["cluster", "kubernetesVersion"],
      "1.30",
    ]);
    expect(valueOption("edge.originHostName=b.example.com")[1]).to.equal("b.example.com");
    expect(valueOption("workload.requireDigests=true")[1]).to.equal(true);
    expect(valueOption("cluster.systemPool.maxCount=7")).to.deep.equal([
      ["cluster", "systemPool", "maxCount"],
      7,
    ]);
    expect(valueOption("zones=['1','2']")[1]).to.deep.equal(["1", "2"]);
  });

  it("set the image of a component, and never leave the digest of another one", () => {
    const place = ["workload", "components", "catalog-api"];
    expect(imageOption("catalog-api=2.0.0")).to.deep.equal([
      [[...place, "tag"], "2.0.0"],
      [[...place, "digest"], undefined],
    ]);
    expect(imageOption(`catalog-api=2.0.0@${digest}`)).to.deep.equal([
      [[...place, "tag"], "2.0.0"],
      [[...place, "digest"], digest],
    ]);
    expect(imageOption(`catalog-api=@${digest}`)).to.deep.equal([[[...place, "digest"], digest]]);
  });

  it("list steps", () => {
    expect(stepsOption("10,50")).to.deep.equal([10, 50]);
    expect(stepsOption("")).to.deep.equal([]);
  });

  it("lead to gateways", () => {
    expect([...waysOf(["stamp-eastus-b=127.0.0.1:8443"])]).to.deep.equal([
      ["stamp-eastus-b", { host: "127.0.0.1", port: 8443 }],
    ]);
  });

  const wrong: readonly [what: string, read: () => unknown, says: RegExp][] = [
    ["a value without a key", () => valueOption("=5"), /--set: '=5' is no key and value/],
    ["a key without a value", () => valueOption("edge.weight"), /--set/],
    ["an image of nobody", () => imageOption("shop=1.0"), /--image: 'shop=1\.0' names no image.*catalog-api/],
    ["an image without tag and digest", () => imageOption("catalog-api="), /--image/],
    ["steps beyond all", () => stepsOption("10,100"), /--steps: '10,100' is no list/],
    ["steps that are no numbers", () => stepsOption("a"), /--steps/],
    ["a way without a port", () => waysOf(["stamp-eastus-b=127.0.0.1"]), /--smoke-via/],
    ["a port that is none", () => waysOf(["stamp-eastus-b=127.0.0.1:99999"]), /--smoke-via/],
  ];
  for (const [what, read, says] of wrong)
    it(`refuse ${what}`, () => expect(refusal(read).message).to.match(says));
});
