/** Names inside the stamp's own stores. The program makes them, and the workload is told them through its runtime keys. */
export const stampData = {
  eventHub: "catalog-writes",
  consumerGroup: "background-worker",
  /** Blob container in which the worker keeps its place in the event hub. */
  checkpointContainer: "checkpoints",
  /** Blob container of the object below. */
  healthContainer: "health",
  /** While it exists the stamp is in rotation; deleting it takes the stamp out by hand. */
  healthBlob: "stamp.health",
  /** Beside it from the first upload on: that the one above is missing is then somebody's wish. */
  healthMarker: "stamp.health.uploaded",
  /** Table with the messages that could not be worked off. */
  poisonTable: "poisonmessages",
} as const;
