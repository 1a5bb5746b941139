import { Rule } from "@pulumi/azure-native/cdn/rule.js";
import { RuleSet } from "@pulumi/azure-native/cdn/ruleSet.js";
import * as pulumi from "@pulumi/pulumi";
import { frontDoorLimits } from "../../lib/edge/frontDoorLimits.ts";
import { chunks, securityHeaderList, type SecurityHeaderValues } from "../../lib/edge/securityHeaders.ts";

export interface SecurityHeadersArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly profileName: pulumi.Input<string>;
  readonly ruleSetName: string;
  readonly headers: SecurityHeaderValues;
}

/** The headers that browsers are told on every answer, as a rule set that all routes use. */
export class SecurityHeaders extends pulumi.ComponentResource {
  readonly ruleSet: RuleSet;
  /** A route that is made before them would answer without the headers for a while. */
  readonly rules: readonly Rule[];

  constructor(name: string, args: SecurityHeadersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:edge:SecurityHeaders", name, {}, opts);
    const { resourceGroupName, profileName } = args;
    this.ruleSet = new RuleSet(
      `${name}-rules`,
      { resourceGroupName, profileName, ruleSetName: args.ruleSetName },
      { parent: this },
    );
    this.rules = chunks(securityHeaderList(args.headers), frontDoorLimits.actionsPerRule).map(
      (headers, index) =>
        new Rule(
          `${name}-rule-${index + 1}`,
          {
            resourceGroupName,
            profileName,
            ruleSetName: this.ruleSet.name,
            ruleName: `SecurityHeaders${index + 1}`,
            order: index + 1,
            matchProcessingBehavior: "Continue",
            actions: headers.map(({ name: headerName, value }) => ({
              name: "ModifyResponseHeader",
              parameters: {
                typeName: "DeliveryRuleHeaderActionParameters",
                headerAction: "Overwrite",
                headerName,
                value,
              },
            })),
          },
          { parent: this },
        ),
    );
    this.registerOutputs({});
  }
}
