import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import rhea, { type EventContext, type Message, type Sender } from "rhea";

interface Stored {
  readonly message: Message;
  readonly sequence: number;
}

/**
 * An event hub as far as Azure's own client speaks to it: tokens, properties, sending to the partition of a key, receiving from an offset.
 * AMQP without TLS on a port of this machine, which the client accepts for emulators.
 */
export class Broker {
  readonly hub = "catalog-writes";
  readonly partitions: readonly string[];
  /** Reading of each partition began at these offsets. */
  readonly begun: { partition: string; offset: string }[] = [];
  readonly #stored = new Map<string, Stored[]>();
  readonly #readers = new Map<Sender, { partition: string; next: number }>();
  readonly #server: Server;

  private constructor(server: Server, partitions: readonly string[]) {
    this.#server = server;
    this.partitions = partitions;
    for (const partition of partitions) this.#stored.set(partition, []);
  }

  static async open(partitions: readonly string[] = ["0", "1"]): Promise<Broker> {
    const container = rhea.create_container();
    container.sasl_server_mechanisms.enable_anonymous();
    const broker = new Broker(
      container.listen({
        port: 0,
        host: "127.0.0.1",
        receiver_options: { max_message_size: 1024 * 1024, autoaccept: true },
      }),
      partitions,
    );
    container.on("message", (context: EventContext) => broker.#received(context));
    container.on("sender_open", (context: EventContext) => broker.#reads(context));
    container.on(
      "sendable",
      (context: EventContext) => context.sender !== undefined && broker.#deliver(context.sender),
    );
    for (const event of ["connection_error", "session_error", "disconnected", "error"])
      container.on(event, () => undefined);
    await once(broker.#server, "listening");
    return broker;
  }

  get connectionString(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true;EntityPath=${this.hub}`;
  }

  /** How many events a partition holds. */
  count(): number {
    return [...this.#stored.values()].reduce((sum, events) => sum + events.length, 0);
  }

  #received({ receiver, message, connection }: EventContext): void {
    if (receiver === undefined || message === undefined) return;
    const address = String(receiver.target.address ?? "");
    if (address === "$cbs" || address === "$management") {
      const reply: Sender[] = [];
      connection.each_sender((sender: Sender) => {
        // The client names its link, and calls the name an address.
        if (sender.name === message.reply_to || sender.target.address === message.reply_to)
          reply.push(sender);
      });
      reply[0]?.send({
        correlation_id: message.message_id,
        application_properties: { "status-code": 200, "status-description": "OK" },
        body: address === "$cbs" ? undefined : this.#properties(message),
      } as Message);
      return;
    }
    // A batch comes undecoded: the partition key is its own, its data sections are messages.
    const batch = rhea.message.decode(message as unknown as Buffer) as unknown as Message;
    const { content } = batch.body as { content: Buffer | Buffer[] };
    for (const encoded of Array.isArray(content) ? content : [content])
      this.#store({
        ...(rhea.message.decode(encoded) as unknown as Message),
        ...(batch.message_annotations === undefined
          ? {}
          : { message_annotations: batch.message_annotations }),
      });
  }

  #store(message: Message): void {
    const key = String(message.message_annotations?.["x-opt-partition-key"] ?? "");
    const partition =
      this.partitions[
        [...key].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % this.partitions.length
      ] ?? "0";
    const events = this.#stored.get(partition) ?? [];
    events.push({ message, sequence: events.length });
    for (const sender of this.#readers.keys()) this.#deliver(sender);
  }

  #properties({ application_properties: asked }: Message): unknown {
    if (asked?.["type"] === "com.microsoft:eventhub")
      return {
        name: this.hub,
        type: "com.microsoft:eventhub",
        created_at: new Date(0),
        partition_count: this.partitions.length,
        partition_ids: this.partitions,
      };
    return {};
  }

  #reads({ sender }: EventContext): void {
    if (sender === undefined) return;
    const [, partition] = /\/Partitions\/(.+)$/.exec(String(sender.source.address ?? "")) ?? [];
    if (partition === undefined) return;
    const filters = JSON.stringify(sender.source.filter ?? {});
    const [, offset = "?"] = /x-opt-offset >=? '(-?\d+)'/.exec(filters) ?? [];
    this.begun.push({ partition, offset });
    this.#readers.set(sender, { partition, next: Number(offset) + 1 });
    sender.on("sender_close", () => this.#readers.delete(sender));
  }

  #deliver(sender: Sender): void {
    const reader = this.#readers.get(sender);
    if (reader === undefined) return;
    const events = this.#stored.get(reader.partition) ?? [];
    while (sender.sendable() && reader.next < events.length) {
      const event = events[reader.next];
      reader.next += 1;
      if (event === undefined) return;
      sender.send({
        ...event.message,
        message_annotations: {
          ...event.message.message_annotations,
          "x-opt-offset": String(event.sequence),
          "x-opt-sequence-number": event.sequence,
          "x-opt-enqueued-time": Date.now(),
        },
      });
    }
  }

  async close(): Promise<void> {
    this.#server.close();
  }
}
