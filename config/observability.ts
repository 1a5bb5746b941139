import type { GlobalConfig } from "./schema/global.ts";
import { UserError } from "./userError.ts";

/**
 * What telemetry needs that no single section of the global configuration can tell.
 *
 * @param file base name of the stack file, for messages.
 * @throws UserError when web tests would run whose results nobody takes.
 */
export function checkObservability(
  { logs, webTest }: Pick<GlobalConfig, "logs" | "webTest">,
  file: string,
): void {
  if (logs.publicIngestion || !webTest.enabled) return;
  throw new UserError({
    file,
    key: "webTest.enabled",
    problem: "Web tests report from outside, and logs.publicIngestion: false takes nothing from there.",
    remedy: "Set webTest.enabled: false, or logs.publicIngestion: true.",
  });
}
