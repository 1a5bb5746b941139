import table from "./data/frontDoor.json" with { type: "json" };

const { _meta, ...limits } = table;

/** Numbers that Azure Front Door enforces; sources and their dates stand in data/frontDoor.json. */
export const frontDoorLimits = limits;

/** The date on which the table was taken from its sources. */
export const frontDoorLimitsDate: string = _meta.date;
