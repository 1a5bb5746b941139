import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { projectRoot } from "../support/runStack.ts";

interface Values {
  readonly components: Readonly<
    Record<string, { readonly probes: Readonly<Record<string, { readonly command?: readonly string[] }>> }>
  >;
}

describe("commands of probes", () => {
  const read = (...name: string[]): string => readFileSync(join(projectRoot, ...name), "utf8");
  const { components } = parse(read("charts", "workload", "values.yaml")) as Values;
  const dockerfile = read("workload", "images", "Dockerfile");
  const commands = Object.entries(components).flatMap(([id, { probes }]) =>
    Object.values(probes).flatMap(({ command }) => (command === undefined ? [] : [[id, command] as const])),
  );

  it("run what the component's image holds, for it has no shell", () => {
    expect(commands).to.have.length(3);
    for (const [id, [program, script = "", ...rest]] of commands) {
      expect(program).to.equal("node");
      const target = dockerfile.split(/^FROM /m).find((stage) => stage.includes(`AS ${id}\n`)) ?? "";
      const folder = /^\/app\/(workload\/[a-z-]+)\//.exec(script)?.[1] ?? "";
      expect(target).to.contain(`COPY ${folder} ./${folder.replace("workload/", "")}\n`);
      expect(read(script.replace("/app/", "")), script).to.contain("import.meta.main");
      expect(rest).to.have.length(2);
    }
    // Where the image keeps Node.js, a probe's command finds it by the PATH of the image.
    expect(dockerfile).to.match(/^ENV .*PATH=\/nodejs\/bin:/m);
    expect(dockerfile).to.contain('ENTRYPOINT ["/nodejs/bin/node"]');
  });
});
