import { stackControl } from "../../define.ts";
import { at, every, refersToSomething } from "../../read.ts";

/** A private DNS zone is asked by somebody. */
export const privateZoneLinked = stackControl({
  id: "network-private-zone-linked",
  title: "Every private DNS zone is linked to a network, without registering machines in it.",
  why: "A zone that no network asks does not answer: names lead to public addresses. Automatic registration lets machines write into a zone that others trust.",
  remedy: "Add a VirtualNetworkLink with registrationEnabled false.",
  severity: "medium",
  references: { mcsb: ["NS-10"], threats: ["S-2"] },
  types: ["privatedns:PrivateZone", "privatedns:VirtualNetworkLink"],
  check: (whole, refuse) => {
    const links = whole.ofType("privatedns:VirtualNetworkLink");
    every(
      ...whole.ofType("privatedns:PrivateZone").map((zone) => () => {
        const name = at(zone.props, "privateZoneName");
        const mine = links.filter(({ props }) => props["privateZoneName"] === name);
        if (!mine.some(({ props }) => refersToSomething(at(props, "virtualNetwork"))))
          refuse(zone, `The zone ${String(name)} is linked to no network. Add a VirtualNetworkLink.`);
      }),
      ...links.map((link) => () => {
        if (at(link.props, "registrationEnabled") === true)
          refuse(link, `The link ${link.name} registers machines. Set registrationEnabled to false.`);
      }),
    );
  },
  accepts: [
    [
      { type: "privatedns:PrivateZone", props: { privateZoneName: "privatelink.azurecr.io" } },
      {
        type: "privatedns:VirtualNetworkLink",
        props: { privateZoneName: "privatelink.azurecr.io", virtualNetwork: { id: "/vnet" } },
      },
    ],
  ],
  refuses: [
    [{ type: "privatedns:PrivateZone", props: { privateZoneName: "privatelink.azurecr.io" } }],
    [{ type: "privatedns:VirtualNetworkLink", props: { registrationEnabled: true } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => whole.remove(whole.first("privatedns:VirtualNetworkLink")),
  },
});
