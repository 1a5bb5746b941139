import { AzureNamedKeyCredential, TableClient } from "@azure/data-tables";
import { ContainerClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { EnvironmentError, type Environment } from "../../config/numbers.ts";

/** The account that every Azurite knows, with the key that its documentation prints; it opens nothing but an emulator. */
const account = "devstoreaccount1";
const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

function address(env: Environment, name: string): string {
  const url = env[name];
  if (url === undefined || !URL.canParse(url))
    throw new EnvironmentError(
      name,
      url ?? "",
      `Set the address of a running Azurite: http://127.0.0.1:PORT/${account}.`,
    );
  return url;
}

/** A blob container of the emulator. */
export function emulatedContainer(env: Environment, name: string): ContainerClient {
  const url = `${address(env, "AZURITE_BLOB_URL")}/${name}`;
  return new ContainerClient(url, new StorageSharedKeyCredential(account, key));
}

/** A table of the emulator. */
export function emulatedTable(env: Environment, name: string): TableClient {
  return new TableClient(address(env, "AZURITE_TABLE_URL"), name, new AzureNamedKeyCredential(account, key), {
    allowInsecureConnection: true,
  });
}
