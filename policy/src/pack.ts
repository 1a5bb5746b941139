import { checkResource, checkWhole, concerns, type Finding, type Settings } from "../../controls/evaluate.ts";
import { resourceOf, typeOf } from "../../controls/resource.ts";
import type { Control, Enforcement, Properties, Resource, ResourceControl } from "../../controls/types.ts";
import { unknownMarks } from "../../controls/unknown.ts";
import { settingsOf } from "./settings.ts";

/** A resource as Pulumi shows it: with its inputs before it exists, with its outputs as a part of a whole stack. */
export interface Shown {
  readonly urn: string;
  readonly name: string;
  /** Pulumi's token. */
  readonly token: string;
  /** Read from the wire only when a control asks for them, because most resources concern few controls. */
  readonly properties: () => Properties;
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  /** URN, empty for none. */
  readonly parent: string;
  readonly dependencies: readonly string[];
}

/** One line of what a pack has to say. */
export interface Diagnostic {
  readonly control: Control;
  readonly level: "advisory" | "mandatory";
  readonly message: string;
  /** Of another resource than the one that was asked about. */
  readonly urn: string | undefined;
}

export interface Verdict {
  readonly diagnostics: readonly Diagnostic[];
  /** Controls that do not hold for the resource, by their ids, with the reason: exemptions. */
  readonly notApplicable: readonly { readonly control: string; readonly reason: string }[];
}

/** What a policy configuration says, by control: its level, its parameters and exemptions. */
export type PackConfig = Readonly<
  Record<string, { readonly level: Enforcement; readonly properties: Readonly<Record<string, unknown>> }>
>;

/**
 * The controls that one stack can be held against, one resource at a time and then all of them together. A pack serves one preview or
 * update, and remembers the inputs that it was shown: Pulumi shows whole stacks with outputs, in which names and shapes
 * differ, and controls read inputs.
 */
export class Pack {
  readonly controls: readonly Control[];
  readonly #now: () => Date;
  readonly #inputs = new Map<string, () => Properties>();
  readonly #concerned = new Map<string, { alone: readonly ResourceControl[]; together: boolean }>();
  #config: PackConfig = {};

  constructor(controls: readonly Control[], now: () => Date = () => new Date()) {
    this.controls = controls.filter((control) => control.scope !== "platform");
    this.#now = now;
  }

  configure(config: PackConfig): void {
    this.#config = config;
  }

  /** Before a resource is created or changed. */
  resource(shown: Shown): Verdict {
    const { alone, together } = this.#concernedBy(shown.token);
    if (together) this.#inputs.set(shown.urn, shown.properties);
    const controls = alone.filter((control) => this.#level(control) !== "disabled");
    if (controls.length === 0) return nothing;
    // Its outputs, and so its id, come later.
    const resource = read(shown, shown.properties(), null);
    const settings = this.#settings();
    return this.#verdict(controls.map((control) => [control, checkResource(control, resource, settings)]));
  }

  /** At the end of a preview or an update. */
  stack(shown: readonly Shown[]): Verdict {
    const resources = shown
      .filter(({ token }) => this.#concernedBy(token).together)
      .map((resource) => {
        const outputs = resource.properties();
        const id = outputs["id"];
        const inputs = this.#inputs.get(resource.urn)?.() ?? outputs;
        return read(resource, inputs, typeof id === "string" && !unknownMarks.has(id) ? id : null);
      });
    const settings = this.#settings();
    return this.#verdict(
      this.controls
        .filter((control) => control.scope !== "resource")
        .filter((control) => this.#level(control) !== "disabled")
        .map((control) => [control, checkWhole(control, resources, settings)]),
    );
  }

  #concernedBy(token: string): { alone: readonly ResourceControl[]; together: boolean } {
    const known = this.#concerned.get(token);
    if (known !== undefined) return known;
    const type = typeOf(token);
    const concerned = this.controls.filter((control) => concerns(control, type));
    const found = {
      alone: concerned.filter((control) => control.scope === "resource"),
      together: concerned.some((control) => control.scope === "stack"),
    };
    this.#concerned.set(token, found);
    return found;
  }

  #level({ id, enforcement }: Control): Enforcement {
    return this.#config[id]?.level ?? enforcement;
  }

  #settings(): Settings {
    const controls = Object.entries(this.#config).map(
      ([id, { properties }]) => [id, settingsOf(properties)] as const,
    );
    return { controls: Object.fromEntries(controls), today: this.#now().toISOString().slice(0, 10) };
  }

  #verdict(found: readonly (readonly [Control, readonly Finding[]])[]): Verdict {
    const diagnostics: Diagnostic[] = [];
    const notApplicable: { control: string; reason: string }[] = [];
    for (const [control, findings] of found) {
      for (const { outcome, message, resource } of findings) {
        const urn = control.scope === "stack" ? resource?.urn : undefined;
        const text = `${control.title}\n${message}`;
        if (outcome === "exempted") notApplicable.push({ control: control.id, reason: message });
        // What cannot be known yet must not fail a preview, and must not pass in silence.
        else if (outcome === "undecided")
          diagnostics.push({ control, level: "advisory", message: text, urn });
        else {
          const level = this.#level(control) === "advisory" ? "advisory" : "mandatory";
          diagnostics.push({ control, level, message: text, urn });
        }
      }
    }
    return { diagnostics, notApplicable };
  }
}

const nothing: Verdict = { diagnostics: [], notApplicable: [] };

function read(shown: Shown, inputs: Properties, id: string | null): Resource {
  const { urn, name, token, protect, ignoreChanges, parent, dependencies } = shown;
  return resourceOf({
    urn,
    name,
    stack: urn.split("::")[0]?.split(":")[2] ?? "",
    token,
    inputs,
    id,
    protect,
    ignoreChanges,
    parent: parent === "" ? undefined : parent,
    dependencies,
  });
}
