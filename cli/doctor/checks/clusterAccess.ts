/** Whether this machine reaches the private API servers: Helm releases are installed through them. */
import { stampContractSchema } from "../../../contracts/stamp.ts";
import { whereToRun } from "../../whereToRun.ts";
import { doubtful, fine, wrong, type Finding } from "../finding.ts";
import type { Check, World } from "../world.ts";

const apiServerPort = 443;

/** Addresses that only a network one is in can route: RFC 1918, and 100.64.0.0/10 of RFC 6598. */
const privateAddress = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/;

async function reachFinding({ resolve, connect }: World, stack: string, host: string): Promise<Finding> {
  const subject = `API server of ${stack}`;
  const remedy = whereToRun("up", stack);
  let addresses: readonly string[];
  try {
    addresses = await resolve(host);
  } catch {
    return wrong(subject, `${host} has no address here: its zone is linked to other networks.`, remedy);
  }
  const [address = ""] = addresses;
  if (!privateAddress.test(address))
    return wrong(subject, `${host} resolves to ${address}, which is no private address.`, remedy);
  try {
    const milliseconds = await connect(host, apiServerPort);
    return fine(subject, `${address}:${apiServerPort} answers in ${Math.round(milliseconds)} ms`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return wrong(subject, `${address}:${apiServerPort} does not answer (${reason}).`, remedy);
  }
}

async function look(world: World): Promise<Finding[]> {
  const { needs } = world;
  const { deployed } = await world.backend();
  const findings = [...needs.stamps].sort().map(async (stack): Promise<Finding> => {
    const subject = `API server of ${stack}`;
    const output = deployed.get(stack);
    if (output === undefined)
      return doubtful(
        subject,
        "It does not exist yet. The first deployment ends with Helm releases, which have to reach it.",
        whereToRun("up", stack),
      );
    const contract = stampContractSchema.safeParse(output).data;
    if (contract === undefined)
      return doubtful(
        subject,
        "The stack's contract cannot be read.",
        `Deploy it with this version: \`pulumi up --stack ${stack}\`.`,
      );
    const { privateFqdn } = contract.cluster;
    return privateFqdn === ""
      ? doubtful(subject, "It is public.", "Remove cluster.apiServer.access from the stack's file.")
      : reachFinding(world, stack, privateFqdn);
  });
  return Promise.all(findings);
}

export const clusterAccessCheck: Check = { id: "api-servers", title: "private API servers", look };
