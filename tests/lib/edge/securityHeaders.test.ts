import { expect } from "chai";
import { chunks, securityHeaderList } from "../../../lib/edge/securityHeaders.ts";

const values = {
  permissionsPolicy: "camera=()",
  strictTransportSecurity: "max-age=1",
  contentSecurityPolicy: "default-src 'self'",
  contentTypeOptions: "nosniff",
  frameOptions: "DENY",
  referrerPolicy: "no-referrer",
};

describe("security headers", () => {
  it("stand in a fixed order under the names that browsers know", () => {
    expect(securityHeaderList(values)).to.deep.equal([
      { name: "Strict-Transport-Security", value: "max-age=1" },
      { name: "Content-Security-Policy", value: "default-src 'self'" },
      { name: "X-Content-Type-Options", value: "nosniff" },
      { name: "X-Frame-Options", value: "DENY" },
      { name: "Referrer-Policy", value: "no-referrer" },
      { name: "Permissions-Policy", value: "camera=()" },
    ]);
  });

  it("are left out where they are empty", () => {
    const names = securityHeaderList({ ...values, frameOptions: "" }).map(({ name }) => name);
    expect(names).to.have.length(5).and.not.to.include("X-Frame-Options");
  });

  it("are cut into rules of as many as one takes, none of them empty", () => {
    expect(chunks([1, 2, 3, 4, 5], 2)).to.deep.equal([[1, 2], [3, 4], [5]]);
    expect(chunks([1, 2], 2)).to.deep.equal([[1, 2]]);
    expect(chunks([], 2)).to.deep.equal([]);
  });
});
