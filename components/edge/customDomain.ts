import { AFDCustomDomain } from "@pulumi/azure-native/cdn/afdcustomDomain.js";
import * as pulumi from "@pulumi/pulumi";

export interface CustomDomainArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly profileName: pulumi.Input<string>;
  readonly customDomainName: string;
  readonly hostName: string;
  /** The public Azure DNS zone that holds the name, where it is one. */
  readonly dnsZoneId?: string | undefined;
  readonly minimumTlsVersion: "TLS12" | "TLS13";
}

/** What the owner of a domain must write into DNS. */
export interface DomainRecords {
  readonly hostName: string;
  /** Name of the TXT record that proves the ownership. */
  readonly validationRecord: string;
  /** Its value; empty once Front Door no longer asks for it. */
  readonly validationToken: pulumi.Output<string>;
  /** Where the CNAME record leads to. */
  readonly target: pulumi.Output<string>;
}

/** A domain of the customer's own, with a certificate that Front Door gets and renews once the ownership is proven. */
export function customDomain(
  name: string,
  args: CustomDomainArgs,
  opts: pulumi.CustomResourceOptions,
): AFDCustomDomain {
  return new AFDCustomDomain(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      profileName: args.profileName,
      customDomainName: args.customDomainName,
      hostName: args.hostName,
      ...(args.dnsZoneId === undefined ? {} : { azureDnsZone: { id: args.dnsZoneId } }),
      tlsSettings: { certificateType: "ManagedCertificate", minimumTlsVersion: args.minimumTlsVersion },
    },
    opts,
  );
}

/** @param endpointHostName host name of the Front Door endpoint. */
export function domainRecords(
  domain: AFDCustomDomain,
  hostName: string,
  endpointHostName: pulumi.Output<string>,
): DomainRecords {
  return {
    hostName,
    validationRecord: `_dnsauth.${hostName}`,
    validationToken: pulumi
      .output(domain.validationProperties)
      // Azure leaves the properties away once the domain is approved, whatever the types say.
      .apply((properties: { validationToken?: string } | undefined) => properties?.validationToken ?? ""),
    target: endpointHostName,
  };
}
