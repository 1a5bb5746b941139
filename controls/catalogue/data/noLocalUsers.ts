import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

const switches = ["isLocalUserEnabled", "isSftpEnabled"] as const;

/** Storage knows no users besides those of Entra ID. */
export const noLocalUsers = resourceControl({
  id: "data-no-local-users",
  title: "A storage account has no users and passwords of its own, and no SFTP.",
  why: "Local users sign in with passwords or keys that Entra ID never sees.",
  remedy: "Leave out isSftpEnabled and set isLocalUserEnabled to false.",
  severity: "high",
  references: { mcsb: ["IM-1"], threats: ["S-1"] },
  types: ["storage:StorageAccount"],
  check: ({ props }, refuse) => {
    const on = switches.filter((path) => at(props, path) === true);
    if (on.length > 0)
      refuse(`${on.join(" and ")} must not be true: users of the account's own would sign in.`);
  },
  accepts: [
    [{ type: "storage:StorageAccount", props: { isLocalUserEnabled: false } }],
    [{ type: "storage:StorageAccount", props: {} }],
  ],
  refuses: [
    [{ type: "storage:StorageAccount", props: { isLocalUserEnabled: true } }],
    [{ type: "storage:StorageAccount", props: { isSftpEnabled: true } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("storage:StorageAccount").props["isLocalUserEnabled"] = true;
    },
  },
});
