import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { projectRoot, type StackRun } from "../support/runStack.ts";
import { globalRun, stampRun } from "../support/stacks.ts";

const sdk = join(projectRoot, "node_modules", "@pulumi", "azure-native");
const known = new Map<string, boolean>();

/** The tags of a saved search are a list that says how it is shown. */
const otherTags = ["azure-native:operationalinsights:SavedSearch"];

/** Whether a type of azure-native has an input `tags`, as its own source says. */
function takesTags(type: string): boolean {
  if (otherTags.includes(type)) return false;
  const [, module = "", resource = ""] = type.split(":");
  const found = known.get(type);
  if (found !== undefined) return found;
  // Acronyms are lower-cased as a whole in file names: AFDOrigin is in afdorigin.js.
  const file = `${resource.slice(0, 1).toLowerCase()}${resource.slice(1)}`.replace(
    /^aFD(.)/,
    (_, next: string) => `afd${next.toLowerCase()}`,
  );
  const takes = readFileSync(join(sdk, module, `${file}.js`), "utf8").includes('resourceInputs["tags"]');
  known.set(type, takes);
  return takes;
}

function untagged({ resources }: StackRun, stack: string): string[] {
  return resources
    .filter(({ custom, type }) => custom && type.startsWith("azure-native:") && takesTags(type))
    .filter(({ inputs }) => {
      const tags = inputs["tags"] as Record<string, string> | undefined;
      return tags?.["workload"] !== "bulkhead" || tags["stack"] !== stack;
    })
    .map(({ type, name }) => `${type} ${name}`);
}

describe("tags", function () {
  it("are on everything of a stamp that takes tags, with the stack it belongs to", async () => {
    expect(untagged(await stampRun(), "stamp-eastus")).to.deep.equal([]);
  });

  it("are on everything of the global stack that takes tags", async () => {
    expect(untagged(await globalRun(), "global")).to.deep.equal([]);
  });
});
