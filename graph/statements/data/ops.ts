/** What the architecture says of an operations network's flows. */
import type { Seed, Statement } from "../types.ts";

type Row = readonly [id: string, from: string, to: string, text: string, ...seeds: Seed[]];

function rows(expected: Statement["expected"], table: readonly Row[]): Statement[] {
  return table.map(([id, from, to, text, ...seeds]) => ({ id, of: "ops", from, to, text, seeds, expected }));
}

const denied: readonly Row[] = [
  [
    "ops-internet-jump-boxes",
    "internet",
    "jump-boxes:22",
    "No jump box takes SSH from the Internet.",
    "000",
    "002",
  ],
  [
    "ops-internet-agents",
    "internet",
    "agents:22",
    "No build agent takes SSH from the Internet.",
    "000",
    "002",
  ],
  [
    "ops-bastion-agents",
    "bastion",
    "agents:22",
    "Bastion leads to jump boxes, not to build agents.",
    "000",
    "002",
  ],
  [
    "ops-bastion-endpoints",
    "bastion",
    "private-endpoints",
    "Private endpoints are for jump boxes and build agents only.",
    "000",
  ],
  [
    "ops-agents-jump-boxes",
    "agents",
    "jump-boxes:22",
    "Build agents do not sign in to jump boxes.",
    "000",
    "002",
  ],
  [
    "ops-jump-boxes-agents",
    "jump-boxes",
    "agents:22",
    "Jump boxes do not sign in to build agents.",
    "000",
    "002",
  ],
  [
    "ops-jump-boxes-nodes",
    "jump-boxes",
    "{stamp}/nodes:22",
    "Nobody signs in to nodes: both networks are apart.",
    "000",
    "003",
  ],
  [
    "ops-agents-nodes",
    "agents",
    "{stamp}/nodes",
    "Build agents reach the API server, not nodes.",
    "000",
    "003",
  ],
  [
    "ops-stamp-jump-boxes",
    "{stamp}/nodes",
    "jump-boxes:22",
    "A stamp does not reach the operations network.",
    "000",
    "002",
  ],
  ["ops-stamp-agents", "{stamp}/nodes", "agents", "A stamp does not reach build agents.", "000", "002"],
  [
    "ops-endpoints-out",
    "private-endpoints",
    "internet",
    "Nothing leaves from the subnet of private endpoints.",
    "000",
    "002",
  ],
];

const allowed: readonly Row[] = [
  [
    "ops-bastion-jump-boxes",
    "bastion",
    "jump-boxes:22",
    "Operators come to jump boxes through Bastion.",
    "000",
    "003",
  ],
  [
    "ops-jump-boxes-api-server",
    "jump-boxes",
    "{stamp}/api-server",
    "Jump boxes reach the API server over private link.",
    "000",
    "003",
  ],
  [
    "ops-agents-api-server",
    "agents",
    "{stamp}/api-server",
    "Build agents reach the API server over private link.",
    "000",
    "002",
    "003",
  ],
  [
    "ops-agents-key-vault",
    "agents",
    "{stamp}/key-vault",
    "Build agents reach the vault over private link.",
    "000",
    "002",
  ],
  [
    "ops-agents-registry",
    "agents",
    "registry",
    "Build agents reach the registry over private link.",
    "000",
    "002",
  ],
];

export const opsStatements: readonly Statement[] = [...rows("denied", denied), ...rows("allowed", allowed)];
