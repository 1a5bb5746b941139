/** The engine, where its state is, and who can read the secrets in it. */
import { doubtful, fine, wrong, type Finding } from "../finding.ts";
import { atLeast, versionIn } from "../versions.ts";
import type { Check } from "../world.ts";
import tested from "../../../lib/ops/data/toolchain.json" with { type: "json" };

export const engineCheck: Check = {
  id: "pulumi",
  title: "Pulumi engine",
  look: async ({ run }) => {
    const { code, output } = await run("pulumi", ["version"]);
    const remedy = `Install Pulumi ${tested.pulumi}: https://www.pulumi.com/docs/install/.`;
    if (code === undefined) return [wrong("pulumi", "It is not on PATH.", remedy)];
    const version = versionIn(output);
    if (version === undefined) return [doubtful("pulumi", "It does not say its version.", remedy)];
    if (!atLeast(version, tested.pulumi))
      return [doubtful("pulumi", `It is ${version}, and this was tested with ${tested.pulumi}.`, remedy)];
    return [fine("pulumi", version)];
  },
};

/** Backends that leave encryption to a provider of the stack: everything but Pulumi Cloud. */
function managed(url: string): boolean {
  return url.startsWith("https://");
}

function placeOf(url: string, user: string, environment: NodeJS.ProcessEnv): Finding {
  const login =
    "Keep it where all who deploy reach it, signed in with Entra ID: `pulumi login 'azblob://pulumi-state?storage_account=ACCOUNT'` (docs/azure.md).";
  if (url.startsWith("file://"))
    return doubtful(
      "state",
      `It is on this machine only (${url}): nobody else can deploy, and a lost disk loses it.`,
      login,
    );
  if (url.startsWith("azblob://") && (environment["AZURE_STORAGE_KEY"] ?? "") !== "")
    return doubtful(
      "state",
      "AZURE_STORAGE_KEY is set, so the state is reached with a key instead of Entra ID.",
      "Unset it, and have Storage Blob Data Contributor on the account.",
    );
  return fine("state", `${url}, as ${user}`);
}

export const backendCheck: Check = {
  id: "backend",
  title: "Pulumi backend and secrets",
  look: async ({ backend, stackFiles, environment }) => {
    const { url, user } = await backend();
    const findings = [placeOf(url, user, environment)];
    if (managed(url)) return findings;
    const open = stackFiles.filter(({ secretsProvider }) => secretsProvider === undefined);
    if (open.length === 0) return [...findings, fine("secrets provider", "every stack file names one")];
    const [first] = open;
    return [
      ...findings,
      doubtful(
        "secrets provider",
        `${open.map(({ file }) => file).join(", ")} name none, so a passphrase protects the secrets in the state.`,
        `Make the stacks with a key of a vault: \`pulumi stack init ${first?.stack ?? ""} --secrets-provider azurekeyvault://VAULT.vault.azure.net/keys/KEY\`; one that exists: \`pulumi stack change-secrets-provider --stack ${first?.stack ?? ""} azurekeyvault://VAULT.vault.azure.net/keys/KEY\`.`,
      ),
    ];
  },
};
