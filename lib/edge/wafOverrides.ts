/** A managed rule that does something else than its rule set says. */
export interface ManagedRuleOverride {
  readonly ruleSet: "default" | "bots";
  readonly group: string;
  readonly rule: string;
  readonly enabled: boolean;
  readonly action?: string | undefined;
}

export interface RuleGroupOverride {
  readonly ruleGroupName: string;
  readonly rules: { ruleId: string; enabledState: "Enabled" | "Disabled"; action?: string }[];
}

/** The overrides of one rule set as ARM takes them: by rule group, both in the order of the configuration. */
export function ruleGroupOverrides(
  overrides: readonly ManagedRuleOverride[],
  ruleSet: ManagedRuleOverride["ruleSet"],
): RuleGroupOverride[] {
  const groups = new Map<string, RuleGroupOverride>();
  for (const { group, rule, enabled, action } of overrides.filter((item) => item.ruleSet === ruleSet)) {
    const known = groups.get(group) ?? { ruleGroupName: group, rules: [] };
    groups.set(group, known);
    known.rules.push({
      ruleId: rule,
      enabledState: enabled ? "Enabled" : "Disabled",
      ...(action === undefined ? {} : { action }),
    });
  }
  return [...groups.values()];
}
