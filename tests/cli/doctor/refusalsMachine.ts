import { at, backend, smallNeeds, status, worldWith } from "./recorded.ts";
import { changed, other, property, stampStands, type Refusal } from "./refusal.ts";

export const refusalsMachine: readonly Refusal[] = [
  {
    check: "tools",
    title: "no Azure CLI to sign in with",
    world: other({ run: () => Promise.resolve({ code: undefined, output: "", error: "" }) }),
    severity: "error",
    says: ["az: It is not on PATH", "az login", "kubelogin", "az aks install-cli"],
  },
  {
    check: "pulumi",
    title: "no engine",
    world: other({ run: () => Promise.resolve({ code: undefined, output: "", error: "" }) }),
    severity: "error",
    says: ["not on PATH", "pulumi.com/docs/install"],
  },
  {
    check: "pulumi",
    title: "an engine older than the tested one",
    world: other({ run: () => Promise.resolve({ code: 0, output: "v3.99.0", error: "" }) }),
    severity: "warning",
    says: ["3.99.0", "3.250.0"],
  },
  {
    check: "clock",
    title: "a clock that is ten minutes behind",
    world: other({ clock: () => Promise.resolve({ theirs: 600_000, sent: 0, received: 0 }) }),
    severity: "error",
    says: ["600 s behind", "timedatectl"],
  },
  {
    check: "clock",
    title: "a clock that is two minutes ahead",
    world: other({ clock: () => Promise.resolve({ theirs: 0, sent: 120_000, received: 120_000 }) }),
    severity: "warning",
    says: ["120 s ahead of"],
  },
  {
    check: "backend",
    title: "a state on this machine",
    world: other({ backend: () => Promise.resolve({ ...backend(), url: "file:///home/x" }) }),
    severity: "warning",
    says: ["on this machine only", "pulumi login 'azblob://"],
  },
  {
    check: "backend",
    title: "a state that is reached with a key",
    world: other({ environment: { AZURE_STORAGE_KEY: "secret" } }),
    severity: "warning",
    says: ["AZURE_STORAGE_KEY"],
  },
  {
    check: "backend",
    title: "stacks whose secrets a passphrase protects",
    world: other({
      stackFiles: [{ stack: "global", file: "Pulumi.global.yaml", secretsProvider: undefined }],
    }),
    severity: "warning",
    says: ["Pulumi.global.yaml", "azurekeyvault://"],
  },
  {
    check: "api-servers",
    title: "a name that does not resolve here",
    world: other({ backend: stampStands, resolve: () => Promise.reject(new Error("ENOTFOUND")) }),
    severity: "error",
    says: ["has no address here", "operations network"],
  },
  {
    check: "api-servers",
    title: "a public address behind the private name",
    world: other({ backend: stampStands, resolve: () => Promise.resolve(["20.1.2.3"]) }),
    severity: "error",
    says: ["no private address"],
  },
  {
    check: "api-servers",
    title: "a port that does not answer",
    world: other({ backend: stampStands, connect: () => Promise.reject(new Error("timed out")) }),
    severity: "error",
    says: ["10.10.4.5:443 does not answer (timed out)"],
  },
  {
    check: "api-servers",
    title: "a stamp that does not exist yet",
    world: other({}),
    severity: "warning",
    says: ["does not exist yet", "up --only stamp-eastus"],
  },
  {
    check: "private-link",
    title: "a region that Front Door does not reach itself",
    world: () => {
      const needs = smallNeeds();
      return worldWith({
        needs: {
          ...needs,
          kubernetes: [{ stack: "s", location: "belgiumcentral", version: "1.36", longTerm: false }],
        },
      });
    },
    severity: "warning",
    says: ["by way of westeurope"],
  },
  {
    check: "identity",
    title: "nobody signed in",
    world: other({ identity: () => Promise.reject(status(401, "SignInFailed")) }),
    severity: "unknown",
    says: ["az login"],
  },
  {
    check: "subscription",
    title: "a disabled subscription",
    world: changed((answers) => property(answers, at(""), "state", "Disabled")),
    severity: "error",
    says: ["disabled", "az account set"],
  },
  {
    check: "subscription",
    title: "a free trial",
    world: changed((answers) =>
      property(answers, at(""), "subscriptionPolicies.quotaId", "FreeTrial_2014-09-01"),
    ),
    severity: "error",
    says: ["FreeTrial"],
  },
  {
    check: "subscription",
    title: "a subscription that does not exist",
    world: changed((answers) => (answers.get[at("")] = status(404, "SubscriptionNotFound"))),
    severity: "unknown",
    says: ["az account list"],
  },
];
