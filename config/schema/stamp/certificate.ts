import { z } from "zod";

const acme = z.strictObject({
  server: z
    .url({ protocol: /^https$/, error: "This is not an address that begins with https://." })
    .default("https://acme-v02.api.letsencrypt.org/directory")
    .meta({ description: "Directory of the authority. Its host is opened in the firewall." }),
  email: z
    .email("This is not an e-mail address.")
    .meta({ description: "Where the authority writes to.", examples: ["platform@example.com"] }),
  dnsZoneId: z
    .string()
    .regex(
      /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/dnsZones\/[^/]+$/i,
      "It is not the id of a public DNS zone.",
    )
    .meta({
      description:
        "Public DNS zone of edge.originHostName. The stamp writes the record there that proves the name.",
    }),
});

/** The certificate that the gateway presents to Front Door. */
export const certificate = z
  .strictObject({
    issuer: z.enum(["imported", "acme"]).default("imported").meta({
      description:
        "imported: a pipeline puts it into the stamp's vault. acme: cert-manager asks an authority for it, from inside the cluster.",
    }),
    vaultCertificate: z
      .string()
      .regex(/^[0-9a-zA-Z-]{1,127}$/, "A name in a vault has 1 to 127 letters, digits and hyphens.")
      .default("origin-tls")
      .meta({ description: "Name of the imported certificate in the stamp's vault." }),
    acme: acme.optional().meta({ description: "The authority, with the issuer acme." }),
  })
  .superRefine(({ issuer, acme: authority }, context) => {
    const refuse = (message: string, remedy: string) =>
      context.addIssue({ code: "custom", path: ["acme"], message, params: { remedy } });
    if (issuer === "acme" && authority === undefined)
      refuse("The issuer is acme, and nothing says which.", "Add certificate.acme with email and dnsZoneId.");
    if (issuer === "imported" && authority !== undefined)
      refuse(
        "It describes an authority, and the certificate is imported.",
        "Remove it, or set issuer to acme.",
      );
  });
