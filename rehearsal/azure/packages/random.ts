import sdk from "@pulumi/random/package.json" with { type: "json" };
import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { changesBetween } from "../diff.ts";
import type { LocalPackage } from "../grpc/package.ts";
import type { Properties } from "../../../lib/properties.ts";
import { UnknownTypeError } from "../types/index.ts";

const classes = {
  lower: "abcdefghijklmnopqrstuvwxyz",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  numeric: "0123456789",
  special: "!@#$%&*()-_=+[]{}<>:?",
};

/** Defaults and minimum counts as in the terraform random provider that pulumi-random wraps. */
function text(inputs: Properties): string {
  const length = Number(inputs["length"]);
  const allowed = (Object.keys(classes) as (keyof typeof classes)[])
    .filter((name) => inputs[name] !== false)
    .map((name) =>
      name === "special" && typeof inputs["overrideSpecial"] === "string"
        ? inputs["overrideSpecial"]
        : classes[name],
    )
    .join("");
  const pick = (alphabet: string) => alphabet[randomInt(alphabet.length)] ?? "";
  const required = (Object.keys(classes) as (keyof typeof classes)[]).flatMap((name) => {
    const minimum = Number(inputs[`min${name[0]?.toUpperCase()}${name.slice(1)}`] ?? 0);
    return Array.from({ length: minimum }, () => pick(classes[name]));
  });
  const letters = [
    ...required,
    ...Array.from({ length: Math.max(0, length - required.length) }, () => pick(allowed)),
  ];
  for (let index = letters.length - 1; index > 0; index -= 1) {
    const other = randomInt(index + 1);
    [letters[index], letters[other]] = [letters[other] ?? "", letters[index] ?? ""];
  }
  return letters.join("");
}

const makers: Readonly<Record<string, (inputs: Properties) => { id: string; outputs: Properties }>> = {
  "random:index/randomString:RandomString": (inputs) => {
    const result = text(inputs);
    return { id: result, outputs: { ...inputs, result } };
  },
  // The password itself must not become the id: ids are never encrypted.
  "random:index/randomPassword:RandomPassword": (inputs) => ({
    id: "none",
    outputs: { ...inputs, result: text(inputs) },
  }),
  "random:index/randomUuid:RandomUuid": (inputs) => {
    const result = randomUUID();
    return { id: result, outputs: { ...inputs, result } };
  },
  "random:index/randomId:RandomId": (inputs) => {
    const bytes = randomBytes(Number(inputs["byteLength"]));
    const prefix = typeof inputs["prefix"] === "string" ? inputs["prefix"] : "";
    const id = bytes.toString("base64url");
    return {
      id,
      outputs: {
        ...inputs,
        hex: `${prefix}${bytes.toString("hex")}`,
        b64Url: `${prefix}${id}`,
        dec: `${prefix}${BigInt(`0x${bytes.toString("hex")}`)}`,
      },
    };
  },
};

/** The random package. It has no cloud behind it: what it made lives in the stack's state alone. */
export function random(): LocalPackage {
  return {
    name: "random",
    version: sdk.version,
    check: (call, inputs) => {
      if (!makers[call.type])
        throw new UnknownTypeError(
          `The local Azure does not know '${call.type}'. It knows: ${Object.keys(makers).join(", ")}.`,
        );
      return { inputs, problems: [] };
    },
    // Any change makes a new value.
    diff: (_call, before, after) =>
      changesBetween(before, after).map((change) => ({ ...change, replaces: true })),
    create: (call, inputs) => {
      const make = makers[call.type];
      if (!make) throw new UnknownTypeError(call.type);
      return Promise.resolve(make(inputs));
    },
    update: (_call, _id, inputs) => Promise.resolve(inputs),
    read: (_call, _id, known) => known,
    delete: () => Promise.resolve(),
    secretOutputs: (type) => (type.endsWith("RandomPassword") ? ["result", "bcryptHash"] : []),
    invoke: (token) => {
      throw new UnknownTypeError(`The local Azure does not know the function '${token}'.`);
    },
  };
}
