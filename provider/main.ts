/**
 * The Pulumi provider `bulkhead`: resources that azure-native has no life cycle for. Pulumi starts it through
 * `pulumi-resource-bulkhead` and speaks gRPC with it. Previews never reach `create` and `update`: the engine takes the inputs as
 * the result, because the SDK's server does not announce support for previews.
 */
import { main, type Provider } from "@pulumi/pulumi/provider/index.js";
import manifest from "../package.json" with { type: "json" };
import { ArmClient } from "./arm.ts";
import { armEndpoint, tokenSource } from "./credential.ts";
import { engineAddress, engineReporter } from "./engineReporter.ts";
import {
  PrivateLinkApprovalLifecycle,
  type ApprovalInputs,
  type ApprovalState,
} from "./privateLinkApproval.ts";
import { approvalTimeout, typeOf } from "./settings.ts";

const approvalType = "bulkhead:edge:PrivateLinkApproval";

const args = process.argv.slice(2);
const stop = new AbortController();
const endpoint = armEndpoint(process.env);
const lifecycle = new PrivateLinkApprovalLifecycle({
  arm: new ArmClient({ endpoint, token: tokenSource(endpoint), signal: stop.signal }),
  reporter: engineReporter(engineAddress(args)),
  timeout: approvalTimeout(process.env),
  signal: stop.signal,
});

function approvals(urn: string): PrivateLinkApprovalLifecycle {
  if (typeOf(urn) !== approvalType)
    throw new Error(`The provider bulkhead has no resource type '${typeOf(urn)}'.`);
  return lifecycle;
}

// The SDK types property bags as any; the check, which the engine calls first, has seen to their shape.
const provider: Provider = {
  version: manifest.version,
  check: async (urn, _olds, news: Partial<ApprovalInputs>) => approvals(urn).check(news),
  diff: async (_id, urn, olds: ApprovalState, news: ApprovalInputs) => approvals(urn).diff(urn, olds, news),
  create: async (urn, inputs: ApprovalInputs) => approvals(urn).create(urn, inputs),
  update: async (_id, urn, olds: ApprovalState, news: ApprovalInputs) =>
    approvals(urn).update(urn, olds, news),
  read: async (id, urn, props?: Partial<ApprovalState>) => approvals(urn).read(id, props),
  delete: async (_id, urn, props: ApprovalState) => approvals(urn).delete(urn, props),
  cancel: async () => stop.abort(new Error("cancelled")),
};

await main(provider, args);
