import { z } from "zod";
import { wholeNumber } from "../../fields.ts";
import { imageId, vmSize } from "./machines.ts";

/** Agents that a stack can have: their subnet is at most a quarter of a /20. */
const mostAgents = 200;

const organization = z
  .string()
  .regex(/^[A-Za-z0-9]([A-Za-z0-9-]{0,48}[A-Za-z0-9])?$/, "This is not the name of an organization.")
  .optional()
  .meta({
    description:
      "Organization in Azure DevOps, as it stands in dev.azure.com/<organization>. Left out, the firewall opens the hosts of all of them.",
    examples: ["contoso"],
  });

const managedPool = z.strictObject({
  servicePrincipalObjectId: z.guid("An object id is a GUID, not a name.").meta({
    description:
      "Object id of the service principal DevOpsInfrastructure in your tenant: `az ad sp list --display-name DevOpsInfrastructure`. It joins machines to the subnet.",
  }),
  image: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9.-]*(\/[a-z0-9.-]+)?$/,
      "This is not the name of one of the service's own images.",
    )
    .default("ubuntu-24.04/latest")
    .meta({ description: "One of the service's own images; agents.imageId takes its place." }),
  projects: z
    .array(z.string().min(1))
    .default([])
    .meta({ description: "Projects of the organization that may use the pool; none means all." }),
});

const github = z.strictObject({
  scope: z
    .string()
    .regex(
      /^(orgs\/[A-Za-z0-9-]+|repos\/[A-Za-z0-9-]+\/[A-Za-z0-9._-]+)$/,
      "This is neither orgs/<organization> nor repos/<owner>/<repository>.",
    )
    .meta({ description: "Where runners register.", examples: ["orgs/contoso", "repos/contoso/platform"] }),
  appId: wholeNumber(1, Number.MAX_SAFE_INTEGER).meta({
    description:
      "Id of the GitHub App in whose name they register. It may administer runners, and nothing else.",
  }),
  installationId: wholeNumber(1, Number.MAX_SAFE_INTEGER).meta({
    description: "Id of the app's installation in that organization or repository.",
  }),
  keySecret: z
    .string()
    .regex(/^[0-9A-Za-z-]{1,127}$/, "It is not the name of a secret in a Key Vault.")
    .default("github-app-key")
    .meta({
      description: "Secret of the global vault with the app's private key, which somebody has to put there.",
    }),
  runnerGroupId: wholeNumber(1, Number.MAX_SAFE_INTEGER).default(1).meta({
    description: "Id of the runner group; 1 is the default one.",
  }),
  labels: z
    .array(z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, "A label has letters, digits, _, . and -."))
    .min(1, "A runner without a label gets no job.")
    .default(["self-hosted", "bulkhead"])
    .meta({ description: "Labels by which workflows ask for these runners." }),
});

/** The machines on which pipelines run. */
export const agents = z
  .strictObject({
    type: z.enum(["scaleSet", "managedPool", "githubRunners", "none"]).default("scaleSet").meta({
      description:
        "scaleSet: agents of Azure Pipelines on a scale set that Azure DevOps scales. managedPool: a Managed DevOps Pool. githubRunners: runners of GitHub Actions. None of them needs a personal access token.",
    }),
    maxCount: wholeNumber(1, mostAgents).default(6).meta({
      description: "Most agents at a time; so many GitHub runners there always are.",
    }),
    vmSize: vmSize.default("Standard_D4ds_v5"),
    imageId,
    organization,
    mayDeploy: z.boolean().default(true).meta({
      description:
        "Give the agents' identity what a deployment of this program needs in the subscription: Contributor, and role assignments limited to the roles the program assigns.",
    }),
    managedPool: managedPool.optional().meta({ description: "Managed DevOps Pools." }),
    github: github.optional().meta({ description: "GitHub Actions." }),
  })
  .superRefine((config, context) => {
    const refuse = (path: string, message: string, remedy: string) =>
      context.addIssue({ code: "custom", path: [path], message, params: { remedy } });
    const sections = { managedPool: "managedPool", github: "githubRunners" } as const;
    for (const [section, type] of Object.entries(sections)) {
      const given = config[section as keyof typeof sections] !== undefined;
      if (config.type === type && !given)
        refuse(section, `agents.type is ${type}, and nothing says which.`, `Add agents.${section}.`);
      if (config.type !== type && given)
        refuse(
          section,
          `agents.type is ${config.type}, so this would do nothing.`,
          `Set agents.type to ${type}, or remove it.`,
        );
    }
    if (config.type === "managedPool" && config.organization === undefined)
      refuse("organization", "A pool belongs to an organization.", "Add the name of yours.");
  });
