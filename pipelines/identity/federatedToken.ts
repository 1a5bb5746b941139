/** Tokens with which a pipeline's job proves to Microsoft Entra ID who it is: workload identity federation, without a secret. */

/** Entra's audience of federated credentials (learn.microsoft.com, "Configure an app to trust an external identity provider"). */
const audience = "api://AzureADTokenExchange";

/** Who issues the token, and how it is asked for. */
export interface TokenSource {
  readonly issuer: "GitHub Actions" | "Azure Pipelines";
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  /** Key of the answer that holds the token. */
  readonly field: "value" | "oidcToken";
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where this job gets its tokens.
 *
 * GitHub: docs.github.com, "OpenID Connect reference"; the variables exist with the permission `id-token: write` only. Azure Pipelines:
 * learn.microsoft.com/rest/api/azure/devops/distributedtask/oidctoken/create; SYSTEM_ACCESSTOKEN has to be handed to the step.
 *
 * @throws Error that names the missing variable.
 */
export function tokenSource(env: Environment): TokenSource {
  const github = env["ACTIONS_ID_TOKEN_REQUEST_URL"];
  if (github !== undefined && github !== "") {
    const bearer = needed(env, "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "GitHub sets it beside the address.");
    return {
      issuer: "GitHub Actions",
      url: `${github}&audience=${encodeURIComponent(audience)}`,
      method: "GET",
      headers: { authorization: `Bearer ${bearer}`, accept: "application/json" },
      field: "value",
    };
  }
  const azure = env["SYSTEM_OIDCREQUESTURI"];
  if (azure !== undefined && azure !== "") {
    const bearer = needed(env, "SYSTEM_ACCESSTOKEN", "Map $(System.AccessToken) into the step's env.");
    const connection = needed(
      env,
      "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID",
      "The task AzureCLI sets it for a service connection with workload identity federation.",
    );
    return {
      issuer: "Azure Pipelines",
      url: `${azure}?api-version=7.1&serviceConnectionId=${encodeURIComponent(connection)}`,
      method: "POST",
      headers: {
        authorization: `Bearer ${bearer}`,
        "content-type": "application/json",
        // Else a refusal arrives as a redirect to a sign-in page.
        "x-tfs-fedauthredirect": "Suppress",
      },
      field: "oidcToken",
    };
  }
  throw new Error(
    "This job cannot ask for a token. GitHub Actions: give the job `permissions: id-token: write`. Azure Pipelines: map $(System.AccessToken) and $(System.OidcRequestUri) into the step's env.",
  );
}

function needed(env: Environment, name: string, remedy: string): string {
  const value = env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set. ${remedy}`);
  return value;
}

/**
 * Asks for a token; one answer may fail, so it is tried three times.
 *
 * @throws Error with the issuer and what it answered, never with a token.
 */
export async function fetchToken(
  source: TokenSource,
  ask: typeof fetch = fetch,
  pause: (milliseconds: number) => Promise<void> = (milliseconds) =>
    new Promise((resolve) => setTimeout(resolve, milliseconds)),
): Promise<string> {
  let problem = "";
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    if (attempt > 1) await pause(attempt * 1000);
    try {
      const { url, method, headers, field } = source;
      const response = await ask(url, { method, headers, signal: AbortSignal.timeout(20_000) });
      if (!response.ok) {
        problem = `it answered ${response.status}`;
        // Whoever may not ask now may not in a second either.
        if (response.status === 401 || response.status === 403) break;
        continue;
      }
      const token = ((await response.json()) as Record<string, unknown>)[field];
      if (typeof token === "string" && token.split(".").length === 3) return token;
      problem = "its answer holds no token";
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
  }
  throw new Error(`${source.issuer} gave no identity token: ${problem}.`);
}

/** Who signs in, and where. */
export interface Identity {
  readonly clientId: string;
  readonly tenantId: string;
  readonly subscriptionId: string;
}

/**
 * The identity of a job: variables of the environment, or what the task AzureCLI of Azure Pipelines says of its service connection.
 *
 * @throws Error that names the missing variable.
 */
export function identityFrom(env: Environment): Identity {
  const where = "It is a variable of the pipeline's environment; docs/pipelines.md lists them.";
  const value = (name: string): string =>
    env[`AZURESUBSCRIPTION_${name}`] || needed(env, `AZURE_${name}`, where);
  return {
    clientId: value("CLIENT_ID"),
    tenantId: value("TENANT_ID"),
    subscriptionId: needed(env, "AZURE_SUBSCRIPTION_ID", where),
  };
}

/** Variables by which every tool finds the token: azure-native, Pulumi's backend and key, kubelogin and Azure's SDKs. */
export function signedInEnvironment(ids: Identity, tokenFile: string): Record<string, string> {
  return {
    AZURE_CLIENT_ID: ids.clientId,
    AZURE_TENANT_ID: ids.tenantId,
    AZURE_SUBSCRIPTION_ID: ids.subscriptionId,
    // azidentity reads the file again whenever it needs a token; ARM_OIDC_TOKEN_FILE_PATH is read once, and a stamp takes longer.
    AZURE_FEDERATED_TOKEN_FILE: tokenFile,
    ARM_USE_DEFAULT_AZURE_CREDENTIAL: "true",
    ARM_CLIENT_ID: ids.clientId,
    ARM_TENANT_ID: ids.tenantId,
    ARM_SUBSCRIPTION_ID: ids.subscriptionId,
    AAD_LOGIN_METHOD: "workloadidentity",
  };
}
