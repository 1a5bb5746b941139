import { resourceControl } from "../../define.ts";
import { at, isText } from "../../read.ts";

/** Nobody reads blobs without signing in. */
export const noAnonymousBlobs = resourceControl({
  id: "data-no-anonymous-blobs",
  title: "Blobs are never open to anonymous readers.",
  why: "A container that is open by mistake is found by search engines for such containers within hours.",
  remedy: "Set allowBlobPublicAccess to false on the account and publicAccess to 'None' on containers.",
  severity: "critical",
  references: { mcsb: ["NS-2", "DP-2"], threats: ["I-2", "I-3"] },
  types: ["storage:StorageAccount", "storage:BlobContainer"],
  azurePolicy: [
    {
      definition: "4fa4b6c0-31ca-4c0d-b10d-24b96f62a751",
      name: "Storage account public access should be disallowed",
      effect: "Deny",
    },
  ],
  check: ({ type, props }, refuse) => {
    if (type === "storage:StorageAccount") {
      if (at(props, "allowBlobPublicAccess") !== false)
        refuse("allowBlobPublicAccess is not false: a container could be opened to everybody. Set it.");
      return;
    }
    const access = at(props, "publicAccess");
    if (access !== undefined && !isText(access, "None"))
      refuse("publicAccess opens the container to everybody. Set it to 'None'.");
  },
  accepts: [
    [{ type: "storage:StorageAccount", props: { allowBlobPublicAccess: false } }],
    [{ type: "storage:BlobContainer", props: { publicAccess: "None" } }],
    [{ type: "storage:BlobContainer", props: {} }],
  ],
  refuses: [
    [{ type: "storage:StorageAccount", props: {} }],
    [{ type: "storage:BlobContainer", props: { publicAccess: "Container" } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("storage:BlobContainer").props["publicAccess"] = "Blob";
    },
  },
});
