import type { Environment } from "../../config/numbers.ts";
import type { RuntimeKeyId } from "../../config/table.ts";
import { emulatedContainer, emulatedTable } from "./azurite.ts";
import { openLocalFile } from "./database.ts";

/** Makes what the program makes in Azure: containers, the health object, the table, and the file of the stand-ins. */
export async function prepareLocalStores(
  env: Environment,
  values: Readonly<
    Pick<
      Record<RuntimeKeyId, string>,
      "checkpointContainer" | "healthContainer" | "healthBlob" | "poisonTable"
    >
  >,
): Promise<void> {
  await emulatedContainer(env, values.checkpointContainer).createIfNotExists();
  const health = emulatedContainer(env, values.healthContainer);
  await health.createIfNotExists();
  await health.getBlockBlobClient(values.healthBlob).upload("", 0);
  await emulatedTable(env, values.poisonTable).createTable();
  openLocalFile(env["LOCAL_STORE_FILE"] ?? "").close();
}
