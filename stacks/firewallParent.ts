import { formatStackName, stackFileName, type StackName } from "../config/stackName.ts";
import { UserError } from "../config/userError.ts";
import type { FirewallTier } from "../components/network/firewallPolicySettings.ts";
import type { GlobalContract } from "../contracts/global.ts";

/**
 * The organisation's policy for firewalls of a tier. A Standard policy cannot inherit from a Premium one, so there is one of
 * each, the Standard one as soon as a stack's file asks for it.
 *
 * @param key the configuration key that asks, for messages.
 * @throws UserError when the global stack was last deployed before the stack asked.
 */
export function firewallParent(
  stack: StackName,
  { firewallPolicies }: Pick<GlobalContract, "firewallPolicies">,
  tier: FirewallTier,
  key: string,
): { id: string; location: string } {
  const { location, premium, standard } = firewallPolicies;
  const id = tier === "Premium" ? premium : standard;
  if (id !== undefined) return { id, location };
  const command = `pulumi up -s ${formatStackName({ environment: stack.environment, kind: "global" })}`;
  throw new UserError({
    file: stackFileName(stack.text),
    key,
    problem: "The global stack has no parent policy for Standard firewalls yet.",
    remedy: `Run \`${command}\` first; it makes one for the stacks that ask for it.`,
  });
}
