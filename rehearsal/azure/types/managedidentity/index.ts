import { federatedIdentityCredential } from "./federatedIdentityCredential.ts";
import { userAssignedIdentity } from "./userAssignedIdentity.ts";

export const definitions = [userAssignedIdentity, federatedIdentityCredential];
