import { expect } from "chai";
import { columnsFor, layOut } from "../../../graph/topology/layout.ts";
import { fonts, serviceSize, subnetSize, textWidth } from "../../../graph/topology/measure.ts";
import type { PlacedCard, Rectangle } from "../../../graph/topology/places.ts";
import type {
  Item,
  RegionFrame,
  ServiceBox,
  StackCard,
  SubnetBox,
  Topology,
} from "../../../graph/topology/types.ts";

const subnet = (name: string, ...items: readonly Item[]): SubnetBox => ({
  id: `/subnets/${name}`,
  name,
  prefix: "10.1.0.0/24",
  items,
});

/** A service with one line of text that many characters long, and perhaps a detail. */
const service = (characters: number, ...details: readonly number[]): ServiceBox => ({
  id: `service-${characters}-${details.join("-")}`,
  items: [
    { kind: "vault", text: "x".repeat(characters), details: details.map((count) => "x".repeat(count)) },
  ],
  place: "here",
});

const card = (more: Partial<StackCard> = {}): StackCard => ({
  stack: "stamp",
  region: "r",
  network: "vnet",
  addressSpace: "10.1.0.0/16",
  subnets: [subnet("a")],
  services: [],
  links: [],
  entrance: undefined,
  toGlobal: undefined,
  ...more,
});

const regions = (count: number, cards: readonly StackCard[] = [card()]): RegionFrame[] =>
  Array.from({ length: count }, (_, index) => ({ region: `r${index}`, title: `Region ${index}`, cards }));

const platform = (more: Partial<Topology> = {}): Topology => ({
  frontDoor: undefined,
  regions: regions(1),
  shared: [],
  ...more,
});

async function placed(one: StackCard): Promise<PlacedCard> {
  const { frames } = await layOut(platform({ regions: regions(1, [one]) }));
  const [found] = frames.flatMap(({ cards }) => cards);
  if (found === undefined) throw new Error("no card");
  return found;
}

const below = ({ y, height }: Rectangle) => y + height;
const rightOf = ({ x, width }: Rectangle) => x + width;
const door = { name: "afd", lines: ["shop.example", "2 origin groups"] };
const margin = 36;

describe("the place of what is in a stack", () => {
  it("has the size that its text needs, whatever stands in it", async () => {
    const full = subnet("nodes", { kind: "nodes", text: "User nodes", details: ["3 × D4ds_v5"] });
    const vault = service(12);
    const { subnets, services } = await placed(card({ subnets: [full, subnet("b")], services: [vault] }));
    expect(subnets.map(({ width, height }) => ({ width, height }))).to.deep.equal([
      subnetSize(full),
      subnetSize(subnet("b")),
    ]);
    expect(services.map(({ width, height }) => ({ width, height }))).to.deep.equal([serviceSize(vault)]);
  });

  it("leaves room for the name of the network, however long", async () => {
    const network = "vnet-with-a-name-that-is-longer-than-its-one-subnet-needs";
    const made = await placed(card({ network }));
    const text = textWidth(`${network}  10.1.0.0/16`, fonts.head, "bold");
    expect(made.network.width).to.be.within(text + 40, text + 80);
    expect(made.width).to.be.at.least(rightOf(made.network));
  });

  it("is above everything else for the entrance, even where ways lead to it", async () => {
    const links = [{ from: subnet("a").id, to: subnet("link").id, kind: "entry" as const }];
    const subnets = [subnet("a"), subnet("link")];
    const y = async (one: StackCard) => {
      const made = await placed(one);
      return made.subnets.map((box) => box.y);
    };
    const [a = 0, link = 0] = await y(card({ subnets, links, entrance: subnet("link").id }));
    expect(link).to.be.lessThan(a);
    const [above = 0, under = 0] = await y(card({ subnets, links }));
    expect(above).to.be.lessThan(under);
  });

  it("is joined by lines of their kinds, from the border of one box to that of the other", async () => {
    const boxes = [subnet("a"), subnet("b")];
    const made = await placed(
      card({
        subnets: boxes,
        services: [service(12)],
        links: [
          { from: subnet("a").id, to: subnet("b").id, kind: "egress" },
          { from: subnet("b").id, to: service(12).id, kind: "private" },
        ],
      }),
    );
    expect(made.lines.map(({ kind }) => kind)).to.deep.equal(["egress", "private"]);
    const [a, b] = made.subnets;
    const [vault] = made.services;
    const ends = made.lines.map(({ points }) => [points[0]?.y, points.at(-1)?.y]);
    if (a === undefined || b === undefined || vault === undefined) throw new Error("no boxes");
    expect(ends).to.deep.equal([
      [below(a), b.y],
      [below(b), vault.y],
    ]);
    for (const { points } of made.lines) expect(points.length).to.be.at.least(2);
  });
});

