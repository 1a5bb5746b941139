import { ApiError } from "../api.ts";
import { element } from "../dom.ts";
import { until } from "../until.ts";
import { correlation, explain } from "./problem.ts";

/** The words of one form. */
export interface QueuedWords {
  readonly queued: string;
  readonly done: string;
  readonly late: string;
}

/**
 * What becomes of something that was sent, told where the form is: sent, queued, there; or not.
 *
 * @param send returns what to ask until it is there.
 * @param done called when it is there.
 */
export async function sendQueued(
  form: HTMLFormElement,
  words: QueuedWords,
  signal: AbortSignal,
  send: () => Promise<() => Promise<boolean>>,
  done: () => Promise<void>,
): Promise<void> {
  const told = form.querySelector(".told");
  const button = form.querySelector("button");
  const tell = (kind: "queued" | "done" | "failed", ...content: readonly (Node | string)[]): void =>
    told?.replaceChildren(element("div", { class: kind }, ...content));
  if (button?.disabled) return;
  if (button) button.disabled = true;
  try {
    tell("queued", "Sending…");
    const isThere = await send();
    form.reset();
    tell("queued", words.queued);
    if (await until(isThere, signal)) {
      await done();
      tell("done", words.done);
    } else {
      tell("queued", words.late);
    }
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof ApiError)) throw error;
    const { title, text } = explain(error);
    const named = correlation(error);
    tell("failed", element("p", {}, `${title}. ${text}`), ...(named === undefined ? [] : [named]));
  } finally {
    if (button) button.disabled = false;
  }
}

/** Where a form tells what becomes of what was sent; screen readers read it out. */
export function toldPlace(): HTMLElement {
  return element("div", { class: "told", role: "status" });
}
