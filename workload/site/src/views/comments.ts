import type { Comment } from "../api.ts";
import { element } from "../dom.ts";
import type { PageContext } from "../main.ts";
import { sendQueued, toldPlace } from "./queued.ts";

/** Longest name and text that the API takes. */
const limits = { authorName: 50, text: 1000 };

const dateFormat = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

function when(creationDate: string): HTMLElement | undefined {
  const date = new Date(creationDate);
  if (Number.isNaN(date.getTime())) return undefined;
  return element("time", { datetime: date.toISOString(), class: "quiet" }, dateFormat.format(date));
}

function entry({ authorName, text, creationDate }: Comment): HTMLElement {
  return element(
    "li",
    {},
    element("p", { class: "author" }, element("strong", {}, authorName), " ", when(creationDate)),
    element("p", { class: "text" }, text),
  );
}

function entries(comments: readonly Comment[]): HTMLElement {
  if (comments.length === 0) return element("p", {}, "Nobody has said anything yet.");
  return element("ul", { class: "comments" }, ...comments.map(entry));
}

function commentForm(): HTMLFormElement {
  return element(
    "form",
    {},
    element("label", { for: "author-name" }, "Your name"),
    element("input", {
      id: "author-name",
      name: "authorName",
      required: true,
      maxlength: limits.authorName,
      autocomplete: "nickname",
    }),
    element("label", { for: "comment-text" }, "Your comment"),
    element("textarea", {
      id: "comment-text",
      name: "text",
      required: true,
      maxlength: limits.text,
      rows: 3,
    }),
    element("button", { type: "submit" }, "Add comment"),
    toldPlace(),
  );
}

/** What people say of an item, and a form to say something. */
export function commentsSection(
  id: string,
  first: readonly Comment[],
  { api, signal }: PageContext,
): HTMLElement {
  const list = element("div", {}, entries(first));
  const form = commentForm();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const data = new FormData(form);
    const given = (name: string): string => {
      const value = data.get(name);
      return typeof value === "string" ? value.trim() : "";
    };
    void sendQueued(
      form,
      {
        queued: "Your comment is queued; it appears in a moment.",
        done: "Your comment is there. Thank you.",
        late: "Your comment is still queued. It is not lost; please look again later.",
      },
      signal,
      async () => {
        const comment = { authorName: given("authorName"), text: given("text") };
        const location = await api.addComment(id, comment, signal);
        return () => api.isThere(location, signal);
      },
      async () => list.replaceChildren(entries(await api.comments(id, signal))),
    );
  });
  return element(
    "section",
    { "aria-labelledby": "comments" },
    element("h2", { id: "comments" }, "Comments"),
    list,
    form,
  );
}
