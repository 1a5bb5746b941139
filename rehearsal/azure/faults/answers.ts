/** What Azure answers to a request that meets a fault. */
import type { FaultEntry } from "../../faults/plan.ts";
import { ArmError } from "../errors.ts";
import { userAssignedIdentityIds } from "../rules/directory.ts";
import type { AzureRequest } from "./circumstances.ts";

/** The status that azure-native shows of an operation that was accepted and failed: that of the answer which says so. */
const polled = 200;

function busy({ subject, id }: AzureRequest): ArmError {
  if (/^microsoft\.documentdb\//i.test(subject.type)) {
    return new ArmError(
      "PreconditionFailed",
      412,
      `There is already an operation in progress which requires exclusive lock on this service '${id}'. Please retry the operation after sometime.`,
    );
  }
  if (/^microsoft\.network\//i.test(subject.type)) {
    return new ArmError(
      "RetryableErrorDueToAnotherOperation",
      429,
      `Operation on '${id}' could not be completed as it conflicts with another operation. Retry later.`,
    );
  }
  return new ArmError("AnotherOperationInProgress", 409, `Another operation on '${id}' is in progress.`);
}

const serverErrors: Readonly<Record<string, readonly [code: string, message: string]>> = {
  "500": ["InternalServerError", "The server encountered an unexpected condition. Please retry."],
  "503": ["ServiceUnavailable", "The service is temporarily unavailable. Please retry."],
  "504": ["GatewayTimeout", "The gateway did not receive a response in time. Please retry."],
};

function serverError(status: string): ArmError {
  const [code, message] = serverErrors[status] ?? ["InternalServerError", "Please retry."];
  return new ArmError(code, Number(status), message);
}

/** Limits that have a code of their own, by type (common-deployment-errors.md). */
const countedTypes: Readonly<Record<string, readonly [code: string, things: string]>> = {
  "microsoft.network/publicipaddresses": ["PublicIPCountLimitReached", "public IP addresses"],
  "microsoft.network/virtualnetworks": ["VnetCountLimitReached", "virtual networks"],
};

function quota({ subject, location }: AzureRequest, limit: number): ArmError {
  const counted = countedTypes[subject.type.toLowerCase()];
  if (counted !== undefined) {
    const [code, things] = counted;
    return new ArmError(
      code,
      400,
      `Cannot create more than ${limit} ${things} for this subscription in this region.`,
    );
  }
  return new ArmError(
    "QuotaExceeded",
    409,
    `Operation could not be completed as it results in exceeding approved quota of ${subject.type} in ${location ?? "this subscription"}. Current limit: ${limit}.`,
  );
}

function unauthorized(clock: string): ArmError {
  const reason =
    clock === "ahead"
      ? "The access token expiry is in the past: the clock of the client is ahead"
      : "The access token is not valid yet: the clock of the client is behind";
  return new ArmError("InvalidAuthenticationToken", 401, `The access token is invalid. ${reason}.`);
}

function notYetGranted({ subject, id, inputs }: AzureRequest): ArmError {
  const [identity] = userAssignedIdentityIds(inputs);
  return identity === undefined
    ? new ArmError(
        "AuthorizationFailed",
        403,
        `The client does not have authorization to perform action '${subject.type}/write' over scope '${id}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
      )
    : new ArmError(
        "LinkedAuthorizationFailed",
        403,
        `The identity '${identity}' of '${id}' does not have permission to perform the linked action. If access was recently granted, wait until the grant is known everywhere.`,
      );
}

/** What a request is refused with that meets a fault as it is asked; undefined for faults that refuse nothing by themselves. */
export function refusalOf(entry: FaultEntry, request: AzureRequest): ArmError | undefined {
  const { parameters } = entry;
  switch (entry.fault) {
    case "throttling": {
      const seconds = Number(parameters["retryAfterSeconds"]);
      return new ArmError(
        "TooManyRequests",
        429,
        `The request is being throttled as the limit of '${request.subject.operation}' requests has been reached. Please try again after '${seconds}' seconds.`,
        seconds,
      );
    }
    case "busy":
      return busy(request);
    case "server-error":
      return serverError(String(parameters["status"]));
    case "quota":
      return quota(request, Number(parameters["limit"]));
    case "role-propagation":
      return notYetGranted(request);
    case "identity-propagation":
      return new ArmError(
        "PrincipalNotFound",
        400,
        `Principal ${String(request.inputs["principalId"])} does not exist in the directory. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay.`,
      );
    case "clock-skew":
      return unauthorized(String(parameters["clock"]));
    default:
      return undefined;
  }
}

/** What an operation fails with after Azure has accepted it; undefined for faults that let it come to its end. */
export function failureOf(entry: FaultEntry, { subject, location }: AzureRequest): ArmError | undefined {
  switch (entry.fault) {
    case "operation-failed":
      return new ArmError("InternalServerError", polled, "An error occurred.");
    case "zone-capacity": {
      const isCluster = /^microsoft\.containerservice\//i.test(subject.type);
      const zone = `zone '${String(entry.parameters["zone"])}' of '${location ?? "the region"}'`;
      return isCluster
        ? new ArmError(
            "AKSCapacityHeavyUsage",
            polled,
            `AKS is experiencing heavy usage in ${zone}; the cluster '${subject.name}' could not be allocated. Choose another region, zone or size, or try again later.`,
          )
        : new ArmError(
            "ZonalAllocationFailed",
            polled,
            `Allocation failed. We do not have sufficient capacity for the requested VM size in ${zone}.`,
          );
    }
    default:
      return undefined;
  }
}
