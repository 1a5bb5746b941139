import { stackControl } from "../../define.ts";
import { at, every, list, refersToSomething } from "../../read.ts";
import type { Resource } from "../../types.ts";

/** The last two parts of an entrance's id, as a security policy names it. */
function idEnd({ type, props }: Resource): string {
  const [kind, key] =
    type === "cdn:AFDEndpoint" ? ["afdendpoints", "endpointName"] : ["customdomains", "customDomainName"];
  return `/${kind}/${String(at(props, key)).toLowerCase()}`;
}

/** There is no entrance without a guard. */
export const wafEverywhere = stackControl({
  id: "edge-waf-everywhere",
  title: "Every endpoint and custom domain of Front Door is behind a web application firewall.",
  why: "Requests to a domain that no security policy names reach the origins uninspected.",
  remedy: "List the domain in an association of a SecurityPolicy that names a firewall policy.",
  severity: "critical",
  references: { mcsb: ["NS-6"], threats: ["T-1", "D-2"] },
  types: ["cdn:AFDEndpoint", "cdn:AFDCustomDomain", "cdn:SecurityPolicy"],
  check: (whole, refuse) => {
    const guarded = (): readonly string[] =>
      whole
        .ofType("cdn:SecurityPolicy")
        .filter(({ props }) => refersToSomething(at(props, "parameters", "wafPolicy")))
        .flatMap(({ props }) => list(at(props, "parameters", "associations")))
        .flatMap((association) => list(at(association, "domains")))
        .map((domain) => String(at(domain, "id")).toLowerCase());
    every(
      ...whole.ofType("cdn:AFDEndpoint", "cdn:AFDCustomDomain").map((entrance) => () => {
        const end = idEnd(entrance);
        if (!guarded().some((id) => id.endsWith(end)))
          refuse(entrance, `No security policy names ${entrance.name}. Add it to an association.`);
      }),
    );
  },
  accepts: [
    [
      { type: "cdn:AFDEndpoint", props: { endpointName: "shop" } },
      {
        type: "cdn:SecurityPolicy",
        props: {
          parameters: {
            wafPolicy: { id: "/waf" },
            associations: [{ domains: [{ id: "/x/afdEndpoints/shop" }] }],
          },
        },
      },
    ],
  ],
  refuses: [
    [{ type: "cdn:AFDEndpoint", props: { endpointName: "shop" } }],
    [
      { type: "cdn:AFDCustomDomain", props: { customDomainName: "www" } },
      {
        type: "cdn:SecurityPolicy",
        props: {
          parameters: {
            wafPolicy: { id: "/waf" },
            associations: [{ domains: [{ id: "/x/afdEndpoints/shop" }] }],
          },
        },
      },
    ],
    [
      { type: "cdn:AFDEndpoint", props: { endpointName: "shop" } },
      {
        type: "cdn:SecurityPolicy",
        props: { parameters: { associations: [{ domains: [{ id: "/x/afdEndpoints/shop" }] }] } },
      },
    ],
  ],
  breaks: {
    stack: "global",
    change: (whole) => whole.remove(whole.first("cdn:SecurityPolicy")),
  },
});
