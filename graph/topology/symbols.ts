import type { ItemKind } from "./types.ts";

/** Line drawings of 16 × 16, one for each kind of thing; drawn with a stroke and no fill. */
export const symbols: Readonly<Record<ItemKind, string>> = {
  firewall: "M2 3h12v10H2zM2 6.4h12M2 9.7h12M6 3v3.4M10 6.4v3.3M6 9.7V13",
  bastion: "M2 3h12v8H2zM6 14h4M8 11v3M5 6l2 1.5L5 9M8.5 9H11",
  nodes: "M8 1.8l5.4 3.1v6.2L8 14.2l-5.4-3.1V4.9zM8 8v6.2M8 8l5.4-3.1M8 8L2.6 4.9",
  api: "M6 2.5c-2 0-2 1-2 2.5S3.6 8 2 8c1.6 0 2 1.5 2 3s0 2.5 2 2.5M10 2.5c2 0 2 1 2 2.5s.4 3 2 3c-1.6 0-2 1.5-2 3s0 2.5-2 2.5",
  balancer: "M8 2v4M8 6L3 11M8 6v5M8 6l5 5M2 11h2v3H2zM7 11h2v3H7zM12 11h2v3h-2z",
  link: "M6.5 9.5l3-3M7 4.5l1.5-1.5a3.2 3.2 0 014.5 4.5L11.5 9M9 11.5L7.5 13A3.2 3.2 0 013 8.5L4.5 7",
  endpoints: "M5.5 2v3M10.5 2v3M3.5 5h9v3a4.5 4.5 0 01-9 0zM8 12.5V15",
  machines: "M2.5 2.5h11v4.5h-11zM2.5 9h11v4.5h-11zM5 4.75h.1M5 11.25h.1M8 4.75h3.5M8 11.25h3.5",
  gateway: "M2 8h8M7 5l3 3-3 3M9 2.5h5v11H9",
  vault: "M5.5 7.5a3 3 0 106 0 3 3 0 10-6 0M6.5 9.8L2.5 14M4 12.5L5.5 14",
  database:
    "M3 4c0-1.1 2.2-2 5-2s5 .9 5 2-2.2 2-5 2-5-.9-5-2zM3 4v8c0 1.1 2.2 2 5 2s5-.9 5-2V4M3 8c0 1.1 2.2 2 5 2s5-.9 5-2",
  registry: "M2 8.5h5.5V14H2zM8.5 8.5H14V14H8.5zM5.2 2h5.5v5.5H5.2z",
  stream: "M2 4.5c2-2 4-2 6 0s4 2 6 0M2 8.5c2-2 4-2 6 0s4 2 6 0M2 12.5c2-2 4-2 6 0s4 2 6 0",
  storage: "M2 3h12v4H2zM2 9h12v4H2zM4.5 5h.1M4.5 11h.1",
  logs: "M2.5 14V8M6.2 14V3M9.8 14V6M13.5 14V10",
  policy: "M3.5 1.5h6L12.5 4.5v10h-9zM5.5 9l1.8 1.8L10.5 7.5",
  internet:
    "M8 1.8a6.2 6.2 0 100 12.4A6.2 6.2 0 008 1.8zM1.8 8h12.4M8 1.8c-4 4-4 8.4 0 12.4M8 1.8c4 4 4 8.4 0 12.4",
  cluster: "M8 1.8l5.4 3.1v6.2L8 14.2l-5.4-3.1V4.9z",
};
