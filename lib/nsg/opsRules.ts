import { opsSubnetNames, type OpsPlan, type OpsSubnetRole } from "../ops/addressPlan.ts";
import { securityRules } from "./rules.ts";
import type { Flow, Flows, SecurityRule } from "./types.ts";

/** What the rules of an operations network are derived from. */
export interface OpsFlows {
  readonly plan: OpsPlan;
  /** Ports on which jump boxes and agents leave the network; the hosts behind them are up to the firewall. */
  readonly egressPorts: Readonly<Record<"jumpBoxes" | "agents", readonly number[]>>;
}

/** The subnets that take a security group: all but the firewall's, on which Azure forbids one. */
export type GuardedOpsSubnet = Exclude<OpsSubnetRole, "firewall">;

export type OpsSecurityRules = Readonly<Partial<Record<GuardedOpsSubnet, readonly SecurityRule[]>>>;

const https = "443";
const ssh = "22";

/** The rules of every security group of an operations network: the flows that are needed, and then nothing. */
export function opsSecurityRules(flows: OpsFlows): OpsSecurityRules {
  const { agents } = flows.plan.subnets;
  return {
    bastion: securityRules(bastionFlows),
    jumpBoxes: securityRules(jumpBoxFlows(flows)),
    ...(agents !== undefined && { agents: securityRules(agentFlows(flows, agents)) }),
    privateEndpoints: securityRules(endpointFlows(flows.plan)),
  };
}

/**
 * What Azure wants of a group on Bastion's subnet, and refuses a group without (azure-docs bastion/bastion-nsg.md). RDP is
 * among it although no machine here answers it; the jump boxes' own group lets SSH in and nothing else.
 */
const bastionFlows: Flows = {
  inbound: [
    bastionFlow(
      "allow-https",
      "Operators, from anywhere; Bastion asks Entra ID who they are.",
      "Internet",
      "*",
      https,
    ),
    bastionFlow("allow-gateway-manager", "Bastion's control plane.", "GatewayManager", "*", https),
    bastionFlow("allow-load-balancer", "Health probes.", "AzureLoadBalancer", "*", https),
    ...bastionHosts(),
  ],
  outbound: [
    bastionFlow("allow-ssh", "Sessions on jump boxes.", "*", "VirtualNetwork", ssh),
    bastionFlow("allow-rdp", "Required by Azure; nothing here listens.", "*", "VirtualNetwork", "3389"),
    bastionFlow("allow-azure", "Diagnostics and metering.", "*", "AzureCloud", https),
    ...bastionHosts(),
    bastionFlow(
      "allow-certificates",
      "Session information and revocation of certificates.",
      "*",
      "Internet",
      "80",
    ),
  ],
};

/** The instances of one Bastion host among themselves. */
function bastionHosts(): Flow[] {
  return ["8080", "5701"].map((port) => ({
    ...bastionFlow(
      `allow-hosts-${port}`,
      "Bastion's instances among themselves.",
      "VirtualNetwork",
      "VirtualNetwork",
      port,
    ),
    protocol: "*",
  }));
}

function bastionFlow(name: string, description: string, from: string, to: string, port: string): Flow {
  return { name, description, protocol: "Tcp", from, to, port };
}

function jumpBoxFlows({ plan, egressPorts }: OpsFlows): Flows {
  const { bastion, jumpBoxes } = plan.subnets;
  return {
    inbound: [
      {
        name: "allow-ssh",
        description: "Sessions through Bastion, and from nowhere else.",
        protocol: "Tcp",
        from: bastion,
        to: jumpBoxes,
        port: ssh,
      },
    ],
    outbound: outboundOf(jumpBoxes, plan, egressPorts.jumpBoxes),
  };
}

/** Agents ask for work themselves: nobody calls them. */
function agentFlows({ plan, egressPorts }: OpsFlows, agents: string): Flows {
  return { inbound: [], outbound: outboundOf(agents, plan, egressPorts.agents) };
}

function outboundOf(from: string, plan: OpsPlan, ports: readonly number[]): Flow[] {
  const { firewallPrivateIp, subnets } = plan;
  return [
    {
      name: "allow-private-endpoints",
      description: "Clusters, vaults, storage and the registry, by HTTPS.",
      protocol: "Tcp",
      from,
      to: subnets.privateEndpoints,
      port: https,
    },
    // Azure's own name server, which answers where there is no firewall, is not filtered.
    ...(firewallPrivateIp === undefined
      ? []
      : (["Udp", "Tcp"] as const).map((protocol): Flow => ({
          name: `allow-dns-${protocol.toLowerCase()}`,
          description: "The firewall answers questions for names.",
          protocol,
          from,
          to: firewallPrivateIp,
          port: "53",
        }))),
    ...ports.map((port): Flow => ({
      name: `allow-egress-tcp-${port}`,
      description:
        firewallPrivateIp === undefined
          ? "The way out is a NAT gateway, which looks at no host: ports are all that is held back."
          : "The route table hands this to the firewall, whose rules decide which hosts it may reach.",
      protocol: "Tcp",
      from,
      to: "Internet",
      port: String(port),
    })),
  ];
}

/** Private endpoints: called from jump boxes and agents, calling nobody. */
function endpointFlows({ subnets }: OpsPlan): Flows {
  const callers = { "jump-boxes": subnets.jumpBoxes, agents: subnets.agents };
  return {
    inbound: Object.entries(callers).flatMap(([name, from]): Flow[] =>
      from === undefined
        ? []
        : [
            {
              name: `allow-${name}`,
              description: `From ${opsSubnetNames[name === "agents" ? "agents" : "jumpBoxes"]}, by HTTPS.`,
              protocol: "Tcp",
              from,
              to: subnets.privateEndpoints,
              port: https,
            },
          ],
    ),
    outbound: [],
  };
}
