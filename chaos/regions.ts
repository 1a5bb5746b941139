/** Where the global layer is, and the stamp that is never removed. */
export const homeRegion = "eastus";

/** The region that comes and goes. */
export const otherRegion = "westeurope";
