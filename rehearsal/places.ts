import * as path from "node:path";

/** Where a rehearsal of a project keeps what it knows. All of it may be deleted; nothing else is ever written. */
export interface RehearsalPlaces {
  /** `.rehearsal` in the project. */
  readonly root: string;
  /** Pulumi's file backend. */
  readonly state: string;
  /** The project as the engine sees it, see workspace.ts. */
  readonly workspace: string;
  /** Pulumi's own folder for credentials and plugins, so that a rehearsal never touches the user's. */
  readonly home: string;
  /** Executables put in front of PATH by `bulkhead env --local`. */
  readonly bin: string;
  /** One journal per stack of what an update has under way. */
  readonly journals: string;
  /** Written by the local Azure while it runs. */
  readonly azureInfo: string;
  /** The local subscription. */
  readonly database: string;
  /** The subscription of a rehearsal without an engine, which begins from nothing each time. */
  readonly inProcessDatabase: string;
}

export function rehearsalPlaces(projectRoot: string): RehearsalPlaces {
  const root = path.join(projectRoot, ".rehearsal");
  return {
    root,
    state: path.join(root, "state"),
    workspace: path.join(root, "workspace"),
    home: path.join(root, "home"),
    bin: path.join(root, "bin"),
    journals: path.join(root, "journals"),
    azureInfo: path.join(root, "azure.json"),
    database: path.join(root, "azure.db"),
    inProcessDatabase: path.join(root, "in-process.db"),
  };
}
