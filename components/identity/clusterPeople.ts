import * as pulumi from "@pulumi/pulumi";
import type { Role } from "../../lib/roles.ts";
import { assignRole, type Principal, type PrincipalType, type Scope } from "./roleAssignment.ts";

/** A group of Microsoft Entra ID and what it may do in the cluster. */
export interface ClusterGroup {
  readonly name: string;
  readonly objectId: string;
  readonly role: "clusterAdmin" | "admin" | "writer" | "reader";
  /** Undefined: the whole cluster. */
  readonly namespace?: string | undefined;
}

export interface ClusterPeopleArgs {
  readonly subscriptionId: string;
  readonly cluster: Scope;
  readonly groups: readonly ClusterGroup[];
  /** The identity that installs the charts. */
  readonly deployer: { readonly objectId: string; readonly type: PrincipalType };
}

const roleOf: Readonly<Record<ClusterGroup["role"], Role>> = {
  clusterAdmin: "aksRbacClusterAdmin",
  admin: "aksRbacAdmin",
  writer: "aksRbacWriter",
  reader: "aksRbacReader",
};

/**
 * Who may do what in the cluster. Kubernetes asks Azure RBAC about everyone; the cluster has no accounts of its own.
 *
 * Two rights belong together: fetching the kubeconfig (Cluster User Role, on the cluster) and what may be done with it (an
 * RBAC role, on the cluster or on one namespace).
 */
export class ClusterPeople extends pulumi.ComponentResource {
  /** What the deployer needs before it can install anything. */
  readonly deployerMayInstall: pulumi.Resource[];

  constructor(name: string, args: ClusterPeopleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:identity:ClusterPeople", name, {}, opts);
    const { subscriptionId, cluster, groups, deployer } = args;
    const assign = (suffix: string, principal: Principal, role: Role, scope: Scope, reason: string) =>
      assignRole(`${name}-${suffix}`, { subscriptionId, role, principal, scope, reason }, { parent: this });

    const installer: Principal = {
      principalId: deployer.objectId,
      armId: deployer.objectId,
      principalType: deployer.type,
    };
    this.deployerMayInstall = [
      assign(
        "deployer-signs-in",
        installer,
        "aksClusterUser",
        cluster,
        "the deploying identity fetches the kubeconfig",
      ),
      assign(
        "deployer-installs",
        installer,
        "aksRbacClusterAdmin",
        cluster,
        "the deploying identity installs charts",
      ),
    ];

    const signedIn = new Set([deployer.objectId.toLowerCase()]);
    for (const group of groups) {
      const principal: Principal = {
        principalId: group.objectId,
        armId: group.objectId,
        principalType: "Group",
      };
      if (!signedIn.has(group.objectId.toLowerCase())) {
        signedIn.add(group.objectId.toLowerCase());
        assign(
          `${group.name}-signs-in`,
          principal,
          "aksClusterUser",
          cluster,
          `${group.name} fetches the kubeconfig`,
        );
      }
      const scope = group.namespace === undefined ? cluster : namespaceScope(cluster, group.namespace);
      const where = group.namespace === undefined ? "the cluster" : `namespace ${group.namespace}`;
      assign(
        [group.name, group.role.toLowerCase(), group.namespace]
          .filter((part) => part !== undefined)
          .join("-"),
        principal,
        roleOf[group.role],
        scope,
        `${group.name} is ${group.role} of ${where}`,
      );
    }
    this.registerOutputs({});
  }
}

/** A namespace as a scope of Azure RBAC (azure-aks-docs manage-azure-rbac.md). It need not exist yet. */
function namespaceScope(cluster: Scope, namespace: string): Scope {
  return {
    id: pulumi.interpolate`${cluster.id}/namespaces/${namespace}`,
    armId: `${cluster.armId}/namespaces/${namespace}`,
  };
}
