import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import { ApplicationGateway as Gateway } from "@pulumi/azure-native/network/applicationGateway.js";
import { PublicIPAddress } from "@pulumi/azure-native/network/publicIPAddress.js";
import { WebApplicationFirewallPolicy } from "@pulumi/azure-native/network/webApplicationFirewallPolicy.js";
import * as pulumi from "@pulumi/pulumi";
import { applicationGatewayRuleSets, frontDoorHeaderRule } from "../../lib/ingress/applicationGateway.ts";
import type { Names } from "../../lib/names.ts";
import { assignRole } from "../identity/roleAssignment.ts";
import { mutable } from "../mutable.ts";

export interface ApplicationGatewayArgs {
  readonly names: Names;
  readonly subscriptionId: string;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly zones: readonly string[];
  /** The id the gateway will have: its parts name one another by it. */
  readonly armId: string;
  readonly identityArmId: string;
  readonly subnetId: pulumi.Input<string>;
  /** Fixed private address in that subnet; undefined for a public frontend. */
  readonly privateAddress: string | undefined;
  readonly minInstances: number;
  readonly maxInstances: number;
  /** Address of the gateway's internal load balancer. */
  readonly backendAddress: string;
  readonly port: number;
  /** The name the workload's certificate is issued for. */
  readonly hostName: string;
  readonly healthPath: string;
  readonly frontDoorId: string;
  /** The vault that holds the listener's certificate. */
  readonly vault: { readonly id: pulumi.Input<string>; readonly name: pulumi.Input<string> };
  readonly certificate: string;
  readonly tags: Record<string, string>;
  /** What the gateway must find when it starts: the certificate's way, and the load balancer. */
  readonly dependsOn: pulumi.Input<pulumi.Resource>[];
}

/** A further way into a stamp: a regional gateway with a web application firewall, encrypted on both sides. */
export class ApplicationGateway extends pulumi.ComponentResource {
  readonly gateway: Gateway;

  constructor(name: string, args: ApplicationGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:network:ApplicationGateway", name, {}, opts);
    const { names, resourceGroupName, location, tags } = args;
    const zones = [...args.zones];
    const part = (kind: string, partName: string) => ({ id: `${args.armId}/${kind}/${partName}` });

    const firewall = new WebApplicationFirewallPolicy(
      `${name}-waf`,
      {
        policyName: names.applicationGatewayWafPolicy(),
        resourceGroupName,
        location,
        policySettings: { state: "Enabled", mode: "Prevention", requestBodyCheck: true },
        managedRules: { managedRuleSets: mutable(applicationGatewayRuleSets) },
        tags,
      },
      { parent: this },
    );
    const identity = new UserAssignedIdentity(
      `${name}-identity`,
      { resourceName: names.userAssignedIdentity("app-gateway"), resourceGroupName, location, tags },
      { parent: this },
    );
    const mayRead = assignRole(
      `${name}-reads-certificate`,
      {
        subscriptionId: args.subscriptionId,
        role: "keyVaultSecretsUser",
        principal: { principalId: identity.principalId, armId: args.identityArmId },
        scope: { id: args.vault.id, armId: `${args.identityArmId}/vault` },
        reason: "reads the certificate of the listener",
      },
      { parent: this },
    );
    const publicAddress =
      args.privateAddress === undefined
        ? new PublicIPAddress(
            `${name}-address`,
            {
              publicIpAddressName: names.publicIpAddress("app-gateway"),
              resourceGroupName,
              location,
              zones,
              sku: { name: "Standard", tier: "Regional" },
              publicIPAllocationMethod: "Static",
              publicIPAddressVersion: "IPv4",
              tags,
            },
            { parent: this },
          )
        : undefined;

    this.gateway = new Gateway(
      `${name}-gateway`,
      {
        applicationGatewayName: names.applicationGateway(),
        resourceGroupName,
        location,
        zones,
        sku: { name: "WAF_v2", tier: "WAF_v2" },
        autoscaleConfiguration: { minCapacity: args.minInstances, maxCapacity: args.maxInstances },
        firewallPolicy: { id: firewall.id },
        identity: { type: "UserAssigned", userAssignedIdentities: [identity.id] },
        gatewayIPConfigurations: [{ name: "subnet", subnet: { id: args.subnetId } }],
        frontendIPConfigurations: [
          publicAddress === undefined
            ? {
                name: "frontend",
                subnet: { id: args.subnetId },
                privateIPAllocationMethod: "Static",
                privateIPAddress: args.privateAddress,
              }
            : { name: "frontend", publicIPAddress: { id: publicAddress.id } },
        ],
        frontendPorts: [{ name: "https", port: 443 }],
        sslCertificates: [
          {
            name: "listener",
            // Without a version: a renewed certificate is taken up within hours.
            keyVaultSecretId: pulumi.interpolate`https://${args.vault.name}.vault.azure.net/secrets/${args.certificate}`,
          },
        ],
        sslPolicy: { policyType: "Predefined", policyName: "AppGwSslPolicy20220101S" },
        httpListeners: [
          {
            name: "https",
            protocol: "Https",
            frontendIPConfiguration: part("frontendIPConfigurations", "frontend"),
            frontendPort: part("frontendPorts", "https"),
            sslCertificate: part("sslCertificates", "listener"),
          },
        ],
        backendAddressPools: [{ name: "stamp", backendAddresses: [{ ipAddress: args.backendAddress }] }],
        probes: [
          {
            name: "health",
            protocol: "Https",
            host: args.hostName,
            path: args.healthPath,
            interval: 30,
            timeout: 30,
            unhealthyThreshold: 3,
          },
        ],
        backendHttpSettingsCollection: [
          {
            name: "https",
            protocol: "Https",
            port: args.port,
            hostName: args.hostName,
            cookieBasedAffinity: "Disabled",
            requestTimeout: 60,
            probe: part("probes", "health"),
          },
        ],
        rewriteRuleSets: [
          { name: "entrance", rewriteRules: [mutable(frontDoorHeaderRule(args.frontDoorId))] },
        ],
        requestRoutingRules: [
          {
            name: "everything",
            ruleType: "Basic",
            priority: 100,
            httpListener: part("httpListeners", "https"),
            backendAddressPool: part("backendAddressPools", "stamp"),
            backendHttpSettings: part("backendHttpSettingsCollection", "https"),
            rewriteRuleSet: part("rewriteRuleSets", "entrance"),
          },
        ],
        tags,
      },
      { parent: this, dependsOn: [mayRead, ...args.dependsOn] },
    );
    this.registerOutputs({ gatewayId: this.gateway.id });
  }
}
