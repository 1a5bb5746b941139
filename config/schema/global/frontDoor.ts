import { z } from "zod";
import { defaultContentPolicy } from "../../../lib/edge/contentPolicy.ts";
import { frontDoorLimits } from "../../../lib/edge/frontDoorLimits.ts";
import { wholeNumber } from "../../fields.ts";
import { waf } from "./waf.ts";

const { originResponseTimeoutSeconds, probeIntervalSeconds, additionalLatencyMilliseconds } = frontDoorLimits;

/** How Front Door learns which origins are well, and among which it then divides the requests. */
const health = z
  .strictObject({
    intervalSeconds: wholeNumber(probeIntervalSeconds.min, probeIntervalSeconds.max).default(30).meta({
      description:
        "Seconds between two probes. Every edge location probes by itself, so 30 seconds are several requests a second at each origin.",
    }),
    sampleSize: wholeNumber(1, frontDoorLimits.samples.max)
      .default(4)
      .meta({ description: "Probes that are looked at to judge an origin." }),
    successfulSamplesRequired: wholeNumber(1, frontDoorLimits.samples.max)
      .default(2)
      .meta({ description: "Good answers among them that make the origin healthy." }),
    // At 0 only the fastest origin would be used, so that no weight meant anything and no stamp could be drained step by step.
    additionalLatencyMilliseconds: wholeNumber(1, additionalLatencyMilliseconds.max).default(100).meta({
      description:
        "Origins within this many milliseconds of the fastest share the requests by weight; more is closer to an even division, less is closer to the nearest stamp.",
    }),
  })
  .superRefine(({ sampleSize, successfulSamplesRequired }, context) => {
    if (successfulSamplesRequired <= sampleSize) return;
    context.addIssue({
      code: "custom",
      path: ["successfulSamplesRequired"],
      message: `${successfulSamplesRequired} good answers cannot come out of ${sampleSize} probes.`,
      params: { remedy: "Make it sampleSize at most." },
    });
  });

const header = (description: string, value: string) =>
  z
    .string()
    .regex(/^[\x20-\x7e]*$/, "A header's value consists of printable ASCII characters.")
    .default(value)
    .meta({ description: `${description} Empty: the header is not touched.` });

/** Headers that Front Door sets on every answer, whatever the origin says. */
const securityHeaders = z.strictObject({
  strictTransportSecurity: header(
    "Strict-Transport-Security: browsers come back by HTTPS only.",
    "max-age=31536000; includeSubDomains",
  ),
  contentSecurityPolicy: header(
    "Content-Security-Policy: where scripts, styles and frames may come from.",
    defaultContentPolicy,
  ),
  contentTypeOptions: header("X-Content-Type-Options: no guessing of content types.", "nosniff"),
  frameOptions: header("X-Frame-Options: who may put the pages into a frame.", "DENY"),
  referrerPolicy: header("Referrer-Policy: what other sites learn.", "strict-origin-when-cross-origin"),
  permissionsPolicy: header(
    "Permissions-Policy: devices that pages may use.",
    "camera=(), geolocation=(), microphone=()",
  ),
});

const hostNamePattern = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

const customDomain = z.strictObject({
  hostName: z
    .string()
    .superRefine((name, context) => {
      const refuse = (message: string, remedy: string) =>
        context.addIssue({ code: "custom", message, params: { remedy } });
      if (name.startsWith("*.")) {
        refuse(
          `'${name}' is a wildcard, for which Front Door issues no managed certificate.`,
          "List the names one by one.",
        );
      } else if (name.endsWith(".azurefd.net")) {
        refuse(`'${name}' belongs to Front Door itself.`, "Name a domain of your own.");
      } else if (!hostNamePattern.test(name)) {
        refuse(
          `'${name}' is not a host name in lower case.`,
          "Write it like www.example.com, without https:// and path.",
        );
      }
    })
    .meta({ description: "Host name that clients use.", examples: ["www.example.com"] }),
  dnsZoneId: z
    .string()
    .regex(
      /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/dnsZones\/[^/]+$/i,
      "It is not the id of a public DNS zone.",
    )
    .optional()
    .meta({ description: "Id of the Azure DNS zone that holds the name, where it is one." }),
  minimumTlsVersion: z
    .enum(["TLS12", "TLS13"])
    .default("TLS12")
    .meta({ description: "Oldest version of TLS that clients may speak." }),
});

/** Azure Front Door and its web application firewall. */
export const frontDoor = z.strictObject({
  originResponseTimeoutSeconds: wholeNumber(
    originResponseTimeoutSeconds.min,
    originResponseTimeoutSeconds.max,
  )
    .default(60)
    .meta({ description: "Seconds Front Door waits for an answer from a stamp." }),
  health: health.prefault({}).meta({ description: "Health probes, the same for every origin group." }),
  waf: waf.prefault({}).meta({ description: "The web application firewall; it always blocks." }),
  securityHeaders: securityHeaders
    .prefault({})
    .meta({ description: "Headers that are set on every answer." }),
  cacheQueryStrings: z.enum(["IgnoreQueryString", "UseQueryString"]).default("UseQueryString").meta({
    description:
      "Whether pages and images that differ in their query string only are kept as one. The API is never cached.",
  }),
  customDomains: z
    .array(customDomain)
    .max(frontDoorLimits.perProfile.customDomains.premium)
    .refine((list) => new Set(list.map((domain) => domain.hostName)).size === list.length, {
      message: "A domain is listed twice.",
      params: { remedy: "Take one of the two away." },
    })
    .default([])
    .meta({
      description:
        "Domains of your own, each with a certificate that Front Door manages. What DNS must say stands in the contract, under frontDoor.customDomains.",
    }),
});
