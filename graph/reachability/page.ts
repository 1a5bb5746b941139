/** docs/reachability.md: how flows are judged, rule by rule, and the statements that are asked. */
import { statements } from "../statements.ts";
import { semanticRules, semanticSources, type SemanticRule } from "./semantics.ts";

const head = `# Who reaches whom

Whether a packet arrives is decided in a dozen places: name servers, private zones, routes, security groups, a firewall with a
parent, private endpoints, a service's own firewall, network policies, a gateway's routes. \`bulkhead reach\` asks all of them, in
the order in which a packet meets them, and says which one stopped it and which key of the configuration would let it through.

    npx bulkhead reach --stack stamp-eastus --from nodes --to pypi.org:443
    npx bulkhead reach --stack stamp-eastus --from pod:catalog-api --to key-vault
    npx bulkhead reach --stack stamp-eastus --from front-door --to pod:catalog-api --json
    npx bulkhead reach --matrix --local

It ends with 0 for a flow that is allowed, 1 for one that is denied, 2 for a question that it does not understand; then it lists
the names that it knows. Nothing has to be deployed: without states it runs the programs of the stack files on the local Azure and
reads what they register. \`--local\` reads the rehearsal's states, \`--source\` forces one of the two. Reading the programs takes
about as long as a rehearsal of them; the result is kept in \`.bulkhead/\` until a file changes.

## Names

| Name | Stands for |
| --- | --- |
| \`nodes\` | the nodes of every pool |
| \`pod:catalog-api\`, \`pod:gateway\` | the pods of a component, as the charts render them |
| \`ingress\`, \`private-link\`, \`private-endpoints\`, \`firewall\`, \`bastion\`, \`jump-boxes\`, \`agents\` | what is in the subnet of that name |
| \`api-server\`, \`key-vault\`, \`certificates\`, \`event-hubs\`, \`data-blob\`, \`data-table\`, \`website\`, \`cosmos\`, \`registry\`, … | a service, by its host name |
| \`subnet:snet-ingress\` | any machine in that subnet |
| \`internet\`, \`front-door\` | somebody outside; as a receiver, a public address that no rule names, and Front Door's host |
| \`stamp-westeurope/nodes\` | a name in another stack |
| \`pypi.org\`, \`10.10.0.4\`, \`10.10.0.0/24\` | a host, an address, a range |

A receiver may have a port and a protocol: \`event-hubs:5671\`, \`internet:53/udp\`. Without them HTTPS is meant; for a pod its first
port, for jump boxes SSH. A name that stands for several ends is allowed only if all of them are. A range is taken apart wherever a
rule treats its addresses differently, and one address of each part is asked about.

## What it does not know

- Public addresses behind names, but for those of Microsoft Entra ID, which are published. Rules that name other public ranges are
  taken not to mean a host; service tags are taken to mean the hosts of their owners.
- Hosts behind an FQDN tag, but for those that AKS documents. They are Microsoft's list.
- The rules for names of Azure's own infrastructure that every firewall has built in, behind its application rules.
- Where the tag VirtualNetwork, which a route for 0.0.0.0/0 makes everything, ends and the tag Internet begins: a public address is
  taken to be in both.
- Signatures of intrusion detection and threat intelligence. Steps say where they may still drop a packet.
- Appliances, name servers and gateways that are not part of the stacks, for example a hub's firewall. The verdict says "as far as
  the graph shows".
- Subnets and peerings that a virtual network declares inside itself instead of as resources of their own. This program has none.
- Policies of Cilium for the whole cluster (CiliumClusterwideNetworkPolicy), and the denying rules of those for a namespace. No chart here
  has any.
- What listens on a port. A flow that is allowed may still be refused by whoever is at its end.

## The rules

Each step of an answer follows one of these rules. "Follows" means that the document does not say it in so many words;
"unverified" that no copy of a document that states it was at hand.
`;

function basis({ basis: kind, sources }: SemanticRule): string {
  const documents = sources
    .map((key) => semanticSources[key])
    .flatMap((source) =>
      source === undefined
        ? []
        : [
            `[${source.path.split("/").at(-1)?.replace(/\.md$/, "") ?? ""}](https://github.com/${source.repository}/blob/main/${source.path}), ${source.date}`,
          ],
    );
  const word = { stated: "", derived: "follows from ", unverified: "unverified; see " }[kind];
  return `${word}${documents.join("; ")}`;
}

function ruleRows(): string[] {
  return Object.entries(semanticRules).map(([id, rule]) => `| \`${id}\` | ${rule.text} | ${basis(rule)} |`);
}

const middle = `
## The statements

What the architecture says of flows, as data in [graph/statements/data](../graph/statements/data). They are asked of every stamp
and every operations stack by the tests and at the end of \`npm start\`; a broken one names the rule to blame. \`{other}\` is another
stamp, \`{stamp}\` a stamp. The numbers are those of the texts they are taken from: 000 the network-controlled mission-critical
architecture, 001 its security, 002 the security design area of mission-critical workloads, 003 the private AKS cluster behind a
firewall, 004 the AKS baseline for a team's first clusters.
`;

function statementRows(): string[] {
  return statements.map(
    ({ text, from, to, expected, seeds }) =>
      `| ${text} | \`${from}\` | \`${to}\` | ${expected} | ${seeds.join(", ")} |`,
  );
}

/** The whole page. */
export function reachabilityPage(): string {
  return [
    head,
    "| Rule | What it says | Document |",
    "| --- | --- | --- |",
    ...ruleRows(),
    middle,
    "| Statement | From | To | Must be | Text |",
    "| --- | --- | --- | --- | --- |",
    ...statementRows(),
    "",
  ].join("\n");
}
