import { z } from "zod";
import { wholeNumber } from "../../fields.ts";

/** Names of cache rules and credential sets: ARM schema 2024-11-01-preview. */
const childName = z
  .string()
  .min(5)
  .max(50)
  .regex(/^[a-zA-Z0-9-]*$/, "Letters, digits and hyphens only.");

const secretName = z.string().regex(/^[a-zA-Z0-9-]{1,127}$/, "This is no name of a Key Vault secret.");

const credentials = z.strictObject({
  name: childName.meta({ description: "Name of the credential set; cache rules refer to it." }),
  loginServer: z.string().min(1).meta({ description: "Registry the credentials are for: docker.io." }),
  usernameSecret: secretName.meta({ description: "Secret of the global vault with the user name." }),
  passwordSecret: secretName.meta({ description: "Secret of the global vault with the password or token." }),
});

const cacheRule = z.strictObject({
  name: childName.meta({ description: "Name of the cache rule." }),
  source: z
    .string()
    .regex(
      /^[a-z0-9.-]+\.[a-z]+\/([a-z0-9._/-]+|([a-z0-9._/-]+\/)?\*)$/,
      "A source is a registry and a repository in it, or all below one with /* at the end.",
    )
    .meta({
      description: "Repository upstream: mcr.microsoft.com/oss/kubernetes/pause, or mcr.microsoft.com/*.",
    }),
  target: z
    .string()
    .regex(/^[a-z0-9]+([._/-][a-z0-9]+)*(\/\*)?$/, "A repository is in lower case, without a tag.")
    .meta({ description: "Repository in this registry that it is cached as." }),
  credentials: childName.optional().meta({ description: "Credential set for upstreams that want a login." }),
});

/** The container registry. */
export const registry = z.strictObject({
  zoneRedundant: z
    .boolean()
    .default(true)
    .meta({ description: "Spread the registry and its replicas over zones, in regions that have them." }),
  untaggedRetentionDays: wholeNumber(0, 365).default(30).meta({
    description: "Days a manifest without a tag is kept. Without effect where softDeleteDays is given.",
  }),
  softDeleteDays: wholeNumber(1, 90).optional().meta({
    description:
      "Days a deleted artifact can be brought back (preview). Azure offers it to registries without replicas only, and in place of untaggedRetentionDays.",
  }),
  quarantine: z.boolean().default(false).meta({
    description:
      "Keep pushed images from being pulled until a scanner with the writer role has released them.",
  }),
  contentTrust: z.boolean().default(false).meta({
    description:
      "Docker Content Trust (Notary v1), which Azure retires. Prefer signatures checked in the cluster.",
  }),
  allowExport: z.boolean().default(false).meta({
    description: "Let artifacts be exported out of the private network, for example to another registry.",
  }),
  dataEndpoints: z.boolean().default(true).meta({
    description:
      "Serve layers from hosts of the registry's own instead of storage shared with other tenants.",
  }),
  allowTrustedServices: z.boolean().default(false).meta({
    description: "Let Azure's trusted services past the closed network: imports of images, Defender, Tasks.",
  }),
  armTokens: z.boolean().default(true).meta({
    description: "Accept tokens issued for Azure Resource Manager. Off, clients need a registry token.",
  }),
  credentials: z
    .array(credentials)
    .default([])
    .meta({ description: "Credential sets for cache rules, kept in the global vault." }),
  cacheRules: z.array(cacheRule).default([]).meta({
    description: "Repositories that the registry fetches from upstream when they are first pulled.",
  }),
});
