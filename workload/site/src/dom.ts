type Attribute = string | number | boolean | undefined;
type Child = Node | string | undefined;

/**
 * Makes an element. Texts become text nodes, so nothing that anybody wrote can become markup.
 *
 * @param attributes true sets an attribute without a value; false and undefined leave it out.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : String(value));
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** The heading of a page, which takes the focus when the page is shown. */
export function heading(text: string): HTMLHeadingElement {
  return element("h1", { tabindex: -1 }, text);
}

/** An element of index.html. @throws Error when there is none. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no element #${id}.`);
  return found;
}

/** Has screen readers read a text out, without moving the focus. */
export function announce(text: string): void {
  byId("status").textContent = text;
}
