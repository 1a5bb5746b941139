import pulumi from "@pulumi/eslint-plugin";
import tseslint from "typescript-eslint";

/**
 * A resource that is made inside `apply` is missing from previews, or planned for deletion there. Types decide: whatever has a
 * URN is a resource.
 */
const noResourceInApply = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      found:
        "A resource made inside apply is missing from previews. Decide with plain values which resources exist.",
    },
  },
  create(context) {
    const { getTypeAtLocation } = context.sourceCode.parserServices;
    const insideApply = (node) => {
      for (let inner = node, outer = node.parent; outer; inner = outer, outer = outer.parent) {
        const applied =
          outer.type === "CallExpression" &&
          outer.arguments.includes(inner) &&
          outer.callee.type === "MemberExpression" &&
          outer.callee.property.name === "apply";
        if (applied) return true;
      }
      return false;
    };
    return {
      NewExpression(node) {
        if (insideApply(node) && getTypeAtLocation(node).getProperty("urn"))
          context.report({ node, messageId: "found" });
      },
    };
  },
};

/** Loading a root or a module index takes seconds and hundreds of megabytes; one file per resource takes milliseconds. */
const oneFilePerResource = [
  {
    regex: "^@pulumi/azure-native(/[^/.]+)?(/index(\\.js)?)?$",
    message: "Import the resource's own file: @pulumi/azure-native/<module>/<resource>.js.",
  },
  {
    regex: "^@pulumi/(kubernetes|random)(/index(\\.js)?)?$",
    message: "Import the resource's own file, for example @pulumi/kubernetes/helm/v3/release.js.",
  },
  { regex: "^@pulumi/kubernetes/.+/index(\\.js)?$", message: "Import the resource's own file." },
];

export default tseslint.config(
  // workload/ has packages of its own; `npm run workload:check` lints it, with these same rules.
  {
    ignores: [
      "**/node_modules/",
      "workload/",
      "**/dist/",
      ".rehearsal/",
      "coverage/",
      "bench/results/",
      "mutation/results/",
      ".stryker-tmp/",
    ],
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    plugins: { "@pulumi": pulumi, bulkhead: { rules: { "no-resource-in-apply": noResourceInApply } } },
    rules: {
      "@pulumi/no-output-in-template-literal": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-restricted-imports": ["error", { patterns: oneFilePerResource }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // Provider and test interfaces ask for promises where nothing is waited for.
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "bulkhead/no-resource-in-apply": "error",
      eqeqeq: "error",
      "max-lines": ["error", { max: 400, skipBlankLines: false, skipComments: false }],
      "no-console": "off",
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  // Tables of data may be as long as what they describe.
  { files: ["**/data/**/*.ts"], rules: { "max-lines": "off" } },
  {
    files: ["tests/**/*.ts"],
    rules: {
      "@typescript-eslint/explicit-module-boundary-types": "off",
      // chai's assertions are expressions.
      "@typescript-eslint/no-unused-expressions": "off",
      // Recorders look into Pulumi's untyped internals.
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
    },
  },
);
