import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { generationIn, wantedWeight } from "../../../cli/release/stackFile.ts";
import { generationAfter, startRelease, type StartRequest } from "../../../cli/release/start.ts";
import { needsOf, needsText } from "../../../cli/release/needs.ts";
import { loadEnvironment } from "../../../config/load.ts";
import { readStackFiles } from "../../../config/stackFiles.ts";
import { goodFiles, refusal, stampFile, withFiles } from "../../config/support.ts";

const start = (root: string, more: Partial<StartRequest> = {}) =>
  startRelease({ projectRoot: root, env: undefined, settings: {}, values: [], ...more });
const read = (root: string, stack: string): string =>
  readFileSync(path.join(root, `Pulumi.${stack}.yaml`), "utf8");
const names = (root: string): string[] => readdirSync(root).sort();

describe("starting a release", () => {
  it("writes the file of a further generation in each region, drained, with room of its own", () => {
    const old = `# my stamp\n${stampFile("eastus", "10.10.0.0/20")}  # kept\n  bulkhead:edge:\n    weight: 400 # of a thousand\n`;
    withFiles({ ...goodFiles, "Pulumi.stamp-eastus.yaml": old }, (root) => {
      const started = start(root);
      expect(started).to.deep.equal([
        {
          stack: "stamp-eastus-b",
          file: "Pulumi.stamp-eastus-b.yaml",
          replaces: "stamp-eastus",
          region: "eastus",
          wave: 1,
          weight: 400,
          what: "written",
        },
        {
          stack: "stamp-westeurope-b",
          file: "Pulumi.stamp-westeurope-b.yaml",
          replaces: "stamp-westeurope",
          region: "westeurope",
          wave: 1,
          weight: 500,
          what: "written",
        },
      ]);
      expect(read(root, "stamp-eastus-b")).to.equal(`# my stamp
config:
  bulkhead:location: eastus
  bulkhead:network:
    addressSpace: 10.10.32.0/20
  # kept
  bulkhead:edge:
    weight: 0 # of a thousand
  release:generation:
    replaces: stamp-eastus
    weight: 400
    wave: 1
    steps: [ 10, 50 ]
    soakMinutes: 60
    drainMinutes: 40
    approval: none
    minimumHealthPercent: 90
    maximumErrorPercent: 1
`);
      expect(read(root, "stamp-westeurope-b")).to.contain("addressSpace: 10.10.48.0/20");
      expect(read(root, "stamp-eastus")).to.equal(old);
      const [fresh] = readStackFiles(root, undefined).filter(({ stack }) => stack.text === "stamp-eastus-b");
      expect(fresh && wantedWeight(fresh)).to.equal(0);
      // The program knows nothing of it.
      expect(Object.keys(fresh?.values ?? {})).to.deep.equal(["location", "network", "edge"]);
    });
  });

  it("does nothing a second time, and goes on where it was cut off", () => {
    withFiles(goodFiles, (root) => {
      start(root, { regions: ["eastus"], generation: "b" });
      const text = read(root, "stamp-eastus-b");
      const again = start(root, { generation: "b" });
      expect(again.map(({ stack, what }) => `${stack} ${what}`)).to.deep.equal([
        "stamp-eastus-b standing",
        "stamp-westeurope-b written",
      ]);
      expect(read(root, "stamp-eastus-b")).to.equal(text);
      // Without a name it is the release that is under way.
      expect(start(root).map(({ what }) => what)).to.deep.equal(["standing", "standing"]);
    });
  });

  it("has nothing to do where the generation serves alone", () => {
    const files = {
      "Pulumi.global.yaml": goodFiles["Pulumi.global.yaml"] ?? "",
      "Pulumi.stamp-eastus-b.yaml": stampFile("eastus", "10.10.0.0/20"),
    };
    withFiles(files, (root) => {
      expect(start(root, { generation: "b" })).to.deep.equal([]);
      expect(start(root).map(({ stack }) => stack)).to.deep.equal(["stamp-eastus-c"]);
    });
  });

  it("takes a file that is there, and drains it", () => {
    const files = {
      ...goodFiles,
      "Pulumi.stamp-eastus-x1.yaml": stampFile(
        "eastus",
        "10.20.0.0/20",
        "  bulkhead:edge:\n    weight: 77\n",
      ),
    };
    withFiles(files, (root) => {
      const [started] = start(root, { generation: "x1", regions: ["eastus"] });
      expect(started).to.deep.include({ what: "taken", replaces: "stamp-eastus", weight: 500 });
      expect(read(root, "stamp-eastus-x1")).to.match(
        /addressSpace: 10\.20\.0\.0\/20\n {2}bulkhead:edge:\n {4}weight: 0\n/,
      );
    });
  });

  it("takes its settings from the environment, and the command line before that", () => {
    const files = {
      ...goodFiles,
      "Pulumi.global.yaml": `${goodFiles["Pulumi.global.yaml"] ?? ""}  release:settings:\n    steps: [5, 20, 60]\n    approval: each\n    order: one-by-one\n    regions: [westeurope]\n`,
    };
    withFiles(files, (root) => {
      const started = start(root, { settings: { soakMinutes: 7 } });
      expect(started.map(({ stack, wave }) => `${stack} ${wave}`)).to.deep.equal([
        "stamp-westeurope-b 1",
        "stamp-eastus-b 2",
      ]);
      expect(generationIn(root, "stamp-eastus-b")).to.deep.include({
        steps: [5, 20, 60],
        approval: "each",
        soakMinutes: 7,
        wave: 2,
      });
    });
  });

  it("writes the values of the new version", () => {
    withFiles(goodFiles, (root) => {
      start(root, {
        regions: ["eastus"],
        values: [[["workload", "components", "catalog-api", "tag"], "2.0.0"]],
      });
      const context = loadEnvironment(root, undefined).find(({ stack }) => stack.text === "stamp-eastus-b");
      expect(context?.kind === "stamp" && context.config.workload.components["catalog-api"].tag).to.equal(
        "2.0.0",
      );
    });
  });

  it("says what a second generation needs", () => {
    withFiles(goodFiles, (root) => {
      start(root, { regions: ["eastus"] });
      expect(needsText(needsOf(root, undefined, ["stamp-eastus-b"]))).to.deep.equal([
        "stamp-eastus-b in eastus needs, beside what stands, up to 104 vCPUs of Standard_D4ds_v5, 3 public addresses, 1 Azure Firewall, 1 AKS cluster",
      ]);
    });
  });

  const refused: readonly [
    what: string,
    files: Record<string, string>,
    more: Partial<StartRequest>,
    says: RegExp,
  ][] = [
    [
      "a region without a stamp",
      {},
      { regions: ["uksouth"] },
      /--region: No stamp stands in 'uksouth'.*eastus, westeurope/,
    ],
    [
      "a stamp that takes no requests",
      {
        "Pulumi.stamp-eastus.yaml": stampFile(
          "eastus",
          "10.10.0.0/20",
          "  bulkhead:edge:\n    enabled: false\n",
        ),
      },
      {},
      /Pulumi\.stamp-eastus\.yaml: edge\.weight: The stamp takes no requests/,
    ],
    [
      "a third generation beside two",
      { "Pulumi.stamp-eastus-b.yaml": stampFile("eastus", "10.30.0.0/20") },
      { generation: "c" },
      /eastus has stamp-eastus(-b)? and stamp-eastus(-b)? besides 'stamp-eastus-c'.*abort the release/,
    ],
    [
      "one host name for two stamps",
      {
        "Pulumi.stamp-eastus.yaml": stampFile(
          "eastus",
          "10.10.0.0/20",
          "  bulkhead:edge:\n    originHostName: eastus.example.com\n",
        ),
      },
      {},
      /edge\.originHostName: 'eastus\.example\.com' is the name of 'stamp-eastus'.*--set edge\.originHostName=b-eastus\.example\.com/,
    ],
    [
      "steps that do not rise",
      {},
      { settings: { steps: [50, 10] } },
      /settings\.steps: The steps do not rise\. List them from the smallest/,
    ],
    [
      "settings of the environment that are none",
      {
        "Pulumi.global.yaml":
          "config:\n  bulkhead:location: eastus\n  release:settings:\n    soakMinutes: -1\n",
      },
      {},
      /Pulumi\.global\.yaml: release:settings\.soakMinutes: .*docs\/releases\.md/,
    ],
  ];
  for (const [what, files, more, says] of refused) {
    it(`refuses ${what}, and writes nothing`, () => {
      withFiles({ ...goodFiles, ...files }, (root) => {
        const before = names(root);
        expect(refusal(() => start(root, more)).message).to.match(says);
        expect(names(root)).to.deep.equal(before);
      });
    });
  }

  it("takes everything back when the new files are not accepted", () => {
    const taken = stampFile("eastus", "10.30.0.0/20");
    withFiles({ ...goodFiles, "Pulumi.stamp-eastus-b.yaml": taken }, (root) => {
      const before = names(root);
      const wrong = refusal(() => start(root, { generation: "b", values: [[["zones"], ["9"]]] }));
      expect(wrong.message).to.match(/Pulumi\.stamp-eastus-b\.yaml: zones/);
      expect(names(root)).to.deep.equal(before);
      expect(read(root, "stamp-eastus-b")).to.equal(taken);
    });
  });

  it("refuses a release key that it cannot read, naming file and key", () => {
    withFiles(goodFiles, (root) => {
      start(root);
      const file = path.join(root, "Pulumi.stamp-eastus-b.yaml");
      writeFileSync(
        file,
        readFileSync(file, "utf8").replace("weight: 500\n    wave", "weight: 5000\n    wave"),
      );
      expect(refusal(() => generationIn(root, "stamp-eastus-b")).message).to.match(
        /^Pulumi\.stamp-eastus-b\.yaml: release:generation\.weight: /,
      );
    });
  });

  it("counts generations by their letters", () => {
    expect(generationAfter([undefined])).to.equal("b");
    expect(generationAfter([undefined, "b"])).to.equal("c");
    expect(generationAfter(["z"])).to.equal("ba");
    expect(generationAfter(["b", "x1"])).to.equal("c");
    expect(refusal(() => generationAfter(["zz"])).message).to.match(/no letter left/);
  });
});
