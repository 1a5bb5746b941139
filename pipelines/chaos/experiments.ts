/** Failures that Chaos Studio brings about in one stamp. Pure. */

/**
 * learn.microsoft.com/azure/chaos-studio/chaos-studio-fault-library, read 2026-11-21: `Shutdown-2.0` of scale sets takes a filter of
 * zones; `SecurityRule-1.0` of network security groups has no prerequisite. `DenyAccess-1.0` of Key Vault is of no use here: it changes
 * the vault's public network rules, and the vaults have no public side.
 */
const faults = {
  "zone-down": {
    target: "Microsoft-VirtualMachineScaleSet",
    capability: "Shutdown-2.0",
    action: "urn:csci:microsoft:virtualMachineScaleSet:shutdown/2.0",
  },
  "data-unreachable": {
    target: "Microsoft-NetworkSecurityGroup",
    capability: "SecurityRule-1.0",
    action: "urn:csci:microsoft:networkSecurityGroup:securityRule/1.0",
  },
} as const;

export type ExperimentName = keyof typeof faults;
export const experimentNames = Object.keys(faults) as ExperimentName[];

/** Stable version of Microsoft.Chaos (learn.microsoft.com/azure/templates/microsoft.chaos/experiments). */
export const chaosApiVersion = "2025-01-01";

/** Six minutes: security rules leave connections alone until they were idle for four (the fault library's limitations). */
export const faultMinutes = 6;

/**
 * Priority of the rule that cuts nodes off: of the stamp's own rules, which count in tens from 100, the ones for private endpoints come
 * later. The fault fails where a rule has the same number.
 */
export const denyPriority = 105;

/** What an experiment is run against. */
export interface ExperimentSubject {
  readonly location: string;
  /** Resource ids of the scale sets, or of the security groups of the nodes' subnets. */
  readonly resources: readonly string[];
  /** Identity of the experiment, which has rights on these resources and on nothing else. */
  readonly identityId: string;
  /** `zone-down`: the zone. */
  readonly zone: string;
  /** `data-unreachable`: the address range of the subnet with the private endpoints. */
  readonly privateEndpoints: string;
}

/** A request to Resource Manager. */
export interface ArmPut {
  readonly path: string;
  readonly body: unknown;
}

const chaosTarget = (resource: string, target: string): string =>
  `${resource}/providers/Microsoft.Chaos/targets/${target}`;

/** What makes the resources known to Chaos Studio: nothing can be done to a resource without both. */
export function targetRequests(name: ExperimentName, subject: ExperimentSubject): ArmPut[] {
  const { target, capability } = faults[name];
  return subject.resources.flatMap((resource) => {
    const path = chaosTarget(resource, target);
    return [
      { path, body: { location: subject.location, properties: {} } },
      { path: `${path}/capabilities/${capability}`, body: { properties: {} } },
    ];
  });
}

type Parameters = readonly { readonly key: string; readonly value: string }[];

function parametersOf(name: ExperimentName, { privateEndpoints }: ExperimentSubject): Parameters {
  if (name === "zone-down") return [{ key: "abruptShutdown", value: "true" }];
  return [
    { key: "name", value: "chaos-data-unreachable" },
    { key: "protocol", value: "Any" },
    { key: "sourceAddresses", value: '["*"]' },
    { key: "destinationAddresses", value: JSON.stringify([privateEndpoints]) },
    { key: "access", value: "Deny" },
    { key: "destinationPortRanges", value: '["*"]' },
    { key: "sourcePortRanges", value: '["*"]' },
    { key: "priority", value: String(denyPriority) },
    { key: "direction", value: "Outbound" },
  ];
}

/** The experiment as Resource Manager takes it. */
export function experimentBody(name: ExperimentName, subject: ExperimentSubject): unknown {
  const { target, action } = faults[name];
  return {
    location: subject.location,
    identity: { type: "UserAssigned", userAssignedIdentities: { [subject.identityId]: {} } },
    properties: {
      selectors: [
        {
          type: "List",
          id: "stamp",
          targets: subject.resources.map((resource) => ({
            type: "ChaosTarget",
            id: chaosTarget(resource, target),
          })),
          ...(name === "zone-down"
            ? { filter: { type: "Simple", parameters: { zones: [subject.zone] } } }
            : {}),
        },
      ],
      steps: [
        {
          name,
          branches: [
            {
              name,
              actions: [
                {
                  type: "continuous",
                  name: action,
                  selectorId: "stamp",
                  duration: `PT${faultMinutes}M`,
                  parameters: parametersOf(name, subject),
                },
              ],
            },
          ],
        },
      ],
    },
  };
}
