import { expect } from "chai";
import { location, network, newKit, refusal, type Kit } from "../../kit.ts";
import { refuses } from "../../networkKit.ts";

const token = "network:RouteTable";
const good = {
  routeTableName: "rt",
  location,
  routes: [
    {
      name: "all",
      addressPrefix: "0.0.0.0/0",
      nextHopType: "VirtualAppliance",
      nextHopIpAddress: "10.0.0.4",
    },
    { name: "storage", addressPrefix: "Storage.EastUS", nextHopType: "Internet" },
  ],
};

describe("rehearsal/azure: route tables", () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await newKit();
  });

  it("accepts ranges and service tags", async () => {
    await kit.create(token, good);
  });

  const tags = [
    "ActionGroup",
    "ApiManagement",
    "AppConfiguration",
    "AppService",
    "AppServiceManagement",
  ].flatMap((tag) =>
    ["eastus", "westus", "westeurope", "uksouth", "japaneast", "eastus2"].map((region) => `${tag}.${region}`),
  );
  refuses(
    [
      [
        "an unknown hop",
        "InvalidParameterValue",
        "VirtualNetworkPeering",
        { "routes.1.nextHopType": "VirtualNetworkPeering" },
      ],
      ["a route without hop", "InvalidParameter", "route 'storage'", { "routes.1.nextHopType": undefined }],
      ["host bits", "InvalidAddressPrefix", "10.0.0.1/8", { "routes.1.addressPrefix": "10.0.0.1/8" }],
      [
        "an unknown service tag",
        "InvalidAddressPrefix",
        "AzureNonsense",
        { "routes.1.addressPrefix": "AzureNonsense" },
      ],
      [
        "two routes for a prefix",
        "RouteConflict",
        "route 'storage'".replace("route", "Route"),
        { "routes.1.addressPrefix": "0.0.0.0/0" },
      ],
      [
        "an appliance without address",
        "InvalidNextHopIpAddress",
        "'all'",
        { "routes.0.nextHopIpAddress": undefined },
      ],
      [
        "an address without appliance",
        "InvalidNextHopIpAddress",
        "'storage'",
        { "routes.1.nextHopIpAddress": "10.0.0.4" },
      ],
      [
        "an appliance with a host name",
        "InvalidNextHopIpAddress",
        "firewall.example",
        { "routes.0.nextHopIpAddress": "firewall.example" },
      ],
      [
        "more than 25 service tags",
        "RouteTableRouteLimitReached",
        "AppServiceManagement.westus",
        {
          routes: tags
            .map((tag) => ({ name: tag, addressPrefix: tag, nextHopType: "Internet" }))
            .toSorted(
              (a, b) =>
                Number(a.name === "AppServiceManagement.westus") -
                Number(b.name === "AppServiceManagement.westus"),
            )
            .slice(-26),
        },
      ],
      [
        "more than 1000 routes",
        "RouteTableRouteLimitReached",
        "'r1000'",
        {
          routes: Array.from({ length: 1001 }, (_, index) => ({
            name: `r${index}`,
            addressPrefix: `10.${Math.floor(index / 250)}.${index % 250}.0/24`,
            nextHopType: "None",
          })),
        },
      ],
    ],
    () => kit,
    token,
    () => good,
  );

  it("is not deleted while a subnet has it", async () => {
    const { id } = await kit.create(token, good);
    await network(kit, { a: { addressPrefix: "10.0.1.0/24", routeTable: { id } } });
    const error = await refusal(kit.remove(token, id));
    expect(error.code).to.equal("InUseRouteTableCannotBeDeleted");
    expect(error.message).to.contain("subnets/a");
  });
});
