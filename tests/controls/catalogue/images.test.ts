import { expect } from "chai";
import { imageName, imagesOf, parseImage } from "../../../controls/catalogue/supplyChain/images.ts";
import { exampleResources } from "../../../controls/resource.ts";
import type { ExampleResource, Resource } from "../../../controls/types.ts";

const of = (type: string, props: ExampleResource["props"]): string[] =>
  imagesOf(exampleResources([{ type, props }])[0] as Resource).map(imageName);
const release = (values: object): string[] => of("kubernetes:helm.sh/v3:Release", { values });

describe("controls/catalogue/supplyChain/images", () => {
  const names: readonly (readonly [text: string, registry: string | undefined, tag: string | undefined])[] = [
    ["nginx", undefined, undefined],
    ["library/traefik:v3.7.13", undefined, "v3.7.13"],
    ["shop.azurecr.io/app:1", "shop.azurecr.io", "1"],
    ["localhost:5000/app:1", "localhost:5000", "1"],
    ["localhost/app", "localhost", undefined],
    ["shop.azurecr.io/team/app@sha256:0123", "shop.azurecr.io", undefined],
  ];
  for (const [text, registry, tag] of names)
    it(`reads ${text}`, () => {
      expect(parseImage(text)).to.include({ registry, tag });
      expect(imageName(parseImage(text))).to.equal(text);
    });

  it("finds images in a chart's values, with the registry above or beside them", () => {
    const image = { repository: "app", tag: "1" };
    expect(release({ registry: "a.example", parts: { web: { image } } })).to.deep.equal(["a.example/app:1"]);
    expect(release({ image: { ...image, registry: "b.example" } })).to.deep.equal(["b.example/app:1"]);
    expect(release({ global: { imageRegistry: "c.example" }, image })).to.deep.equal(["c.example/app:1"]);
    expect(
      release({ registry: "a.example", image: { repository: "d.example/app", digest: "sha256:0" } }),
    ).to.deep.equal(["d.example/app@sha256:0"]);
  });

  it("takes an empty tag for none, and what has no repository for no image", () => {
    expect(release({ image: { repository: "app", tag: "" } })).to.deep.equal(["app"]);
    expect(release({ canary: { tag: "1", digest: "" } })).to.deep.equal([]);
  });

  it("finds the containers of pods, and of what makes pods", () => {
    const spec = { initContainers: [{ image: "a:1" }], containers: [{ image: "b:1" }] };
    expect(of("kubernetes:core/v1:Pod", { spec })).to.deep.equal(["a:1", "b:1"]);
    expect(of("kubernetes:apps/v1:DaemonSet", { spec: { template: { spec } } })).to.deep.equal([
      "a:1",
      "b:1",
    ]);
    expect(
      of("kubernetes:batch/v1:CronJob", { spec: { jobTemplate: { spec: { template: { spec } } } } }),
    ).to.deep.equal(["a:1", "b:1"]);
  });
});
