import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { jsonSchemaText } from "../../config/jsonSchemas.ts";
import { loadEnvironment } from "../../config/load.ts";
import { schemaComment } from "../../config/newStampFile.ts";
import { runtimeValues } from "../../config/runtimeValues.ts";

const root = join(import.meta.dirname, "..", "..");

describe("the JSON Schemas for editors", () => {
  it("describe the outer shape of a stack file", () => {
    const schema = JSON.parse(jsonSchemaText("stamp")) as { properties: { config: Record<string, unknown> } };
    const { config } = schema.properties;
    expect(config).to.include({ type: "object", additionalProperties: false });
    expect(config["required"]).to.deep.equal(["bulkhead:location", "bulkhead:network"]);
    const [foreign = ""] = Object.keys(config["patternProperties"] as object);
    expect("azure-native:location").to.match(new RegExp(foreign));
    expect("bulkhead:locatoin").to.not.match(new RegExp(foreign));
  });
});

describe("the committed stack files", () => {
  const contexts = loadEnvironment(root, undefined);

  it("load", () => {
    expect(contexts.map(({ stack }) => stack.text)).to.include.members([
      "global",
      "stamp-eastus",
      "stamp-westeurope",
    ]);
  });

  it("name the schema that editors should use", () => {
    for (const { kind, stack } of contexts) {
      const text = readFileSync(join(root, `Pulumi.${stack.text}.yaml`), "utf8");
      expect(text.split("\n")[0]).to.equal(schemaComment(kind));
    }
  });
});

describe("values from the engine", () => {
  it("are our own, with lists and objects read back from JSON", () => {
    const all = {
      "bulkhead:location": "eastus",
      "bulkhead:zones": '["1","2"]',
      "bulkhead:edge": '{"enabled":false}',
      "bulkhead:odd": "[not json",
      "azure-native:location": "eastus",
    };
    expect(runtimeValues(all)).to.deep.equal({
      location: "eastus",
      zones: ["1", "2"],
      edge: { enabled: false },
      odd: "[not json",
    });
  });
});
