import type { Item } from "../api.ts";
import { element } from "../dom.ts";

/** The path below which pictures are served; addresses of others are not shown, and the content policy would not load them. */
const imagesPath = "/images/";

/** An item's picture, or a blank of its size: without a name of its own, for the item's stands beside it. */
export function picture({ imageUrl }: Item, lazy: boolean): HTMLElement {
  const frame = element("div", { class: "picture" });
  if (imageUrl?.startsWith(imagesPath) !== true) return frame;
  const image = element("img", {
    src: imageUrl,
    alt: "",
    width: 320,
    height: 200,
    loading: lazy ? "lazy" : undefined,
    decoding: "async",
  });
  image.addEventListener("error", () => image.remove());
  frame.append(image);
  return frame;
}

const money = new Intl.NumberFormat("en", { style: "currency", currency: "USD" });

/** `$12.50` */
export function priceText(price: number): string {
  return money.format(price);
}
