import { expect } from "chai";
import { Unavailable } from "../../shared/errors.ts";
import { openCosmos } from "../../shared/stores/azure/database.ts";
import type { CatalogDatabase } from "../../shared/stores/types.ts";
import { FakeCosmos } from "../support/fakeCosmos.ts";
import { plainHttps } from "../support/plainHttps.ts";

const date = "2026-11-21T10:00:00.000Z";
const item = { id: "lamp", name: "Lamp", description: "", price: 1, lastUpdated: date };
const comment = { id: "c1", catalogItemId: "lamp", authorName: "Ada", text: "a", creationDate: date };

/** Azure's own client, as the services open it, against answers of a server on this machine. */
describe("Azure's client of Cosmos DB", function () {
  this.timeout(30_000);

  let fake: FakeCosmos;
  let database: CatalogDatabase;
  let restore: () => void;
  before(() => {
    restore = plainHttps();
  });
  after(() => restore());
  beforeEach(async () => {
    fake = await FakeCosmos.open();
    database = openCosmos(
      { cosmosEndpoint: fake.endpoint, cosmosDatabase: "catalog" },
      { getToken: async () => ({ token: "token-of-the-pod", expiresOnTimestamp: Date.now() + 3_600_000 }) },
      { AZURE_REGION: "East US", COSMOS_MAX_RETRY_COUNT: "2" },
    );
  });
  afterEach(async () => {
    await database.close();
    fake.close();
  });

  it("signs with the identity's token, and finds each document in its partition", async () => {
    expect(await database.createItem(item)).to.equal("created");
    expect(await database.createComment(comment, 30)).to.equal("created");
    expect(await database.getItem("lamp")).to.deep.equal(item);
    expect(await database.getComment("lamp", "c1")).to.deep.equal(comment);
    expect(await database.replaceItem({ ...item, price: 2 })).to.equal(true);
    expect(fake.asked).to.deep.equal([
      'POST catalogItems ["lamp"]',
      'POST itemComments ["lamp"]',
      'GET catalogItems ["lamp"]',
      'GET itemComments ["lamp"]',
      'PUT catalogItems ["lamp"]',
    ]);
    expect([...fake.authorizations]).to.deep.equal(["type=aad&ver=1.0&sig=token-of-the-pod"]);
  });

  it("finds what is there already, and misses what is not, without an error", async () => {
    expect(await database.getItem("none")).to.equal(undefined);
    expect(await database.replaceItem(item)).to.equal(false);
    await database.deleteRating("lamp", "none");
    await database.createComment(comment);
    expect(await database.createComment(comment)).to.equal("exists");
    await database.deleteComment("lamp", "c1");
    expect(await database.getComment("lamp", "c1")).to.equal(undefined);
  });

  it("repeats what is throttled as often as it is told, and then says that the database is not available", async () => {
    fake.throttled = 2;
    expect(await database.createItem(item)).to.equal("created");
    fake.throttled = 9;
    const rejected = await database.getItem("lamp").then(
      () => expect.fail("it was answered"),
      (error: unknown) => error,
    );
    expect(rejected).to.be.instanceOf(Unavailable);
  });
});
