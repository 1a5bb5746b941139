/** Instances of an application gateway v2 (application-gateway/configuration-infrastructure.md, ms.date 2021-06-14). */
export const applicationGatewayInstances = { max: 125 } as const;

/**
 * Managed rules of its web application firewall: Microsoft's rules, "always the highest version", and known bots
 * (learn.microsoft.com web-application-firewall/ag/upgrade-ruleset-version; PSRule for Azure, Azure.AppGwWAF.RuleGroups, 2025-12).
 */
export const applicationGatewayRuleSets = [
  { ruleSetType: "Microsoft_DefaultRuleSet", ruleSetVersion: "2.2" },
  { ruleSetType: "Microsoft_BotManagerRuleSet", ruleSetVersion: "1.0" },
] as const;

/** The header by which the routes of the workload know requests of the platform's own Front Door. */
const frontDoorHeader = "X-Azure-FDID";

/** A rewrite of requests, in the shape azure-native takes. */
export interface RewriteRule {
  readonly name: string;
  readonly ruleSequence: number;
  readonly conditions: readonly {
    readonly variable: string;
    readonly pattern: string;
    readonly ignoreCase: boolean;
    readonly negate: boolean;
  }[];
  readonly actionSet: {
    readonly requestHeaderConfigurations: readonly {
      readonly headerName: string;
      readonly headerValue: string;
    }[];
  };
}

/**
 * Lets requests through to the workload that came by this gateway and not by Front Door: they carry no header, and get the
 * one its routes ask for. Requests of a Front Door, which may be anybody's, keep theirs and are judged by it.
 */
export function frontDoorHeaderRule(frontDoorId: string): RewriteRule {
  return {
    name: "came-by-gateway",
    ruleSequence: 100,
    conditions: [{ variable: `http_req_${frontDoorHeader}`, pattern: ".+", ignoreCase: true, negate: true }],
    actionSet: {
      requestHeaderConfigurations: [{ headerName: frontDoorHeader, headerValue: frontDoorId }],
    },
  };
}
