import { defaultsSchemaText, jsonSchemaText } from "../config/jsonSchemas.ts";
import { configurationPage } from "../config/configurationPage.ts";
import { assignmentTable } from "../controls/assignmentTable.ts";
import { controlsPage } from "../controls/page.ts";
import { threatPage } from "../controls/threatPage.ts";
import { reachabilityPage } from "../graph/reachability/page.ts";
import { alertsPage } from "../lib/alerts/page.ts";
import { faultsSchemaText } from "../rehearsal/faults/jsonSchema.ts";
import type { DerivedFile } from "./keep.ts";

/** All that is written from data of the project, and committed. */
export function derivedFiles(): readonly DerivedFile[] {
  return [
    ["config/schemas/global.json", jsonSchemaText("global")],
    ["config/schemas/ops.json", jsonSchemaText("ops")],
    ["config/schemas/stamp.json", jsonSchemaText("stamp")],
    ["config/schemas/global-defaults.json", defaultsSchemaText("global")],
    ["config/schemas/ops-defaults.json", defaultsSchemaText("ops")],
    ["config/schemas/stamp-defaults.json", defaultsSchemaText("stamp")],
    ["config/schemas/faults.json", faultsSchemaText()],
    ["docs/configuration.md", configurationPage()],
    ["docs/alerts.md", alertsPage()],
    ["docs/controls.md", controlsPage()],
    ["docs/threat-model.md", threatPage()],
    ["docs/reachability.md", reachabilityPage()],
    // What the program reads of the catalogue of controls.
    ["lib/policy/data/assignments.json", assignmentTable()],
  ];
}
