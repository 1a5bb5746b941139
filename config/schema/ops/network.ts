import { z } from "zod";
import { privateRange } from "../../fields.ts";
import { flowLogs } from "../stamp/network.ts";

/** The operations network. */
export const network = z.strictObject({
  addressSpace: privateRange(
    "Address space of the virtual network; all subnets are cut from it, half of it for private endpoints. A /21 is usual and has room for the endpoints of 160 stamps; a /23 is the smallest.",
  ),
  flowLogs: flowLogs.prefault({}).meta({ description: "Records of the network's traffic." }),
});
