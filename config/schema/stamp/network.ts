import { z } from "zod";
import { privateRange } from "../../fields.ts";

/** The stamp's virtual network. */
export const network = z.strictObject({
  addressSpace: privateRange(
    "Address space of the virtual network; all subnets are cut from it. A /20 is usual.",
  ),
});
