import { expect } from "chai";
import { hasLocalDisk, isArm64, isConfidential, localDiskGiB, parseVmSize } from "../../lib/vmSizes.ts";

describe("VM size names", () => {
  const sizes: [string, { cores: number; disk: boolean; arm?: boolean; confidential?: boolean }][] = [
    ["Standard_D4ds_v5", { cores: 4, disk: true }],
    ["Standard_D4s_v5", { cores: 4, disk: false }],
    ["Standard_D4as_v6", { cores: 4, disk: false }],
    ["Standard_D2_v2", { cores: 2, disk: true }],
    ["Standard_DS3_v2", { cores: 3, disk: true }],
    ["Standard_D8s_v3", { cores: 8, disk: true }],
    ["Standard_F8s_v2", { cores: 8, disk: true }],
    ["Standard_D4pds_v5", { cores: 4, disk: true, arm: true }],
    ["Standard_D4ps_v6", { cores: 4, disk: false, arm: true }],
    ["Standard_DC4as_v5", { cores: 4, disk: false, confidential: true }],
    ["Standard_EC4ads_v5", { cores: 4, disk: true, confidential: true }],
    ["Standard_E16-4ds_v5", { cores: 16, disk: true }],
    ["Standard_E64-16ds_v5", { cores: 64, disk: true }],
    ["Standard_D4s_v10", { cores: 4, disk: false }],
    ["Standard_B2ms", { cores: 2, disk: true }],
    ["Standard_B2s_v2", { cores: 2, disk: false }],
    ["Standard_NC24ads_A100_v4", { cores: 24, disk: true }],
  ];
  for (const [name, { cores, disk, arm = false, confidential = false }] of sizes) {
    it(name, () => {
      const size = parseVmSize(name);
      if (size === undefined) throw new Error("The name was not understood.");
      expect(size.vcpus).to.equal(cores);
      expect(hasLocalDisk(size), "disk of its own").to.equal(disk);
      expect(isArm64(size), "ARM").to.equal(arm);
      expect(isConfidential(size), "confidential").to.equal(confidential);
    });
  }

  it("tell the disk of the sizes whose tables are known, and guess at no others", () => {
    const diskOf = (name: string): number | undefined => {
      const size = parseVmSize(name);
      return size === undefined ? undefined : localDiskGiB(size);
    };
    expect(diskOf("Standard_D4ds_v5")).to.equal(150);
    expect(diskOf("Standard_E20ads_v5")).to.equal(750);
    expect(diskOf("Standard_D64pds_v5")).to.equal(2400);
    expect(diskOf("Standard_D96ds_v5")).to.equal(3600);
    for (const other of ["Standard_D4ds_v6", "Standard_D4s_v5", "Standard_E104ids_v5", "Standard_F8s_v2"])
      expect(diskOf(other), other).to.equal(undefined);
  });

  it("that follow no convention are not guessed at", () => {
    for (const name of [
      "Basic_A1",
      "Microsoft.Standard_D4s_v5",
      "Standard_D4s_v5 ",
      "Standard_D4s_v5-x",
      "Standard_4",
    ])
      expect(parseVmSize(name), name).to.equal(undefined);
  });
});
