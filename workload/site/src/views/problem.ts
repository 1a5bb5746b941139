import type { ApiError } from "../api.ts";
import { element, heading } from "../dom.ts";
import type { Page } from "../main.ts";

/** What went wrong, for somebody who only wants to look at items. */
export function explain({ status, detail }: ApiError): { readonly title: string; readonly text: string } {
  if (status === 404)
    return { title: "There is no such item", text: "It may have been taken out of the catalogue." };
  if (status === 429 || status === 503)
    return {
      title: "The catalogue is busy",
      text: "Please try again in a moment. Nothing that you have saved is lost.",
    };
  if (status === 400)
    return { title: "That was not accepted", text: detail ?? "Please look at what you have entered." };
  return {
    title: "The catalogue cannot be reached",
    text: "Please try again in a few minutes. Nothing that you have saved is lost.",
  };
}

/** Whoever runs the service finds the request by this. */
export function correlation({ correlationId }: ApiError): HTMLElement | undefined {
  if (correlationId === "") return undefined;
  return element(
    "p",
    { class: "quiet" },
    "If you report this, please name ",
    element("code", {}, correlationId),
    ".",
  );
}

export function problemPage(error: ApiError, tryAgain: () => void): Page {
  const { title, text } = explain(error);
  const again = element("button", { type: "button" }, "Try again");
  again.addEventListener("click", tryAgain);
  return {
    title,
    content: [
      heading(title),
      element("p", { role: "alert" }, text),
      correlation(error),
      element("p", { class: "actions" }, again, element("a", { href: "#/" }, "All items")),
    ].filter((node) => node !== undefined),
  };
}

export function notFoundPage(): Page {
  const title = "There is no such page";
  return { title, content: [heading(title), element("p", {}, element("a", { href: "#/" }, "All items"))] };
}
