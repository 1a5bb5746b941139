/** Something to look at: items that a local run begins with. Their pictures are in images/. */

interface Sample {
  readonly name: string;
  readonly description: string;
  readonly price: number;
  readonly imageUrl: string;
  readonly comments: readonly { readonly authorName: string; readonly text: string }[];
  readonly ratings: readonly number[];
}

export const samples: readonly Sample[] = [
  {
    name: "Desk lamp",
    description: "Warm light, a heavy foot, and a switch where the hand is.",
    price: 49.9,
    imageUrl: "/images/lamp.svg",
    comments: [{ authorName: "Ada", text: "Bright enough to read by, and it does not hum." }],
    ratings: [5, 4],
  },
  {
    name: "Kettle",
    description: "1.2 litres. Turns itself off.",
    price: 34,
    imageUrl: "/images/kettle.svg",
    comments: [],
    ratings: [],
  },
  {
    name: "Notebook",
    description: "96 pages, dotted, lies flat.",
    price: 8.5,
    imageUrl: "/images/notebook.svg",
    comments: [{ authorName: "Grace", text: "The paper takes ink well." }],
    ratings: [4],
  },
  {
    name: "Plant pot",
    description: "Fired clay, with a saucer. The plant is not part of it.",
    price: 12.25,
    imageUrl: "/images/pot.svg",
    comments: [],
    ratings: [3],
  },
];

async function post(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`POST ${url}: status ${response.status}: ${await response.text()}`);
  return response;
}

/** Adds the samples through the API, the last one first: the API lists the newest first. */
export async function addSamples(url: string, apiKey: string): Promise<void> {
  const items = `${url}/catalogservice/api/1.0/catalogitem`;
  for (const { comments, ratings, ...item } of samples.toReversed()) {
    const made = (await (await post(items, item, { "x-api-key": apiKey })).json()) as { id: string };
    for (const comment of comments) await post(`${items}/${made.id}/comments`, comment);
    for (const rating of ratings) await post(`${items}/${made.id}/ratings`, { rating });
  }
}
