import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { UserError } from "../../../config/userError.ts";
import { parseFaults, readFaultFile } from "../../../rehearsal/faults/file.ts";

function refusal(content: unknown): UserError {
  try {
    parseFaults(content, "faults.yaml");
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("It was accepted.");
}

const one = (entry: Record<string, unknown>) => ({ faults: [entry] });

describe("rehearsal/faults/file", () => {
  it("fills in what the catalogue says when the file says nothing", () => {
    expect(parseFaults(one({ fault: "throttling" }), "faults.yaml").faults).to.deep.equal([
      {
        fault: "throttling",
        type: "*",
        name: "*",
        stack: "*",
        operation: undefined,
        after: 0,
        times: 1,
        parameters: { retryAfterSeconds: 30 },
      },
    ]);
  });

  it("takes what the file says", () => {
    const [entry] = parseFaults(
      one({
        fault: "server-error",
        type: "microsoft.network/*",
        name: "fw-*",
        stack: "stamp-*",
        operation: "create",
        after: 3,
        times: 2,
        status: 503,
      }),
      "faults.yaml",
    ).faults;
    expect(entry).to.deep.include({ operation: "create", after: 3, times: 2, parameters: { status: "503" } });
  });

  it("knows that some faults last until they are taken away", () => {
    expect(parseFaults(one({ fault: "clock-skew" }), "faults.yaml").faults[0]?.times).to.equal(null);
  });

  const refused: readonly [
    what: string,
    content: unknown,
    key: string | undefined,
    problem: RegExp,
    remedy: RegExp,
  ][] = [
    ["no list", [], undefined, /list of faults/, /faults:/],
    ["nothing", null, undefined, /list of faults/, /faults:/],
    ["a misspelt top", { fault: [] }, "fault", /no such key/, /'faults'/],
    ["a fault that is no object", { faults: ["throttling"] }, "faults[0]", /./, /./],
    ["no fault", one({ type: "*" }), "faults[0].fault", /names no fault/, /bulkhead faults/],
    ["a misspelt fault", one({ fault: "throtling" }), "faults[0].fault", /no fault/, /'throttling'/],
    ["a number as fault", one({ fault: 7 }), "faults[0].fault", /no fault/, /bulkhead faults/],
    [
      "a parameter of another fault",
      one({ fault: "busy", retryAfterSeconds: 3 }),
      "faults[0].retryAfterSeconds",
      /no such key/,
      /./,
    ],
    [
      "a misspelt parameter",
      one({ fault: "throttling", retryAfterSecond: 3 }),
      "faults[0].retryAfterSecond",
      /no such key/,
      /'retryAfterSeconds'/,
    ],
    [
      "a parameter out of bounds",
      one({ fault: "throttling", retryAfterSeconds: 0 }),
      "faults[0].retryAfterSeconds",
      /0/,
      /./,
    ],
    [
      "a word that is no choice",
      one({ fault: "server-error", status: 404 }),
      "faults[0].status",
      /404/,
      /"500"/,
    ],
    ["a parameter that is missing", one({ fault: "region-lost" }), "faults[0].region", /./, /./],
    ["no times at all", one({ fault: "busy", times: 0 }), "faults[0].times", /0/, /./],
    ["half an after", one({ fault: "busy", after: 1.5 }), "faults[0].after", /./, /./],
    [
      "an operation there is not",
      one({ fault: "busy", operation: "read" }),
      "faults[0].operation",
      /read/,
      /"create"/,
    ],
    [
      "an operation that the fault does not meet",
      one({ fault: "quota", operation: "delete" }),
      "faults[0].operation",
      /does not meet 'delete'/,
      /create or update/,
    ],
    [
      "a type there is not",
      one({ fault: "busy", type: "Microsoft.Network/azureFirewall" }),
      "faults[0].type",
      /No type/,
      /azureFirewalls/,
    ],
    [
      "a type that the fault does not meet",
      one({ fault: "soft-deleted-name", type: "Microsoft.Network/*" }),
      "faults[0].type",
      /does not meet/,
      /Microsoft\.KeyVault\/vaults/,
    ],
  ];
  for (const [what, content, key, problem, remedy] of refused) {
    it(`refuses ${what}`, () => {
      const error = refusal(content);
      expect(error.file).to.equal("faults.yaml");
      expect(error.key).to.equal(key);
      expect(error.problem).to.match(problem);
      expect(error.remedy).to.match(remedy);
    });
  }

  it("names the entry that is wrong", () => {
    expect(refusal({ faults: [{ fault: "busy" }, { fault: "bussy" }] }).key).to.equal("faults[1].fault");
  });

  describe("on disk", () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "bulkhead-faults-"));
    after(() => rmSync(folder, { recursive: true }));
    const written = (text: string): string => {
      const file = path.join(folder, "faults.yaml");
      writeFileSync(file, text);
      return file;
    };

    it("reads YAML", () => {
      expect(readFaultFile(written("faults:\n  - fault: busy\n")).faults).to.have.length(1);
    });

    it("reads JSON", () => {
      expect(readFaultFile(written('{"faults": [{"fault": "busy"}]}')).faults).to.have.length(1);
    });

    it("says which line is no YAML", () => {
      const file = written("faults:\n  - fault: [busy\n");
      expect(() => readFaultFile(file)).to.throw(UserError, /faults\.yaml, line \d+: This is not valid YAML/);
    });

    it("says that there is no such file", () => {
      expect(() => readFaultFile(path.join(folder, "none.yaml"))).to.throw(
        UserError,
        /none\.yaml: There is no such file/,
      );
    });

    it("does not unfold a file that is made of aliases", () => {
      const lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"];
      for (let index = 0; index < 10; index += 1) {
        const [now, before] = [String.fromCharCode(98 + index), String.fromCharCode(97 + index)];
        lines.push(`${now}: &${now} [${Array<string>(10).fill(`*${before}`).join(", ")}]`);
      }
      expect(() => readFaultFile(written(lines.join("\n")))).to.throw(UserError, /references multiply/);
    });
  });
});
