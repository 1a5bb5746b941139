import type { Closable } from "../shared/config/hosted.ts";
import type { ValuesOf } from "../shared/config/table.ts";
import type { Stores } from "../shared/stores/stores.ts";
import type { CatalogDatabase, EventSender } from "../shared/stores/types.ts";

/** What requests are answered with. */
export interface Catalog extends Closable {
  readonly database: CatalogDatabase;
  readonly sender: EventSender;
  readonly apiKey: string;
}

/** Opens database and queue on what the service was told. */
export function openCatalog(stores: Stores, values: ValuesOf<"catalog-api">): Catalog {
  const database = stores.database(values);
  const sender = stores.sender(values);
  return {
    database,
    sender,
    apiKey: values.apiKey,
    close: async () => {
      await Promise.all([database.close(), sender.close()]);
    },
  };
}
