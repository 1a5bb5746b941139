/** The catalogue API, as far as the pages use it. */

export interface Item {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly price: number;
  readonly imageUrl?: string;
}

export interface Comment {
  readonly id: string;
  readonly authorName: string;
  readonly text: string;
  /** ISO 8601. */
  readonly creationDate: string;
}

export interface Ratings {
  /** Null as long as nobody has voted. */
  readonly averageRating: number | null;
  readonly numberOfVotes: number;
}

/** A request that was not answered as it should have been. */
export class ApiError extends Error {
  /** Undefined when there was no answer at all. */
  readonly status: number | undefined;
  /** What whoever runs the service can find the request by. */
  readonly correlationId: string;
  /** What the service says is wrong with what was sent. */
  readonly detail: string | undefined;

  constructor(status: number | undefined, correlationId: string, detail: string | undefined) {
    super(status === undefined ? "No answer." : `Status ${status}.`);
    this.name = "ApiError";
    this.status = status;
    this.correlationId = correlationId;
    this.detail = detail;
  }
}

export interface Api {
  items(signal: AbortSignal): Promise<readonly Item[]>;
  item(id: string, signal: AbortSignal): Promise<Item>;
  comments(id: string, signal: AbortSignal): Promise<readonly Comment[]>;
  ratings(id: string, signal: AbortSignal): Promise<Ratings>;
  /** Queued. Returns the address at which it can be asked for. */
  addComment(id: string, comment: Pick<Comment, "authorName" | "text">, signal: AbortSignal): Promise<string>;
  addRating(id: string, rating: number, signal: AbortSignal): Promise<string>;
  /** Whether what was queued is there by now. */
  isThere(location: string, signal: AbortSignal): Promise<boolean>;
  /** Region of the stamp that answered last; empty before. */
  lastRegion(): string;
}

/** Time limit of one request. */
const timeoutMilliseconds = 15_000;
/** As many as the API gives at once. */
const listLimit = 100;

async function detailOf(response: Response): Promise<string | undefined> {
  try {
    const { detail } = (await response.json()) as { detail?: unknown };
    return typeof detail === "string" ? detail : undefined;
  } catch {
    return undefined;
  }
}

/** @param base path or address of the API, with its version. */
export function apiAt(base: string): Api {
  let region = "";

  async function request(url: string, signal: AbortSignal, init: RequestInit = {}): Promise<Response> {
    const correlationId = crypto.randomUUID();
    let response: Response;
    try {
      response = await fetch(url, {
        ...init,
        headers: {
          accept: "application/json",
          "x-correlation-id": correlationId,
          ...(init.body === undefined ? {} : { "content-type": "application/json" }),
        },
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMilliseconds)]),
      });
    } catch (error) {
      // A page that was left asks for nothing any more; that is no failure.
      if (signal.aborted) throw error;
      throw new ApiError(undefined, correlationId, undefined);
    }
    region = response.headers.get("x-server-location") ?? region;
    if (response.ok) return response;
    const id = response.headers.get("x-correlation-id") ?? correlationId;
    throw new ApiError(response.status, id, await detailOf(response));
  }

  async function read<Value>(path: string, signal: AbortSignal): Promise<Value> {
    const response = await request(`${base}/catalogitem${path}`, signal);
    try {
      return (await response.json()) as Value;
    } catch (error) {
      if (signal.aborted) throw error;
      // The sorry page answers with 200, but it is no JSON.
      throw new ApiError(undefined, response.headers.get("x-correlation-id") ?? "", undefined);
    }
  }

  async function add(path: string, body: unknown, signal: AbortSignal): Promise<string> {
    const response = await request(`${base}/catalogitem${path}`, signal, {
      method: "POST",
      body: JSON.stringify(body),
    });
    return new URL(response.headers.get("location") ?? "", response.url).href;
  }

  const at = (id: string): string => `/${encodeURIComponent(id)}`;
  return {
    items: (signal) => read(`?limit=${listLimit}`, signal),
    item: (id, signal) => read(at(id), signal),
    comments: (id, signal) => read(`${at(id)}/comments`, signal),
    ratings: (id, signal) => read(`${at(id)}/ratings`, signal),
    addComment: (id, comment, signal) => add(`${at(id)}/comments`, comment, signal),
    addRating: (id, rating, signal) => add(`${at(id)}/ratings`, { rating }, signal),
    async isThere(location, signal) {
      try {
        await request(location, signal);
        return true;
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return false;
        throw error;
      }
    },
    lastRegion: () => region,
  };
}
