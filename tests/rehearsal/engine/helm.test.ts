import { expect } from "chai";
import { ensureHelm, helmRecipe } from "../../../rehearsal/engine/helm.ts";
import { thisPlatform } from "../../../rehearsal/engine/places.ts";
import {
  filesServer,
  messageOf,
  packRelease,
  printing,
  sandbox,
  serve,
  sumLine,
  type Sandbox,
} from "./sandbox.ts";

describe("ensureHelm", () => {
  let box: Sandbox;
  beforeEach(() => (box = sandbox()));
  afterEach(() => box.remove());
  const auto = () => ensureHelm({ choice: "auto", report: box.report, env: box.env });

  it("uses Helm 3 on PATH", async () => {
    const helm = box.script("bin", "helm", printing("3.18.4"));
    box.onPath("bin");
    expect(await auto()).to.deep.equal({ kind: "path", helm, version: "3.18.4" });
  });

  it("asks it for its version in the way Helm understands", async () => {
    box.script("bin", "helm", '[ "$*" = "version --template {{.Version}}" ] && echo v3.18.4');
    box.onPath("bin");
    expect((await auto()).kind).to.equal("path");
  });

  it("does not use Helm 4 or one without --kube-version, and gives the reason", async () => {
    for (const [version, reason] of [
      ["4.0.0", "3.x is needed"],
      ["3.5.4", "3.6.0 or newer is needed"],
    ] as const) {
      box.script("bin", "helm", printing(version));
      box.onPath("bin");
      const result = await auto();
      expect(result).to.have.property("reason").that.contains(reason);
    }
  });

  it("downloads the official release", async () => {
    const archive = helmRecipe.release.archive(thisPlatform()) ?? "none";
    const content = packRelease(box, "linux-amd64", { helm: printing(helmRecipe.pin.version) });
    const server = await serve(
      filesServer({ [archive]: content, [`${archive}.sha256sum`]: sumLine(content, archive) }),
    );
    try {
      box.env["BULKHEAD_HELM_MIRROR"] = server.base;
      expect((await auto()).kind).to.equal("download");
    } finally {
      await server.close();
    }
  });

  it("is none with the reasons when nothing works, and an error when it was forced", async () => {
    expect(await auto())
      .to.have.property("reason")
      .that.matches(
        /^PATH: there is no helm on PATH; download: .*ECONNREFUSED.*; build: there is no go on PATH$/,
      );
    const forced = () => ensureHelm({ choice: "download", report: box.report, env: box.env });
    expect(await messageOf(forced)).to.match(/ECONNREFUSED.*BULKHEAD_HELM_MIRROR/);
  });
});
