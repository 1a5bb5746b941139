import { denial } from "./threats/denial.ts";
import { disclosure } from "./threats/disclosure.ts";
import { elevation } from "./threats/elevation.ts";
import { repudiation } from "./threats/repudiation.ts";
import { spoofing } from "./threats/spoofing.ts";
import { tampering } from "./threats/tampering.ts";
import type { Threat } from "./threats/model.ts";

export type { HoldingTest, Mitigation, Threat, ThreatKind } from "./threats/model.ts";

/**
 * Threats to the platform, after the six kinds of STRIDE and what the mission-critical design area of security asks about
 * each of them (identity and authentication; integrity and validation; logging and signing; encryption, exfiltration and
 * machines in the middle; DDoS and bots; remote code, authorization and isolation).
 */
export const threats: readonly Threat[] = [
  ...spoofing,
  ...tampering,
  ...repudiation,
  ...disclosure,
  ...denial,
  ...elevation,
];
