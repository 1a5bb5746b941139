/** Holds the tables against all that the local Azure can say, against the catalogue of faults, and against the schemas of stack files. */
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import ts from "typescript";
import azure from "../../../cli/reactions/data/azure.json" with { type: "json" };
import engine from "../../../cli/reactions/data/engine.json" with { type: "json" };
import keys from "../../../cli/reactions/data/keys.json" with { type: "json" };
import { knownCodes } from "../../../cli/reactions/table.ts";
import codes from "../../../rehearsal/azure/data/codes.json" with { type: "json" };

const root = path.resolve(import.meta.dirname, "../../..");

/** Codes that are no answers of ARM: the state of a migration, and what a cloud controller says of a service. */
const noAnswers = new Set(["Running", "Unreachable"]);

function sources(): ts.SourceFile[] {
  return ["rehearsal/azure", "rehearsal/faults"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => {
        const text = readFileSync(path.join(root, folder, name), "utf8");
        return ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
      }),
  );
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => walk(child, visit));
}

/** Every literal that is handed on as a code: to ArmError, to a function with a parameter `code`, or in a property of that name. */
function codesRaised(): Set<string> {
  const files = sources();
  const positions = new Map([["ArmError", 0]]);
  const found = new Set<string>(Object.values(codes.nameInvalid));
  for (const { code } of Object.values(codes.nameTaken)) found.add(code);
  const literalsOf = (node: ts.Node): void =>
    walk(node, (part) => {
      if (ts.isStringLiteral(part) && /^[A-Z][A-Za-z0-9]{4,}$/.test(part.text)) found.add(part.text);
    });
  for (const file of files)
    walk(file, (node) => {
      if (!ts.isFunctionDeclaration(node) || node.name === undefined) return;
      const at = node.parameters.findIndex((parameter) => parameter.name.getText() === "code");
      if (at >= 0) positions.set(node.name.text, at);
    });
  for (const file of files)
    walk(file, (node) => {
      if (ts.isNewExpression(node) || ts.isCallExpression(node)) {
        const argument = node.arguments?.[positions.get(node.expression.getText()) ?? -1];
        if (argument !== undefined) literalsOf(argument);
      }
      if (ts.isPropertyAssignment(node) && /code$/i.test(node.name.getText())) literalsOf(node.initializer);
      if ((ts.isParameter(node) || ts.isVariableDeclaration(node)) && node.initializer !== undefined)
        if (/^(code|badRequest|\w+Code)$/.test(node.name.getText())) literalsOf(node.initializer);
    });
  return found;
}

describe("cli/reactions: the tables", () => {
  it("have a row for every code that the local Azure can answer with", function () {
    this.timeout(20_000);
    const raised = codesRaised();
    expect(raised.size).to.be.greaterThan(250);
    expect([...raised].filter((code) => !knownCodes.has(code) && !noAnswers.has(code))).to.deep.equal([]);
  });

  it("have a code in one row only, or in others by its message", () => {
    const plain = azure.rows.filter((row) => !("message" in row)).flatMap((row) => row.codes);
    expect(plain.filter((code, index) => plain.indexOf(code) !== index)).to.deep.equal([]);
  });

  it("name a dated source in every row, and say how long to wait where they say to try again", () => {
    for (const row of azure.rows) {
      for (const source of row.sources) {
        const text = (azure._meta.sources as Record<string, string>)[source];
        expect(text, source).to.be.a("string");
        expect(`${text ?? ""} ${azure._meta.date}`).to.match(/20\d\d-\d\d-\d\d/);
      }
      expect("pauseSeconds" in row, row.id).to.equal(row.reaction !== "stop");
    }
    for (const row of engine.rows) {
      expect(engine._meta.sources, row.id).to.have.property(row.source);
      expect("pauseSeconds" in row, row.id).to.equal(row.reaction !== "stop");
    }
  });

  it("name keys that stack files have", () => {
    for (const { stack, key } of keys.rows) {
      const schema: unknown = JSON.parse(
        readFileSync(path.join(root, "config/schemas", `${stack}.json`), "utf8"),
      );
      const text = JSON.stringify(schema);
      for (const part of key.split("."))
        expect(text, `${stack} ${key}`).to.match(new RegExp(`"(bulkhead:)?${part}":`));
    }
  });

  it("point to documents that are there", () => {
    const remedies = [...azure.rows, ...engine.rows].map(({ remedy }) => remedy).join(" ");
    for (const [file] of remedies.matchAll(/docs\/[a-z/-]+\.md/g))
      expect(() => readFileSync(path.join(root, file)), file).not.to.throw();
  });
});