describe("the place of stacks on paper", () => {
  it("is in frames side by side, four at most, in rows as even as can be", async () => {
    expect([0, 1, 3, 4, 5, 6, 7, 12, 13].map(columnsFor)).to.deep.equal([1, 1, 3, 4, 3, 3, 4, 4, 4]);
    const { frames } = await layOut(platform({ regions: regions(5) }));
    expect(frames.map(({ title }) => title)).to.deep.equal([0, 1, 2, 3, 4].map((index) => `Region ${index}`));
    const [first, second, third, fourth, fifth] = frames;
    if (!first || !second || !third || !fourth || !fifth) throw new Error("no frames");
    expect([second.y, third.y]).to.deep.equal([first.y, first.y]);
    expect([fourth.x, fifth.x]).to.deep.equal([first.x, second.x]);
    expect([fourth.y, fifth.y]).to.deep.equal([below(first) + 84, below(first) + 84]);
    expect(second.x).to.equal(rightOf(first) + 36);
  });

  it("is as high in all frames of a row, with its cards one below the other", async () => {
    const two: RegionFrame = {
      region: "r",
      title: "two",
      cards: [card(), card({ subnets: [subnet("a"), subnet("b")] })],
    };
    const { frames } = await layOut(platform({ regions: [...regions(1), two] }));
    const [one, other] = frames;
    if (!one || !other) throw new Error("no frames");
    expect(one.height).to.equal(other.height);
    const [above, under] = other.cards;
    if (!above || !under) throw new Error("no cards");
    expect([above.x, above.y]).to.deep.equal([other.x + 30, other.y + 44]);
    expect([under.x, under.y]).to.deep.equal([above.x, below(above) + 26]);
    expect(below(other)).to.equal(below(under) + 30);
    expect(other.width).to.equal(Math.max(above.width, under.width) + 60);
  });

  it("keeps room at the sides for lines between rows, where there is more than one row", async () => {
    const one = await layOut(platform({ regions: regions(4) }));
    expect([one.frames[0]?.x, one.legend.x]).to.deep.equal([margin, margin]);
    expect(one.width).to.equal(Math.max(...one.frames.map(rightOf)) + margin);
    const two = await layOut(platform({ regions: regions(5) }));
    expect([two.frames[0]?.x, two.legend.x]).to.deep.equal([margin + 30, margin + 30]);
    expect(two.width).to.equal(Math.max(...two.frames.map(rightOf)) + 30 + margin);
  });

  it("begins at the margin and ends below the last row, where nothing is above and below the regions", async () => {
    const made = await layOut(platform());
    const [frame] = made.frames;
    if (frame === undefined) throw new Error("no frame");
    expect([frame.x, frame.y]).to.deep.equal([margin, margin]);
    // Small platforms get paper for the legend nevertheless.
    expect(made.width).to.equal(margin + 560 + margin);
    expect(made.height).to.equal(below(frame) + 66);
    expect(made.legend).to.deep.equal({ x: margin, y: below(frame) + 36 });
    expect([made.users, made.frontDoor, made.shared]).to.deep.equal([undefined, undefined, undefined]);
    expect([made.sharedBoxes, made.lines]).to.deep.equal([[], []]);
  });
});

describe("the place of Front Door", () => {
  it("is above the regions and below the users, all on one axis", async () => {
    const made = await layOut(platform({ frontDoor: door }));
    const [frame] = made.frames;
    const { users, frontDoor } = made;
    if (!frame || !users || !frontDoor) throw new Error("nothing placed");
    const axis = (box: Rectangle) => box.x + box.width / 2;
    expect(axis(users)).to.equal(axis(frontDoor));
    expect(axis(frontDoor)).to.equal(made.width / 2);
    expect(users.y).to.equal(24);
    expect(frontDoor.y).to.equal(below(users) + 30);
    expect(frame.y).to.equal(below(frontDoor) + 64);
    expect([frontDoor.width, frontDoor.height]).to.deep.equal([260, 42 + 2 * 15]);
  });

  it("is as wide as its longest line", async () => {
    const line = "x".repeat(60);
    const { frontDoor } = await layOut(platform({ frontDoor: { name: "afd", lines: ["short", line] } }));
    expect(frontDoor?.width).to.equal(Math.ceil(textWidth(line, fonts.detail, "fixed") + 70));
  });

  it("has a line to each entrance, which ends there", async () => {
    const entrance = subnet("link").id;
    const made = await layOut(
      platform({ frontDoor: door, regions: regions(2, [card({ subnets: [subnet("link")], entrance })]) }),
    );
    const ways = made.lines.filter(({ arrow }) => arrow !== false);
    const ends = ways.map(({ points }) => points.at(-1)?.x);
    expect(ways.map(({ kind }) => kind)).to.deep.equal(["entry", "entry"]);
    expect(ends).to.deep.equal(
      made.frames.flatMap(({ cards }) => cards.map(({ x, subnets }) => x + (subnets[0]?.x ?? 0))),
    );
    const none = await layOut(
      platform({ regions: regions(2, [card({ subnets: [subnet("link")], entrance })]) }),
    );
    expect(none.lines).to.deep.equal([]);
  });
});

