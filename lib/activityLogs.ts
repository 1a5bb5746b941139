/**
 * Categories of a subscription's activity log ("Azure activity log event schema", categories, in
 * MicrosoftDocs/azure-monitor-docs).
 */
export const activityLogCategories = [
  "Administrative",
  "Security",
  "ServiceHealth",
  "Alert",
  "Recommendation",
  "Policy",
  "Autoscale",
  "ResourceHealth",
] as const;

/** Categories of Microsoft Entra ID's logs that the API names (azure-native 3.28.0, aadiam Category). */
export const entraLogCategories = ["AuditLogs", "SignInLogs"] as const;
