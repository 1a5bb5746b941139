/** Imports point one way: lib <- config, contracts <- components <- stacks <- index.ts. */
const program = "^(config|contracts|components|stacks)/|^index\\.ts$";

/** A folder of ours may import the named folders of ours, and itself. */
function only(folder, ...allowed) {
  return {
    name: `${folder}-imports-only-${allowed.join("-") || "itself"}`,
    severity: "error",
    from: { path: `^${folder}/` },
    to: {
      path: "^(lib|config|contracts|components|stacks|policy|provider|rehearsal|cli|graph|controls|pipelines|bench|chaos|mutation|derived|tests)/|^index\\.ts$",
      pathNot: `^(${[folder, ...allowed].join("|")})/${folder === "rehearsal" ? "|^index\\.ts$" : ""}`,
    },
  };
}

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    only("lib"),
    only("config", "lib"),
    only("contracts", "lib", "config"),
    only("components", "lib", "config", "contracts"),
    only("stacks", "lib", "config", "contracts", "components"),
    only("controls", "lib"),
    only("policy", "controls", "lib"),
    only("provider", "lib"),
    only("rehearsal", "lib", "config"),
    only("graph", "lib"),
    only("cli", "lib", "config", "contracts", "rehearsal", "graph", "controls", "provider"),
    only("pipelines", "lib", "config", "rehearsal"),
    {
      name: "lib-is-pure",
      comment: "Pure functions and data: what needs Pulumi belongs into components/ or contracts/.",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "(^|node_modules/)@pulumi/" },
    },
    {
      name: "program-does-not-know-its-tools",
      comment: "The program does not know that it is rehearsed.",
      severity: "error",
      from: { path: program },
      to: { path: "^(rehearsal|cli|graph|pipelines|bench|chaos|mutation|derived|tests|provider|policy)/" },
    },
    {
      name: "only-the-smoke-tests-of-the-workload",
      comment:
        "The workload has packages of its own, which are not there for everybody; its smoke tests need none.",
      severity: "error",
      from: { pathNot: "^(workload|tests)/" },
      to: { path: "^workload/", pathNot: "^workload/smoke/" },
    },
    {
      name: "smoke-tests-need-nothing",
      comment: "They run where nothing is installed.",
      severity: "error",
      from: { path: "^workload/smoke/" },
      to: { pathNot: "^workload/smoke/", dependencyTypesNot: ["core"] },
    },
    {
      name: "nothing-imports-the-entry",
      comment: "But for the rehearsal without an engine, which runs the program in its own process.",
      severity: "error",
      from: { pathNot: "^rehearsal/inProcess/" },
      to: { path: "^index\\.ts$" },
    },
    {
      name: "no-tests-in-the-product",
      severity: "error",
      from: { pathNot: "^tests/" },
      to: { path: "^tests/" },
    },
    {
      name: "no-circles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-unlisted-packages",
      comment: "A package that package.json does not name works until its parent drops it.",
      severity: "error",
      from: {},
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown", "unknown"] },
    },
    {
      name: "product-needs-no-development-packages",
      severity: "error",
      from: {
        path: "^(lib|config|contracts|components|stacks|provider|policy/src|rehearsal|cli)/|^index\\.ts$",
      },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    // policy/ has a package.json of its own, for Pulumi, and its packages from the root.
    combinedDependencies: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)dist/|^\\.rehearsal/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
