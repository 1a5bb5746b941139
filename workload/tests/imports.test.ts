import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect } from "chai";

const root = join(import.meta.dirname, "..");
const repository = dirname(root);
const services = ["shared", "catalog-api", "background-worker", "health-service"];
const sources = services.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(root, folder, file)),
);
const imports = sources.flatMap((file) =>
  [...readFileSync(file, "utf8").matchAll(/(?:from|import\() ?"([^"]+)"/g)].map(([, specifier = ""]) => ({
    from: relative(root, file),
    specifier,
    to: specifier.startsWith(".") ? relative(repository, resolve(dirname(file), specifier)) : specifier,
  })),
);
const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  dependencies: Record<string, string>;
};

describe("what the services import", () => {
  it("is of the program only the table of keys, which the images contain", () => {
    const outside = imports.filter(
      ({ specifier, to }) => specifier.startsWith(".") && !to.startsWith("workload/"),
    );
    expect([...new Set(outside.map(({ to }) => to))].sort()).to.deep.equal([
      "lib/workload/components.ts",
      "lib/workload/runtimeKeys.ts",
    ]);
  });

  it("is of the workload nothing but the services themselves", () => {
    for (const { from, to } of imports.filter(({ to }) => to.startsWith("workload/")))
      expect(services, `${from} imports ${to}`).to.include(to.split("/")[1]);
  });

  it("are packages that are installed in an image, and all of those", () => {
    const used = new Set(
      imports
        .filter(({ specifier }) => !specifier.startsWith(".") && !specifier.startsWith("node:"))
        .map(({ specifier }) =>
          specifier
            .split("/")
            .slice(0, specifier.startsWith("@") ? 2 : 1)
            .join("/"),
        ),
    );
    expect([...used].sort()).to.deep.equal(Object.keys(dependencies).sort());
  });

  it("are the stand-ins in one place only, which loads them when they are asked for", () => {
    const local = imports.filter(
      ({ from, to }) => to.includes("/stores/local/") && !from.includes("stores/local/"),
    );
    expect(local).to.deep.equal([
      {
        from: "shared/stores/stores.ts",
        specifier: "./local/stores.ts",
        to: "workload/shared/stores/local/stores.ts",
      },
    ]);
  });
});
