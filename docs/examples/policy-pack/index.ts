import { NetworkSecurityGroup } from "@pulumi/azure-native/network/networkSecurityGroup.js";
import { VirtualNetwork } from "@pulumi/azure-native/network/virtualNetwork.js";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";

/** A network as many are: its security group lets everybody in by SSH, and one subnet has no route table. */
export default function shop(): void {
  const location = "westeurope";
  const { name: resourceGroupName } = new ResourceGroup("shop", { resourceGroupName: "rg-shop", location });
  const rules = new NetworkSecurityGroup("rules", {
    resourceGroupName,
    networkSecurityGroupName: "nsg-shop",
    location,
    securityRules: [
      {
        name: "ssh",
        access: "Allow",
        direction: "Inbound",
        priority: 100,
        protocol: "Tcp",
        sourceAddressPrefix: "*",
        sourcePortRange: "*",
        destinationAddressPrefix: "10.0.0.0/24",
        destinationPortRange: "22",
      },
    ],
  });
  new VirtualNetwork("network", {
    resourceGroupName,
    virtualNetworkName: "vnet-shop",
    location,
    addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
    subnets: [
      {
        name: "machines",
        addressPrefix: "10.0.0.0/24",
        networkSecurityGroup: { id: rules.id },
        defaultOutboundAccess: false,
      },
    ],
  });
}
