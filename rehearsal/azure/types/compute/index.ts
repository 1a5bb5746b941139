import { virtualMachineScaleSet } from "./virtualMachineScaleSet.ts";

export const definitions = [virtualMachineScaleSet];
