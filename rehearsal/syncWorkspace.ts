/** `node syncWorkspace.ts PROJECT`: what the `pulumi` of `bulkhead env --local` runs before the engine. */
import { rehearsalPlaces } from "./places.ts";
import { syncWorkspace } from "./workspace.ts";

const projectRoot = process.argv[2];
if (projectRoot === undefined) throw new Error("usage: syncWorkspace.ts PROJECT");
syncWorkspace(projectRoot, rehearsalPlaces(projectRoot));