describe("the place of what regions share", () => {
  /** Boxes of these widths, in pixels. */
  const wide = { 122: service(10), 124: service(1, 12), 130: service(11) } as const;

  it("is a band below them, as wide as they are, with paper for the legend below", async () => {
    const made = await layOut(platform({ regions: regions(4), shared: [service(12)] }));
    const [frame] = made.frames;
    if (!frame || !made.shared) throw new Error("nothing placed");
    expect(made.shared.x).to.equal(margin);
    expect(rightOf(made.shared)).to.equal(Math.max(...made.frames.map(rightOf)));
    expect(made.shared.y).to.equal(below(frame) + 56);
    expect(made.height).to.equal(below(made.shared) + 66);
    expect(made.legend.y).to.equal(below(made.shared) + 36);
  });

  it("is as wide as the paper where the regions are narrow", async () => {
    const { shared } = await layOut(platform({ shared: [service(12)] }));
    expect([shared?.x, shared?.width]).to.deep.equal([margin, 560]);
  });

  it("is spread over the band in the order of the services, as many in a line as fit", async () => {
    const fitting = [wide[122], wide[122], wide[122], wide[124]];
    const { shared, sharedBoxes } = await layOut(platform({ shared: fitting }));
    if (shared === undefined) throw new Error("no band");
    // 490 of 560 pixels for boxes: 14 before, between and after them.
    expect(sharedBoxes.map(({ x, width }) => [x - shared.x, width])).to.deep.equal([
      [14, 122],
      [150, 122],
      [286, 122],
      [422, 124],
    ]);
    expect(new Set(sharedBoxes.map(({ y }) => y - shared.y))).to.deep.equal(new Set([40]));
    expect(sharedBoxes.map(({ service: { id } }) => id)).to.deep.equal(fitting.map(({ id }) => id));
    expect(shared.height).to.equal(40 + serviceSize(wide[124]).height + 16);
  });

  it("goes on in another line where it does not fit, below the highest box of the line before", async () => {
    const boxes = [wide[122], wide[124], wide[122], wide[130], wide[130]];
    const { shared, sharedBoxes } = await layOut(platform({ shared: boxes }));
    if (shared === undefined) throw new Error("no band");
    const [, high, , fourth, fifth] = sharedBoxes;
    if (!high || !fourth || !fifth) throw new Error("no boxes");
    expect(sharedBoxes.map(({ y }) => y - shared.y)).to.deep.equal([
      40,
      40,
      40,
      40 + high.height + 16,
      40 + high.height + 16,
    ]);
    // 300 pixels are left in the second line.
    expect([fourth.x - shared.x, fifth.x - shared.x]).to.deep.equal([100, 330]);
    expect(sharedBoxes).to.have.length(5);
    expect(below(shared)).to.equal(below(fifth) + 16);
  });

  it("takes no line away from a box that is wider than the band", async () => {
    const { shared, sharedBoxes } = await layOut(platform({ shared: [service(100), wide[122]] }));
    const [first, second] = sharedBoxes;
    if (!first || !second || !shared) throw new Error("no boxes");
    expect(first.y).to.equal(shared.y + 40);
    expect(second.y).to.equal(below(first) + 16);
  });

  it("has a line from each stack that uses it", async () => {
    const uses = card({ services: [service(12)], toGlobal: service(12).id });
    const made = await layOut(platform({ regions: regions(2, [uses]), shared: [service(12)] }));
    expect(made.lines.map(({ kind }) => kind)).to.deep.equal(["private", "private"]);
    expect(made.lines.map(({ points }) => points.at(-1)?.y)).to.deep.equal([made.shared?.y, made.shared?.y]);
    const without = await layOut(platform({ regions: regions(2, [uses]) }));
    expect(without.lines).to.deep.equal([]);
  });
});
