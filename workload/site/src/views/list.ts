import type { Item } from "../api.ts";
import { element, heading } from "../dom.ts";
import type { Page, PageContext } from "../main.ts";
import { itemHash } from "../router.ts";
import { picture, priceText } from "./picture.ts";

function card(item: Item): HTMLElement {
  return element(
    "li",
    { class: "card" },
    picture(item, true),
    element("h2", {}, element("a", { href: itemHash(item.id) }, item.name)),
    element("p", { class: "price" }, priceText(item.price)),
  );
}

/** All items. */
export async function listPage({ api, signal }: PageContext): Promise<Page> {
  const items = await api.items(signal);
  return {
    title: "",
    content: [
      heading("All items"),
      items.length === 0
        ? element("p", {}, "There is nothing in the catalogue yet.")
        : element("ul", { class: "cards" }, ...items.map(card)),
    ],
  };
}
