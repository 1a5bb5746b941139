import { specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc.js";
import { expect } from "chai";
import {
  blinded,
  blindSecret,
  emptied,
  isSecret,
  secretSignature,
  signatureKey,
} from "../../lib/secretMark.ts";

const secret = { [signatureKey]: secretSignature, ciphertext: "v1:abc" };
const output = { [signatureKey]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", value: "x" };

describe("the mark of secrets", () => {
  it("is the one of Pulumi's SDK", () =>
    expect([signatureKey, secretSignature]).to.deep.equal([specialSigKey, specialSecretSig]));

  it("is known, and not taken for that of other special values", () => {
    expect(isSecret(secret)).to.equal(true);
    expect([output, {}, [secret], null, undefined, secretSignature].map(isSecret)).to.deep.equal(
      Array.from({ length: 6 }, () => false),
    );
  });

  it("is all that is left of a secret, wherever it stands", () => {
    const value = { a: secret, list: [1, { b: secret, c: null }], output, text: "plain", none: undefined };
    expect(blinded(value)).to.deep.equal({
      a: blindSecret,
      list: [1, { b: blindSecret, c: null }],
      output,
      text: "plain",
      none: undefined,
    });
    expect(blindSecret).to.deep.equal({ [signatureKey]: secretSignature, ciphertext: "[secret]" });
    expect(blinded(secret)).to.deep.equal(blindSecret);
    expect(blinded("plain")).to.equal("plain");
  });

  it("can be imported with an empty text", () => {
    expect(emptied([secret, "plain"])).to.deep.equal([
      { [signatureKey]: secretSignature, plaintext: '""' },
      "plain",
    ]);
  });
});
