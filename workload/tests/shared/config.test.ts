import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect } from "chai";
import { Hosted, type HostedOptions } from "../../shared/config/hosted.ts";
import { EnvironmentError, numberOf, switchOf } from "../../shared/config/numbers.ts";
import { readSecretFiles } from "../../shared/config/secretFiles.ts";
import { fileOf, keysOf, type RuntimeKeyId } from "../../shared/config/table.ts";
import { chooseStores } from "../../shared/stores/stores.ts";
import { listening } from "../support/memory.ts";

interface Opened {
  readonly key: string;
  closed: boolean;
  close(): Promise<void>;
}

describe("settings from mounted files", () => {
  let folder: string;
  const write = (key: RuntimeKeyId, value: string) => writeFile(join(folder, fileOf(key)), value);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "secrets-"));
    for (const key of keysOf["catalog-api"]) await write(key, `value of ${key}`);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("are read without the line break that an editor leaves, each service its own", async () => {
    await write("apiKey", "key\n");
    const { values } = await readSecretFiles(folder, "catalog-api");
    expect(values).to.include({ apiKey: "key", cosmosEndpoint: "value of cosmosEndpoint" });
    const other = await readSecretFiles(folder, "health-service");
    expect(other.values).to.equal(undefined);
    expect(other.problem).to.contain("healthContainer").and.not.to.contain("apiKey");
  });

  it("that are missing, empty or no files are all named, with key, secret and remedy", async () => {
    await rm(join(folder, fileOf("cosmosEndpoint")));
    await write("apiKey", " \n");
    const { problem } = await readSecretFiles(folder, "catalog-api");
    expect(problem?.split("\n")).to.have.length(2);
    expect(problem)
      .to.contain(
        `${join(folder, "cosmosdb_endpoint")} is missing: key cosmosEndpoint. It is the secret CosmosDb-Endpoint`,
      )
      .and.to.contain(`${join(folder, "api_key")} is empty`)
      .and.to.contain("SecretProviderClass catalog-api");
  });

  it("do without telemetry's connection string", async () => {
    await rm(join(folder, fileOf("applicationInsights")));
    const { values } = await readSecretFiles(folder, "catalog-api");
    expect(values).not.to.equal(undefined).and.not.to.have.property("applicationInsights");
  });

  const hosted = (more: Partial<HostedOptions<"catalog-api", Opened>> = {}) => {
    const heard = listening();
    const opened: Opened[] = [];
    return {
      opened,
      lines: heard.lines,
      hosted: new Hosted<"catalog-api", Opened>({
        component: "catalog-api",
        folder,
        log: heard.log,
        pollMilliseconds: 5,
        open: async ({ apiKey }) => {
          const one: Opened = { key: apiKey, closed: false, close: async () => void (one.closed = true) };
          opened.push(one);
          return one;
        },
        ...more,
      }),
    };
  };

  it("are opened once, and anew only when a value changes; the former is closed after its grace", async () => {
    const { hosted: service, opened } = hosted({ graceMilliseconds: 20 });
    await service.look();
    await service.look();
    expect(opened).to.have.length(1);
    await write("apiKey", "next");
    await service.look();
    expect(service.current?.key).to.equal("next");
    expect(opened[0]?.closed, "a request may still use it").to.equal(false);
    await service.close();
    expect(opened.map(({ closed }) => closed)).to.deep.equal([true, true]);
  });

  it("close the former first where two would be in each other's way", async () => {
    const states: (boolean | undefined)[] = [];
    const opened: Opened[] = [];
    const { hosted: service } = hosted({
      oneAtATime: true,
      open: async ({ apiKey }) => {
        states.push(opened.at(-1)?.closed);
        const one: Opened = { key: apiKey, closed: false, close: async () => void (one.closed = true) };
        opened.push(one);
        return one;
      },
    });
    await service.look();
    await write("apiKey", "next");
    await service.look();
    expect(states).to.deep.equal([undefined, true]);
    await service.close();
  });

  it("stay what they were while a file is gone, which is said once", async () => {
    const { hosted: service, lines } = hosted();
    await service.look();
    await rm(join(folder, fileOf("apiKey")));
    for (let look = 0; look < 3; look += 1) await service.look();
    expect(service.current?.key).to.equal("value of apiKey");
    expect(service.problem).to.contain("is missing");
    expect(lines.filter(({ level }) => level === "error")).to.have.length(1);
    await service.close();
  });

  it("are tried again when they cannot be used", async () => {
    let fail = true;
    const { hosted: service } = hosted({
      open: async ({ apiKey }) => {
        if (fail) throw new Error("Invalid URL");
        return { key: apiKey, closed: false, close: async () => undefined };
      },
    });
    await service.look();
    expect([service.current, service.problem?.includes("Invalid URL")]).to.deep.equal([undefined, true]);
    fail = false;
    await service.start();
    expect([service.current?.key, service.problem]).to.deep.equal(["value of apiKey", undefined]);
    await service.close();
  });

  it("are looked at again and again until it is closed", async () => {
    const { hosted: service, opened } = hosted();
    await service.start();
    await write("apiKey", "next");
    while (service.current?.key !== "next") await wait(5);
    await service.close();
    await write("apiKey", "later");
    await wait(20);
    expect(opened).to.have.length(2);
  });
});

describe("settings from the environment", () => {
  it("are numbers and switches, or are refused by name with a remedy", () => {
    expect([numberOf({}, "A", 5), numberOf({ A: "" }, "A", 5), numberOf({ A: "0.5" }, "A", 5)]).to.deep.equal(
      [5, 5, 0.5],
    );
    for (const bad of ["x", "-1", "Infinity", "1 s"])
      expect(() => numberOf({ A: bad }, "A", 5), bad).to.throw(
        EnvironmentError,
        `A is "${bad}". Set a number of at least 0`,
      );
    expect([
      switchOf({}, "A"),
      switchOf({ A: "True" }, "A"),
      switchOf({ A: "false" }, "A", true),
    ]).to.deep.equal([false, true, false]);
    expect(() => switchOf({ A: "yes" }, "A")).to.throw(EnvironmentError, 'Set "true" or "false"');
  });

  it("choose the stores: Azure's unless they say otherwise, and nothing that nobody knows", async () => {
    expect(await chooseStores({})).to.have.property("database");
    await chooseStores({ STORES: "memory" }).then(
      () => expect.fail("taken"),
      (error: unknown) => expect(String(error)).to.contain('STORES is "memory"'),
    );
    await chooseStores({ STORES: "local" }).then(
      () => expect.fail("taken"),
      (error: unknown) => expect(String(error)).to.contain("LOCAL_STORE_FILE"),
    );
  });
});
