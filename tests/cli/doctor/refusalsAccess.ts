import { at } from "./recorded.ts";
import { changed, property, assignments, without, provider, type Refusal } from "./refusal.ts";

export const refusalsAccess: readonly Refusal[] = [
  {
    check: "roles",
    title: "no right to assign roles",
    world: without("f58310d9-a9f6-439a-9e8d-f62e7b41a168"),
    severity: "error",
    says: [
      "Role Based Access Control Administrator is missing",
      "roleAssignments/write",
      "--script --assignee",
    ],
  },
  {
    check: "roles",
    title: "no Contributor",
    world: without("b24988ac-6180-42a0-ab88-20f7382dd24c"),
    severity: "error",
    says: ["Contributor is missing", "more", "az role assignment create"],
  },
  {
    check: "roles",
    title: "no right to set locks",
    world: without("28bf596f-4eb7-45ce-b5bc-6cf482fec137"),
    severity: "error",
    says: ["Locks Contributor is missing", "Microsoft.Authorization/locks/delete"],
  },
  {
    check: "roles",
    title: "no right to assign policies",
    world: without("36243c78-bf99-498c-9df9-86d9f8d28608"),
    severity: "error",
    says: ["Resource Policy Contributor is missing"],
  },
  {
    check: "roles",
    title: "a condition that is older than a role that the program assigns",
    world: changed((answers) => {
      for (const { properties } of assignments(answers))
        if (properties.condition !== undefined)
          properties.condition = properties.condition.replaceAll("7f951dda-4ed3-4680-a7ca-43fe172d538d", "0");
    }),
    severity: "error",
    says: ["does not let these roles be assigned: AcrPull"],
  },
  {
    check: "roles",
    title: "more rights than a deployment needs",
    world: changed((answers) => {
      for (const { properties } of assignments(answers)) delete properties.condition;
    }),
    severity: "warning",
    says: ["can give anybody any right"],
  },
  {
    check: "providers",
    title: "a provider that is not registered",
    world: changed(
      (answers) => (provider(answers, "Microsoft.PolicyInsights")["registrationState"] = "NotRegistered"),
    ),
    severity: "error",
    says: [
      "Microsoft.PolicyInsights",
      "the policy add-on of AKS",
      "az provider register --namespace Microsoft.PolicyInsights",
    ],
  },
  {
    check: "providers",
    title: "a registration that is under way",
    world: changed(
      (answers) => (provider(answers, "Microsoft.Compute")["registrationState"] = "Registering"),
    ),
    severity: "warning",
    says: ["under way"],
  },
  {
    check: "features",
    title: "a feature that is not registered",
    world: changed((answers) =>
      property(
        answers,
        at("/providers/Microsoft.Features/providers/Microsoft.Compute/features/EncryptionAtHost"),
        "properties.state",
        "NotRegistered",
      ),
    ),
    severity: "error",
    says: ["encryption at host in ops-eastus", "az feature register --namespace Microsoft.Compute"],
  },
  {
    check: "types",
    title: "a service that the region does not have",
    world: changed(
      (answers) =>
        (provider(answers, "Microsoft.ContainerService")["resourceTypes"] = [
          { resourceType: "managedClusters", locations: ["West Europe"] },
        ]),
    ),
    severity: "error",
    says: ["eastus: Azure does not offer Microsoft.ContainerService/managedClusters"],
  },
  {
    check: "regions",
    title: "a region that is closed to the subscription",
    world: changed((answers) => (answers.list[at("/locations")] = [])),
    severity: "error",
    says: ["East US is not open to this subscription"],
  },
  {
    check: "regions",
    title: "a region without zones for the subscription",
    world: changed(
      (answers) => (answers.list[at("/locations")] = [{ name: "eastus", displayName: "East US" }]),
    ),
    severity: "error",
    says: ["0 availability zones"],
  },
];
