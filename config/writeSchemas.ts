/** `npm run schemas`: JSON Schemas of the stack files for editors, the page of the configuration, and the page of the alerts. */
import { alertsPage } from "../lib/alerts/page.ts";
import { configurationPage } from "./configurationPage.ts";
import { keepDerived } from "./derivedFiles.ts";
import { defaultsSchemaText, jsonSchemaText } from "./jsonSchemas.ts";

keepDerived([
  ["config/schemas/global.json", () => jsonSchemaText("global")],
  ["config/schemas/ops.json", () => jsonSchemaText("ops")],
  ["config/schemas/stamp.json", () => jsonSchemaText("stamp")],
  ["config/schemas/global-defaults.json", () => defaultsSchemaText("global")],
  ["config/schemas/ops-defaults.json", () => defaultsSchemaText("ops")],
  ["config/schemas/stamp-defaults.json", () => defaultsSchemaText("stamp")],
  ["docs/configuration.md", configurationPage],
  ["docs/alerts.md", alertsPage],
]);
