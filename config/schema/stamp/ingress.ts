import { z } from "zod";
import { overlaps, parseCidr } from "../../../lib/cidr.ts";
import { applicationGatewayInstances } from "../../../lib/ingress/applicationGateway.ts";
import { wholeNumber } from "../../fields.ts";
import { addresses } from "../firewallPolicies.ts";

const applicationGateway = z
  .strictObject({
    frontend: z.enum(["public", "private"]).default("public").meta({
      description:
        "Address of the listener: public, or an address of the gateway's subnet for networks that are connected to the stamp.",
    }),
    minInstances: wholeNumber(0, applicationGatewayInstances.max).default(2).meta({
      description: "Fewest instances; 0 lets the first requests after a quiet time wait for minutes.",
    }),
    maxInstances: wholeNumber(1, applicationGatewayInstances.max)
      .default(10)
      .meta({ description: "Most instances; each takes an address of the subnet." }),
  })
  .superRefine(({ minInstances, maxInstances }, context) => {
    if (minInstances <= maxInstances) return;
    const message = `minInstances ${minInstances} is above maxInstances ${maxInstances}.`;
    const params = { remedy: "Lower minInstances or raise maxInstances." };
    context.addIssue({ code: "custom", path: ["minInstances"], message, params });
  });

/** What an application gateway is like when nothing is said about it. */
export const usualApplicationGateway = applicationGateway.parse({});

/** A further way into the stamp, beside Front Door's private link. */
export const ingress = z
  .strictObject({
    type: z.enum(["none", "applicationGateway", "firewall", "publicLoadBalancer"]).default("none").meta({
      description:
        "none: Front Door only. applicationGateway: one with a web application firewall. firewall: the firewall hands requests to the internal load balancer. publicLoadBalancer: it hands them to a public one.",
    }),
    allowedSources: addresses(
      "Ranges that may use the further way in. Required with firewall and publicLoadBalancer: nothing inspects requests there but the gateway in the cluster.",
    ),
    applicationGateway: applicationGateway.optional().meta({
      description: "The application gateway, where type says so.",
    }),
  })
  .superRefine((config, context) => {
    const refuse = (path: (string | number)[], message: string, remedy: string) =>
      context.addIssue({ code: "custom", path, message, params: { remedy } });
    if (config.applicationGateway !== undefined && config.type !== "applicationGateway")
      refuse(
        ["applicationGateway"],
        `It describes an application gateway, and type is ${config.type}.`,
        "Remove it, or set type to applicationGateway.",
      );
    if (config.type === "none" && config.allowedSources.length > 0)
      refuse(["allowedSources"], "There is no further way in to use.", "Set type, or remove allowedSources.");
    const throughFirewall = config.type === "firewall" || config.type === "publicLoadBalancer";
    if (throughFirewall && config.allowedSources.length === 0)
      refuse(
        ["allowedSources"],
        "Nobody may use the way in.",
        "List the ranges that may; 0.0.0.0/0 stands for everybody.",
      );
    if (throughFirewall)
      config.allowedSources.forEach((range, index) => {
        if (
          range === "0.0.0.0/0" ||
          !privateRanges.some((known) => overlaps(known, parseCidr(asRange(range))))
        )
          return;
        refuse(
          ["allowedSources", index],
          `${range} is private, and requests arrive at a public address.`,
          "Name the public address of those who come, or reach the gateway from inside.",
        );
      });
  });

const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"].map(parseCidr);

function asRange(address: string): string {
  return address.includes("/") ? address : `${address}/32`;
}
