import { otherTypes, type FaultRow, type Operation } from "./model.ts";

const writes: readonly Operation[] = ["create", "update"];
const all: readonly Operation[] = ["create", "update", "delete"];

/** Statuses after which azure-native's client asks again, and how often: rehearsal/azure/packages/retries.ts. */
const clientSource =
  "provider/pkg/azure/client_azcore.go of pulumi-azure-native 006a62afe453 and sdk/azcore/runtime/policy_retry.go of azure-sdk-for-go 0f9d9f4df19f";
const commonErrors =
  "MicrosoftDocs/azure-docs, articles/azure-resource-manager/troubleshooting/common-deployment-errors.md, 2024-06-20";
const asyncOperations =
  "MicrosoftDocs/azure-docs, articles/azure-resource-manager/management/async-operations.md, 2022-01-31";
const roleTroubleshooting =
  "MicrosoftDocs/azure-docs, articles/role-based-access-control/troubleshooting.md, 2023-09-20";

/** Everything that can be made to go wrong in a rehearsal. */
export const catalogue = [
  {
    id: "throttling",
    title: "Azure throttles",
    answer: '429, Code="TooManyRequests", with Retry-After',
    effect: "refused",
    moment: "asked",
    besides: [otherTypes.approval],
    operations: all,
    times: 1,
    parameters: {
      retryAfterSeconds: {
        description:
          "What Retry-After asks for. azure-native's client does not wait for more than 120 seconds.",
        default: 30,
        least: 1,
        most: 3600,
      },
    },
    reaction: "client retries",
    source:
      "MicrosoftDocs/azure-docs, articles/azure-resource-manager/management/request-limits-and-throttling.md, 2020-12-15",
  },
  {
    id: "busy",
    title: "Another operation holds the resource",
    answer:
      '409, Code="AnotherOperationInProgress"; Cosmos DB: 412, Code="PreconditionFailed"; Microsoft.Network: 429, Code="RetryableErrorDueToAnotherOperation"',
    effect: "refused",
    moment: "asked",
    besides: [otherTypes.approval],
    operations: all,
    times: 1,
    parameters: {},
    reaction: "client retries",
    source: `${commonErrors}; the 412 of Cosmos DB, which the client takes as final, is the command's to repeat`,
  },
  {
    id: "server-error",
    title: "Azure fails for a moment",
    answer: '500, Code="InternalServerError"; 503, Code="ServiceUnavailable"; 504, Code="GatewayTimeout"',
    effect: "refused",
    moment: "asked",
    besides: [otherTypes.approval],
    operations: all,
    times: 1,
    parameters: {
      status: { description: "The HTTP status.", default: "500", choices: ["500", "503", "504"] },
    },
    reaction: "client retries",
    source: `${commonErrors}; ${clientSource}`,
  },
  {
    id: "quota",
    title: "A quota is used up",
    answer:
      '409, Code="QuotaExceeded"; of public addresses 400, Code="PublicIPCountLimitReached"; of networks 400, Code="VnetCountLimitReached"',
    effect: "refused",
    moment: "asked",
    operations: writes,
    times: null,
    parameters: {
      limit: { description: "The limit that the message names.", default: 10, least: 0, most: 1_000_000 },
    },
    reaction: "stops",
    remedy:
      "Ask for a higher quota, or take a size that uses less: `npx bulkhead doctor --needs` says how much the stack files want.",
    source: commonErrors,
  },
  {
    id: "zone-capacity",
    title: "A zone has no machines left",
    answer:
      'accepted, then Code="ZonalAllocationFailed", of a cluster Code="AKSCapacityHeavyUsage"; the resource is left Failed',
    effect: "accepted",
    moment: "accepted",
    operations: writes,
    types: [
      "Microsoft.ContainerService/managedClusters",
      "Microsoft.ContainerService/managedClusters/agentPools",
      "Microsoft.Compute/virtualMachineScaleSets",
    ],
    times: null,
    parameters: {
      zone: {
        description: "The zone that the message names.",
        default: "1",
        choices: ["1", "2", "3"],
      },
    },
    reaction: "stops",
    remedy:
      "Take another VM size or fewer zones in the stack file, wait until there is capacity again, or move the stamp to another region.",
    source:
      "MicrosoftDocs/SupportArticles-docs, support/azure/azure-kubernetes/error-codes (zonalallocation-allocationfailed, akscapacityheavyusage)",
  },
  {
    id: "operation-failed",
    title: "An operation fails half-way",
    answer: 'accepted, then Code="InternalServerError"; the resource is left Failed',
    effect: "accepted",
    moment: "accepted",
    besides: [otherTypes.release],
    operations: all,
    times: 1,
    parameters: {},
    reaction: "command retries",
    source: `${asyncOperations}; https://github.com/microsoft/AzureTRE/issues/4088 (2024-09-05)`,
  },
  {
    id: "operation-timeout",
    title: "An operation takes longer than the client waits",
    answer: "accepted; azure-native says `operation timed out`, and Azure carries the operation to its end",
    effect: "accepted",
    moment: "accepted",
    operations: all,
    times: 1,
    parameters: {
      minutes: {
        description: "How long Azure takes. The client waits for 120 minutes.",
        default: 125,
        least: 121,
        most: 1440,
      },
    },
    reaction: "command retries",
    source: "azureContext in provider/pkg/provider/provider.go of pulumi-azure-native 006a62afe453",
  },
  {
    id: "lost-answer",
    title: "The connection breaks before the answer",
    answer:
      "no answer: `connection reset by peer`, although Azure has accepted the request and carries it out",
    effect: "accepted",
    moment: "asked",
    besides: [otherTypes.approval],
    operations: all,
    // As often as azure-native's client asks before it gives up.
    times: 4,
    parameters: {},
    reaction: "command retries",
    source: clientSource,
  },
  {
    id: "role-propagation",
    title: "A grant is not known everywhere yet",
    answer:
      '403, Code="AuthorizationFailed"; where an identity acts on something else 403, Code="LinkedAuthorizationFailed"; for some minutes after the grant',
    effect: "refused",
    moment: "asked",
    operations: writes,
    times: null,
    parameters: {
      minutes: {
        description: "How long a grant takes to be known everywhere.",
        default: 5,
        least: 1,
        most: 60,
      },
    },
    reaction: "command retries",
    source: `${roleTroubleshooting}: up to 10 minutes`,
  },
  {
    id: "identity-propagation",
    title: "An identity is not known everywhere yet",
    answer:
      '400, Code="PrincipalNotFound", for some time after the identity was made; never for a role assignment that names its principalType',
    effect: "refused",
    moment: "asked",
    operations: ["create"],
    types: [
      "Microsoft.Authorization/roleAssignments",
      "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments",
    ],
    times: null,
    parameters: {
      seconds: {
        description: "How long an identity takes to be known everywhere.",
        default: 60,
        least: 1,
        most: 3600,
      },
    },
    reaction: "command retries",
    source: roleTroubleshooting,
  },
  {
    id: "link-recreated",
    title: "The private link service of a gateway is made anew",
    answer: "its connections are gone, and Front Door's wait for approval again",
    effect: "beside",
    moment: "ended",
    operations: writes,
    types: [otherTypes.approval, "Microsoft.Cdn/profiles/originGroups/origins"],
    times: 1,
    parameters: {},
    reaction: "resumes",
    source: "https://github.com/kubernetes-sigs/cloud-provider-azure/issues/1825",
  },
  {
    id: "soft-deleted-name",
    title: "A name is held by something that was deleted",
    answer: '409, Code="VaultAlreadyExists", until it is purged',
    effect: "refused",
    moment: "asked",
    operations: ["create"],
    types: ["Microsoft.KeyVault/vaults"],
    times: 1,
    parameters: {},
    reaction: "stops",
    remedy:
      "Recover it or purge it (`az keyvault purge --name NAME`); with purge protection its name is free again after its retention.",
    source: "MicrosoftDocs/azure-security-docs, articles/key-vault/general/common-error-codes.md, 2026-04-10",
  },
  {
    id: "provider-killed",
    title: "The provider dies",
    answer: "the local Azure's process is killed when it has accepted the request",
    effect: "beside",
    moment: "accepted",
    besides: [otherTypes.release, otherTypes.approval],
    operations: all,
    times: 1,
    parameters: {},
    reaction: "resumes",
    source: "kill(2)",
  },
  {
    id: "engine-killed",
    title: "The engine dies",
    answer: "the engine that works on the stack is killed when Azure has accepted the request",
    effect: "beside",
    moment: "accepted",
    besides: [otherTypes.release, otherTypes.approval],
    operations: all,
    times: 1,
    parameters: {},
    reaction: "resumes",
    source: "kill(2)",
  },
  {
    id: "command-killed",
    title: "The command dies with everything below it",
    answer: "command, engines, programs and the local Azure are killed when Azure has accepted the request",
    effect: "beside",
    moment: "accepted",
    besides: [otherTypes.release, otherTypes.approval],
    operations: all,
    times: 1,
    parameters: {},
    reaction: "resumes",
    source: "kill(2)",
  },
  {
    id: "disk-full",
    title: "The engine cannot write its state any more",
    answer: "the engine's writes fail: `file too large` here, `no space left on device` on a full disk",
    effect: "beside",
    moment: "accepted",
    besides: [otherTypes.release, otherTypes.approval],
    operations: all,
    times: 1,
    parameters: {},
    reaction: "stops",
    remedy: "Make room where the state lies; what was under way is found by the same command.",
    source: "setrlimit(2), RLIMIT_FSIZE",
  },
  {
    id: "backend-locked",
    title: "Another run holds the lock of the stack",
    answer: "the backend refuses: `the stack is currently locked by 1 lock(s)`",
    effect: "beside",
    moment: "opened",
    operations: ["update"],
    types: [otherTypes.stack],
    times: 1,
    parameters: {},
    reaction: "stops",
    remedy: "Wait for the other run; if it is dead, `pulumi cancel` takes its lock away.",
    source: "pkg/backend/diy/lock.go of pulumi",
  },
  {
    id: "clock-skew",
    title: "The clock of this machine is wrong",
    answer: '401, Code="InvalidAuthenticationToken", as the token counts as expired or as not valid yet',
    effect: "refused",
    moment: "asked",
    besides: [otherTypes.approval],
    operations: all,
    times: null,
    parameters: {
      clock: {
        description: "Which way the clock is off.",
        default: "behind",
        choices: ["behind", "ahead"],
      },
    },
    reaction: "stops",
    remedy: "Set the clock of this machine (`timedatectl`), then sign in again.",
    source: commonErrors,
  },
  {
    id: "region-lost",
    title: "A region is lost",
    answer: 'its resource groups are gone, and requests for it get 503, Code="ServiceUnavailable"',
    effect: "beside",
    moment: "asked",
    besides: [otherTypes.release, otherTypes.approval],
    operations: all,
    times: 1,
    parameters: {
      region: { description: "The region, as ARM names it." },
      groups: {
        description: "Whether the region's groups are gone for good, or there again once the faults end.",
        default: "gone",
        choices: ["gone", "kept"],
      },
    },
    reaction: "stops",
    remedy:
      "Move the traffic with `npx bulkhead region evacuate REGION`; once the region is back and empty, `npx bulkhead region rebuild REGION` makes its stamps again.",
    source: "docs/recovery.md",
  },
] as const satisfies readonly FaultRow[];

export type FaultId = (typeof catalogue)[number]["id"];

const rows = new Map<string, FaultRow>(catalogue.map((row) => [row.id, row]));

export const faultIds: readonly string[] = [...rows.keys()];

/** The row of a fault. @throws for an id that no row has: a file was read before that. */
export function faultRow(id: string): FaultRow {
  const row = rows.get(id);
  if (row === undefined) throw new Error(`The catalogue has no fault '${id}'.`);
  return row;
}
