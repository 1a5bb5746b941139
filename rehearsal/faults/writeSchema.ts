/** `npm run schemas` as well: the JSON Schema of fault files for editors. */
import { keepDerived } from "../../config/derivedFiles.ts";
import { faultsSchemaText } from "./jsonSchema.ts";

keepDerived([["config/schemas/faults.json", faultsSchemaText]]);
