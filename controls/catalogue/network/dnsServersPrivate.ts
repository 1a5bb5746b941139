import { resourceControl } from "../../define.ts";
import { at, texts } from "../../read.ts";

/** 10/8, 172.16/12, 192.168/16 (RFC 1918), and the address of Azure's own resolver. */
const privateAddress = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)|^168\.63\.129\.16$/;

/** Names are resolved inside. */
export const dnsServersPrivate = resourceControl({
  id: "network-dns-servers-private",
  title: "A network asks private DNS servers only.",
  why: "A public resolver sees every name that the platform asks for, is a way to carry data out, and does not know private endpoints.",
  remedy: "Set dhcpOptions.dnsServers to the firewall, or leave it to Azure.",
  severity: "high",
  references: { mcsb: ["NS-10"], threats: ["S-2"] },
  types: ["network:VirtualNetwork"],
  check: ({ props }, refuse) => {
    const open = texts(at(props, "dhcpOptions", "dnsServers")).filter(
      (server) => !privateAddress.test(server),
    );
    if (open.length > 0)
      refuse(`dhcpOptions.dnsServers names ${open.join(", ")}, which is public. Name the firewall.`);
  },
  accepts: [
    [{ type: "network:VirtualNetwork", props: {} }],
    [{ type: "network:VirtualNetwork", props: { dhcpOptions: { dnsServers: ["10.0.0.4"] } } }],
  ],
  refuses: [
    [{ type: "network:VirtualNetwork", props: { dhcpOptions: { dnsServers: ["10.0.0.4", "8.8.8.8"] } } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("network:VirtualNetwork").props["dhcpOptions"] = { dnsServers: ["1.1.1.1"] };
    },
  },
});
