import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { TokenCredential } from "@azure/identity";
import { AnonymousCredential, BlobServiceClient, RestError } from "@azure/storage-blob";
import { expect } from "chai";
import {
  blobClient,
  blobEndpoint,
  explainStorageError,
  serviceClientOf,
} from "../../../cli/content/blobClient.ts";
import { contentObject } from "../../../cli/content/objects.ts";
import { UserError } from "../../../config/userError.ts";

const account = {
  id: "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st",
  name: "st",
};
const object = contentObject("pages/index.html", Buffer.from("<p>hello"), "no-cache");

/** Azure's storage service, as far as an upload needs it. */
class FakeStorage {
  readonly requests: string[] = [];
  readonly blobs = new Map<string, Record<string, string>>();
  website = { enabled: false, index: "", error404: "" };
  refusal: { status: number; code: string } | undefined;
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      void this.read(request).then((body) => {
        const url = new URL(request.url ?? "/", "http://local");
        this.requests.push(`${request.method} ${url.pathname}${url.search}`);
        if (this.refusal) {
          response.writeHead(this.refusal.status, { "x-ms-error-code": this.refusal.code });
          response.end();
          return;
        }
        const { status, headers, text } = this.answer(request, url, body);
        response.writeHead(status, headers);
        response.end(text);
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(
    request: IncomingMessage,
    url: URL,
    body: string,
  ): { status: number; headers: Record<string, string>; text: string } {
    const ok = (status: number, headers: Record<string, string> = {}, text = "") => ({
      status,
      headers,
      text,
    });
    if (url.searchParams.get("comp") === "properties") {
      if (request.method === "PUT") {
        const value = (tag: string) => new RegExp(`<${tag}>(.*?)</${tag}>`).exec(body)?.[1] ?? "";
        const site = /<StaticWebsite>(.*?)<\/StaticWebsite>/s.exec(body)?.[1] ?? "";
        this.website = {
          enabled: site.includes("<Enabled>true</Enabled>"),
          index: value("IndexDocument"),
          error404: value("ErrorDocument404Path"),
        };
        return ok(202);
      }
      const { enabled, index, error404 } = this.website;
      const documents = enabled
        ? `<IndexDocument>${index}</IndexDocument><ErrorDocument404Path>${error404}</ErrorDocument404Path>`
        : "";
      return ok(
        200,
        { "content-type": "application/xml" },
        `<?xml version="1.0"?><StorageServiceProperties><StaticWebsite><Enabled>${enabled}</Enabled>${documents}</StaticWebsite></StorageServiceProperties>`,
      );
    }
    if (request.method === "PUT") {
      const header = (name: string) => String(request.headers[name] ?? "");
      this.blobs.set(url.pathname, {
        "content-md5": header("x-ms-blob-content-md5"),
        "content-type": header("x-ms-blob-content-type"),
        "cache-control": header("x-ms-blob-cache-control"),
      });
      return ok(201);
    }
    const found = this.blobs.get(url.pathname);
    return found ? ok(200, found) : ok(404, { "x-ms-error-code": "BlobNotFound" });
  }

  private async read(request: IncomingMessage): Promise<string> {
    let text = "";
    for await (const part of request) text += String(part);
    return text;
  }
}

describe("the data plane of a storage account", () => {
  let storage: FakeStorage;
  let service: BlobServiceClient;
  beforeEach(async () => {
    storage = new FakeStorage();
    service = new BlobServiceClient(await storage.listen(), new AnonymousCredential(), {
      retryOptions: { maxTries: 1 },
    });
  });
  afterEach(() => storage.close());

  it("is reached over HTTPS by whoever is signed in with Entra ID, never with a key", () => {
    const credential: TokenCredential = { getToken: () => Promise.resolve(null) };
    const client = serviceClientOf(account, credential);
    expect(client.url).to.equal("https://st.blob.core.windows.net/");
    expect(client.credential).to.equal(credential);
  });

  it("turns the website on once, and again when its documents are others", async () => {
    const client = blobClient(account, service);
    expect(await client.websiteIsOn()).to.equal(false);
    expect(await client.enableWebsite({ index: "index.html", error404: "index.html" })).to.equal(true);
    expect(await client.websiteIsOn()).to.equal(true);
    expect(await client.enableWebsite({ index: "index.html", error404: "index.html" })).to.equal(false);
    expect(await client.enableWebsite({ index: "index.html", error404: "other.html" })).to.equal(true);
    expect(storage.website).to.deep.equal({ enabled: true, index: "index.html", error404: "other.html" });
  });

  it("uploads with type, caching and digest, and reads them back", async () => {
    const client = blobClient(account, service);
    expect(await client.stateOf(object)).to.equal(undefined);
    await client.put(object);
    const { contentMd5, contentType, cacheControl } = object;
    expect(await client.stateOf(object)).to.deep.equal({ contentMd5, contentType, cacheControl });
    expect([...storage.blobs.keys()]).to.deep.equal(["/%24web/pages/index.html"]);
  });

  it("says where to run when the account is closed to this machine, and what is missing when a right is", async () => {
    const client = blobClient(account, service);
    const message = async (code: string) => {
      storage.refusal = { status: 403, code };
      return client.put(object).then(
        () => expect.fail("nothing was refused"),
        (error: unknown) => {
          expect(error).to.be.instanceOf(UserError);
          return (error as UserError).message;
        },
      );
    };
    expect(await message("AuthorizationFailure")).to.match(
      /public endpoint is closed.*build agent.*operations network/s,
    );
    expect(await message("AuthorizationPermissionMismatch")).to.match(
      /Storage Blob Data Contributor.*on \/subscriptions/s,
    );
    storage.refusal = { status: 500, code: "InternalError" };
    expect(await client.websiteIsOn().catch((error: unknown) => error)).to.be.instanceOf(RestError);
  });

  it("takes a name that does not resolve for a closed network", () => {
    const error = new RestError("getaddrinfo ENOTFOUND", { code: "ENOTFOUND" });
    expect(explainStorageError(error, account)).to.be.instanceOf(UserError);
    const other = new Error("other");
    expect(explainStorageError(other, account)).to.equal(other);
    expect(blobEndpoint("st")).to.equal("https://st.blob.core.windows.net");
  });
});
