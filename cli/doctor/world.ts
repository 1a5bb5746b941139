/** What the checks may ask. All of it can be replaced in tests; none of it changes anything. */
import type { Finding } from "./finding.ts";
import type { Needs } from "./needs.ts";

/** Reading Azure Resource Manager. Errors are ArmError. */
export interface ArmReader {
  /** @param path from the first slash, query included where there is one. */
  get(path: string, apiVersion: string): Promise<unknown>;
  /** Every page of a list. */
  list(path: string, apiVersion: string): Promise<readonly unknown[]>;
  /** A question with a body. */
  ask(path: string, apiVersion: string, body: unknown): Promise<unknown>;
  /** Whether something is there. */
  exists(path: string, apiVersion: string): Promise<boolean>;
}

/** Who is signed in, from the claims of the token. */
export interface Identity {
  /** Object id in the directory. */
  readonly objectId: string;
  readonly tenantId: string;
  /** The name to show: of a user, or of an application. */
  readonly name: string;
  readonly kind: "user" | "application";
}

/** How a program ended. */
export interface CommandResult {
  /** Undefined when it could not be started: not on PATH, or it took too long. */
  readonly code: number | undefined;
  readonly output: string;
  readonly error: string;
}

export interface World {
  readonly arm: ArmReader;
  readonly subscriptionId: string;
  /** Throws UserError where no subscription is chosen; `subscriptionId` is empty then. */
  readonly requireSubscription: () => void;
  /** Who is signed in. Throws ArmError where nobody is. */
  readonly identity: () => Promise<Identity>;
  readonly needs: Needs;
  readonly stackFiles: readonly StackFileFacts[];
  readonly environment: NodeJS.ProcessEnv;
  /** Runs a program of this machine that only reads. */
  readonly run: (command: string, args: readonly string[]) => Promise<CommandResult>;
  /** Addresses of a host; throws where it has none. */
  readonly resolve: (host: string) => Promise<readonly string[]>;
  /** Milliseconds until a TCP connection stood; throws where none does. */
  readonly connect: (host: string, port: number) => Promise<number>;
  /** What Azure's clock shows, and when it was asked and answered by this machine's, in milliseconds since 1970. */
  readonly clock: () => Promise<{
    readonly theirs: number;
    readonly sent: number;
    readonly received: number;
  }>;
  /** The stacks as the Pulumi backend has them; asked once. Throws UserError where it cannot be asked. */
  readonly backend: () => Promise<Backend>;
}

export interface StackFileFacts {
  readonly stack: string;
  readonly file: string;
  /** `secretsprovider` of the file. */
  readonly secretsProvider: string | undefined;
  /** `azure-native:subscriptionId` of the file, which azure-native prefers to the environment's. */
  readonly subscriptionId?: string | undefined;
}

export interface Backend {
  readonly user: string;
  readonly url: string;
  /** Stacks that have resources, with the output `contract`. */
  readonly deployed: ReadonlyMap<string, unknown>;
}

/** A look at one thing. */
export interface Check {
  readonly id: string;
  /** What is looked at, as the reader calls it. */
  readonly title: string;
  readonly look: (world: World) => Promise<readonly Finding[]>;
}
