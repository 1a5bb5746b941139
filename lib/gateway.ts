/** Where a stamp's gateway runs in its cluster. The federated credential and the chart must agree on both. */
export const gatewayNamespace = "gateway";
export const gatewayServiceAccount = "gateway";

/** Purpose of the gateway's managed identity, in the names of Azure resources. */
export const gatewayIdentity = "gateway";

/** Port on which the components of the workload listen: above 1024, since they do not run as root. */
export const componentPort = 8080;

/** Namespace and labels of the cluster's name server, as AKS runs CoreDNS. */
export const clusterDns = { namespace: "kube-system", podLabels: { "k8s-app": "kube-dns" } } as const;
