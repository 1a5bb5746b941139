/** Who is signed in, to which subscription, and whether the clocks agree. */
import { textAt } from "../../../lib/properties.ts";
import { apiVersions } from "../apiVersions.ts";
import { doubtful, fine, wrong, type Finding } from "../finding.ts";
import type { Check } from "../world.ts";

export const identityCheck: Check = {
  id: "identity",
  title: "sign-in",
  look: async ({ identity }) => {
    const { name, kind, objectId, tenantId } = await identity();
    return [fine("sign-in", `${kind} ${name} (object id ${objectId}) of tenant ${tenantId}`)];
  },
};

/** States of a subscription in which nothing can be created (REST reference, Subscriptions - Get, SubscriptionState). */
const shut = new Set(["Disabled", "Deleted", "Expired"]);

/**
 * Offers that cannot hold the platform: quota ids of free trials, students, and subscriptions with a spending limit have few
 * vCPUs that cannot be raised (azure-subscription-service-limits.md, "free trial subscriptions aren't eligible").
 */
const smallOffer = /^(FreeTrial|AzureForStudents|AzurePass|Sponsored_BizSpark)/i;

export const subscriptionCheck: Check = {
  id: "subscription",
  title: "subscription",
  look: async ({ arm, subscriptionId, requireSubscription }) => {
    requireSubscription();
    const answer = await arm.get(`/subscriptions/${subscriptionId}`, apiVersions.subscriptions);
    const name = textAt(answer, "displayName") ?? subscriptionId;
    const state = textAt(answer, "state") ?? "Enabled";
    const subject = `subscription ${name}`;
    if (shut.has(state))
      return [
        wrong(
          subject,
          `It is ${state.toLowerCase()}.`,
          "Choose another: `az account set --subscription ID`.",
        ),
      ];
    const findings: Finding[] = [];
    if (state !== "Enabled")
      findings.push(
        doubtful(
          subject,
          `Its state is ${state}: Azure may stop what runs in it.`,
          "Settle its billing in the portal, Cost Management + Billing.",
        ),
      );
    const offer = textAt(answer, "subscriptionPolicies.quotaId") ?? "";
    if (smallOffer.test(offer) || textAt(answer, "subscriptionPolicies.spendingLimit") === "On")
      findings.push(
        wrong(
          subject,
          `It is of the offer ${offer} with a spending limit or quotas that cannot be raised.`,
          "Use a pay-as-you-go, Enterprise or Microsoft Customer Agreement subscription.",
        ),
      );
    return findings.length > 0 ? findings : [fine(subject, `${subscriptionId}, enabled`)];
  },
};

/** Entra ID takes tokens for five minutes before and after their time ("clock skew", Microsoft identity platform). */
const refusedSeconds = 300;
const worthSayingSeconds = 60;

export const clockCheck: Check = {
  id: "clock",
  title: "clock",
  look: async ({ clock }) => {
    const { theirs, sent, received } = await clock();
    // Azure's clock was read somewhere between the question and the answer, and its header counts whole seconds.
    const seconds = Math.round((theirs - (sent + received) / 2) / 1000);
    const text = `This machine's clock is ${Math.abs(seconds)} s ${seconds > 0 ? "behind" : "ahead of"} Azure's.`;
    const remedy = "Turn on time synchronisation: `sudo timedatectl set-ntp true`.";
    if (Math.abs(seconds) >= refusedSeconds) return [wrong("clock", text, remedy)];
    if (Math.abs(seconds) >= worthSayingSeconds) return [doubtful("clock", text, remedy)];
    return [fine("clock", "agrees with Azure's")];
  },
};
