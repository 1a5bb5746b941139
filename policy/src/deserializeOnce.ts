/**
 * Imported before a pack is made: Pulumi's SDK reads the inputs of a resource from the wire anew for every policy, which with
 * this many policies took nine tenths of the time that a preview spends on the pack. Policies of ours change no inputs, so that
 * all of them can be shown the same.
 */
import { createRequire } from "node:module";

type Deserialize = (message: object, proxySecrets: boolean) => Record<string, unknown>;

/** Returns what was read before from the same message. Remediations may write, and get a copy of their own. */
export function remembering(deserialize: Deserialize): Deserialize {
  const known = new WeakMap<object, Record<string, unknown>>();
  return (message, proxySecrets) => {
    if (proxySecrets) return deserialize(message, proxySecrets);
    const before = known.get(message);
    if (before !== undefined) return before;
    const inputs = deserialize(message, proxySecrets);
    known.set(message, inputs);
    return inputs;
  };
}

const require = createRequire(import.meta.url);
try {
  // @pulumi/policy 1.21: server.js calls it through the module's exports.
  const module = require("@pulumi/policy/deserialize.js") as { deserializeProperties?: Deserialize };
  if (module.deserializeProperties !== undefined)
    module.deserializeProperties = remembering(module.deserializeProperties);
} catch {
  // An SDK that keeps it elsewhere is as slow as it is, and says the same.
}
