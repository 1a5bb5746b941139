import { resourceControl } from "../../define.ts";
import { at, quote, texts } from "../../read.ts";

/** One service account is one identity. */
export const federationExact = resourceControl({
  id: "identity-federation-exact",
  title: "A federated credential names one issuer, one subject and one audience.",
  why: "A pattern lets any pod, branch or repository that fits it sign in as the identity.",
  remedy: "Name the issuer with https, the whole subject, and one audience.",
  severity: "critical",
  references: { mcsb: ["IM-3", "IM-4"], threats: ["S-2"] },
  types: ["managedidentity:FederatedIdentityCredential"],
  parameters: {
    audiences: {
      type: "list",
      description: "Audiences that a credential may have.",
      default: ["api://AzureADTokenExchange"],
    },
  },
  check: ({ props }, refuse, { audiences }) => {
    const subject = at(props, "subject");
    if (typeof subject !== "string" || subject === "" || subject.includes("*"))
      refuse(`subject is ${quote(subject ?? "")}: name one service account, branch or environment.`);
    const issuer = at(props, "issuer");
    if (typeof issuer !== "string" || !issuer.startsWith("https://"))
      refuse("issuer does not begin with https. Anybody in between could sign. Set the issuer's address.");
    const given = texts(at(props, "audiences"));
    if (given.length !== 1 || !audiences.includes(given[0] ?? ""))
      refuse(`audiences is ${quote(given)}: set ${audiences.map(quote).join(" or ")}.`);
  },
  accepts: [
    [
      {
        type: "managedidentity:FederatedIdentityCredential",
        props: {
          issuer: "https://issuer.example/",
          subject: "system:serviceaccount:workload:catalog-api",
          audiences: ["api://AzureADTokenExchange"],
        },
      },
    ],
  ],
  refuses: [
    [
      {
        type: "managedidentity:FederatedIdentityCredential",
        props: {
          issuer: "https://issuer.example/",
          subject: "system:serviceaccount:workload:*",
          audiences: ["api://AzureADTokenExchange"],
        },
      },
    ],
    [
      {
        type: "managedidentity:FederatedIdentityCredential",
        props: { issuer: "http://issuer.example/", subject: "a", audiences: ["api://AzureADTokenExchange"] },
      },
    ],
    [
      {
        type: "managedidentity:FederatedIdentityCredential",
        props: { issuer: "https://issuer.example/", subject: "a", audiences: ["anything"] },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("managedidentity:FederatedIdentityCredential").props["subject"] =
        "system:serviceaccount:workload:*";
    },
  },
});
