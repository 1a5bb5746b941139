import { element, heading } from "../dom.ts";
import type { Page, PageContext } from "../main.ts";
import { commentsSection } from "./comments.ts";
import { picture, priceText } from "./picture.ts";
import { ratingsSection } from "./ratings.ts";

/** One item, with what people say of it. */
export async function itemPage(id: string, context: PageContext): Promise<Page> {
  const { api, signal } = context;
  const [item, comments, ratings] = await Promise.all([
    api.item(id, signal),
    api.comments(id, signal),
    api.ratings(id, signal),
  ]);
  return {
    title: item.name,
    content: [
      element("p", {}, element("a", { href: "#/" }, "← All items")),
      element(
        "article",
        { class: "item" },
        picture(item, false),
        element(
          "div",
          {},
          heading(item.name),
          element("p", { class: "price" }, priceText(item.price)),
          element("p", { class: "text" }, item.description),
        ),
      ),
      element(
        "div",
        { class: "columns" },
        ratingsSection(id, ratings, context),
        commentsSection(id, comments, context),
      ),
    ],
  };
}
