/** Reading and switching origins at Front Door itself. */
import { ArmClient } from "../../provider/arm.ts";
import { isNotFound } from "../../provider/armError.ts";
import { armEndpoint, tokenSource } from "../../provider/credential.ts";
import { originBody } from "./origins.ts";

/** The API version that azure-native 3.28.0 writes origins with. */
const apiVersion = "2025-06-01";

/** Front Door, as far as an evacuation needs it. */
export interface OriginClient {
  /** Whether an origin takes requests; undefined where there is none. */
  isEnabled(id: string): Promise<boolean | undefined>;
  /** Ends when Front Door has taken the change; the edges follow within minutes. */
  setEnabled(id: string, enabled: boolean): Promise<void>;
}

interface Origin {
  readonly properties: Readonly<Record<string, unknown>>;
}

/** @param endpoint of Azure Resource Manager; the public cloud's, or what BULKHEAD_ARM_ENDPOINT says, without one. */
export function originClient(endpoint = armEndpoint(process.env)): OriginClient {
  const arm = new ArmClient({ endpoint, token: tokenSource(endpoint) });
  return {
    async isEnabled(id) {
      try {
        const { properties } = await arm.get<Origin>(id, apiVersion);
        return properties["enabledState"] !== "Disabled";
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
    async setEnabled(id, enabled) {
      // Read, change and write: what a partial write leaves alone is not the same in all versions of the API.
      const { properties } = await arm.get<Origin>(id, apiVersion);
      await arm.put<Origin>(id, apiVersion, originBody(properties, enabled));
    },
  };
}
