// The pages come from the nearest stamp, and so does what they show: both by the path that the browser is on already.
const status = document.querySelector("#status");
const items = document.querySelector("#items");

/** @param {{ name: string, imageUrl?: string }} item */
function entry(item) {
  const element = document.createElement("li");
  const title = document.createElement("h2");
  title.textContent = item.name;
  element.append(title);
  if (item.imageUrl) {
    const image = document.createElement("img");
    image.src = item.imageUrl;
    image.alt = "";
    image.loading = "lazy";
    element.append(image);
  }
  return element;
}

try {
  const answer = await fetch("/catalogservice/api/1.0/catalogitem", {
    headers: { accept: "application/json" },
  });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const list = await answer.json();
  items.replaceChildren(...list.map(entry));
  status.textContent = list.length === 0 ? "There is nothing in the catalogue yet." : "";
} catch {
  status.textContent = "The catalogue cannot be reached at the moment. Please try again later.";
}
