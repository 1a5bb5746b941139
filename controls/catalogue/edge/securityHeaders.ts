import { stackControl } from "../../define.ts";
import { at, every, isText, list, refersTo } from "../../read.ts";
import type { Properties } from "../../types.ts";

function setsHeader(rule: Properties, header: string): boolean {
  return list(at(rule, "actions")).some(
    (action) =>
      isText(at(action, "name"), "ModifyResponseHeader") &&
      isText(at(action, "parameters", "headerName"), header) &&
      isText(at(action, "parameters", "headerAction"), "Overwrite"),
  );
}

/** Browsers are told what not to do. */
export const securityHeaders = stackControl({
  id: "edge-security-headers",
  title: "Every route sets the headers that tell browsers what not to do.",
  why: "Without them a page can be framed, its content guessed, and its first request made over HTTP.",
  remedy: "Give the route a rule set whose rules overwrite these response headers.",
  severity: "medium",
  references: {
    mcsb: [],
    threats: ["T-1", "I-1"],
    pages: ["learn.microsoft.com/azure/frontdoor/front-door-security-headers"],
  },
  types: ["cdn:Route", "cdn:RuleSet", "cdn:Rule"],
  parameters: {
    headers: {
      type: "list",
      description: "Headers that have to be set.",
      default: ["Strict-Transport-Security", "Content-Security-Policy", "X-Content-Type-Options"],
    },
  },
  check: (whole, refuse, { headers }) =>
    every(
      ...whole.ofType("cdn:Route").map((route) => () => {
        const ids = list(at(route.props, "ruleSets")).map((set) => at(set, "id"));
        const names = whole
          .ofType("cdn:RuleSet")
          .filter((set) => ids.some((id) => refersTo(id, set)))
          .map(({ props }) => at(props, "ruleSetName"));
        const rules = whole
          .ofType("cdn:Rule")
          .filter(({ props }) => names.includes(at(props, "ruleSetName")));
        const missing = headers.filter((header) => !rules.some(({ props }) => setsHeader(props, header)));
        if (missing.length > 0)
          refuse(route, `The route ${route.name} does not set ${missing.join(", ")}. Add a rule that does.`);
      }),
    ),
  accepts: [
    [
      { type: "cdn:Route", props: { ruleSets: [{ id: "/x/ruleSets/headers" }] } },
      { type: "cdn:RuleSet", props: { ruleSetName: "headers" } },
      {
        type: "cdn:Rule",
        props: {
          ruleSetName: "headers",
          actions: ["Strict-Transport-Security", "Content-Security-Policy", "X-Content-Type-Options"].map(
            (headerName) => ({
              name: "ModifyResponseHeader",
              parameters: { headerAction: "Overwrite", headerName },
            }),
          ),
        },
      },
    ],
  ],
  refuses: [
    [{ type: "cdn:Route", props: {} }],
    [
      { type: "cdn:Route", props: { ruleSets: [{ id: "/x/ruleSets/headers" }] } },
      { type: "cdn:RuleSet", props: { ruleSetName: "headers" } },
      { type: "cdn:Rule", props: { ruleSetName: "headers", actions: [{ name: "UrlRedirect" }] } },
    ],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      delete whole.first("cdn:Route").props["ruleSets"];
    },
  },
});
