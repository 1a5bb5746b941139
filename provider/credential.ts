/** Where Azure Resource Manager is when nothing else is said: the public cloud. */
const publicCloud = "https://management.azure.com";
/** A token is fetched anew when it has less than this left, in milliseconds. */
const renewBefore = 5 * 60_000;

/** A bearer token and when it ends, in milliseconds since 1970. */
export interface AccessToken {
  readonly token: string;
  readonly expiresOnTimestamp: number;
}

/** What is needed of a credential of @azure/identity. */
export interface TokenCredential {
  getToken(scope: string): Promise<AccessToken | null>;
}

/** Base URL of Azure Resource Manager: BULKHEAD_ARM_ENDPOINT, else the public cloud. Throws when it is not usable. */
export function armEndpoint(env: NodeJS.ProcessEnv): string {
  const text = env["BULKHEAD_ARM_ENDPOINT"] || publicCloud;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== "https:" && !isLocal(url))) {
    throw new Error(
      `BULKHEAD_ARM_ENDPOINT is '${text}': it must be an https URL, or http on a loopback address. ` +
        "Unset it to use Azure.",
    );
  }
  return url.origin;
}

/** True for an endpoint that is reached without signing in: http on a loopback address. */
export function isLocal(url: URL): boolean {
  return url.protocol === "http:" && ["127.0.0.1", "[::1]", "localhost"].includes(url.hostname);
}

/**
 * The variables that azure-native reads (ARM_*) next to those that @azure/identity reads (AZURE_*). Returns what has to be
 * added so that one set of variables signs in both; what is already set stays.
 */
export function identityEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const twins: readonly (readonly [azure: string, arm: string])[] = [
    ["AZURE_CLIENT_ID", "ARM_CLIENT_ID"],
    ["AZURE_TENANT_ID", "ARM_TENANT_ID"],
    ["AZURE_CLIENT_SECRET", "ARM_CLIENT_SECRET"],
    ["AZURE_FEDERATED_TOKEN_FILE", "ARM_OIDC_TOKEN_FILE_PATH"],
  ];
  const added: Record<string, string> = {};
  for (const [azure, arm] of twins) {
    const value = env[arm];
    if (value && !env[azure]) added[azure] = value;
  }
  return added;
}

/** A source of bearer tokens for the endpoint; gives undefined for a local one, which takes no sign-in. */
export function tokenSource(
  endpoint: string,
  load: () => Promise<TokenCredential> = loadDefaultCredential,
  now: () => number = Date.now,
): () => Promise<string | undefined> {
  if (isLocal(new URL(endpoint))) return () => Promise.resolve(undefined);
  let credential: Promise<TokenCredential> | undefined;
  let current: AccessToken | undefined;
  return async () => {
    if (current !== undefined && current.expiresOnTimestamp - now() > renewBefore) return current.token;
    credential ??= load();
    current = await signIn(await credential, endpoint);
    return current.token;
  };
}

async function signIn(credential: TokenCredential, endpoint: string): Promise<AccessToken> {
  let reason = "no credential gave a token.";
  try {
    const token = await credential.getToken(`${endpoint}/.default`);
    if (token !== null) return token;
  } catch (error) {
    // What follows the first line lists every way that was tried.
    reason = (error as Error).message.split("\n", 1)[0] ?? reason;
  }
  throw new Error(
    `No token for ${endpoint}: ${reason} Sign in with 'az login', or set AZURE_CLIENT_ID, AZURE_TENANT_ID and a secret.`,
  );
}

// Loaded only when a token is needed: a rehearsal never signs in, and the package takes a while to start.
async function loadDefaultCredential(): Promise<TokenCredential> {
  const packageName = "@azure/identity";
  let identity: { DefaultAzureCredential: new () => TokenCredential };
  try {
    identity = (await import(packageName)) as typeof identity;
  } catch (error) {
    throw new Error(
      `Signing in to Azure needs the package ${packageName}, which cannot be loaded. Run 'npm ci'.`,
      {
        cause: error,
      },
    );
  }
  Object.assign(process.env, identityEnvironment(process.env));
  return new identity.DefaultAzureCredential();
}
