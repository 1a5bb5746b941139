import type { Ratings } from "../api.ts";
import { element } from "../dom.ts";
import type { PageContext } from "../main.ts";
import { sendQueued, toldPlace } from "./queued.ts";

const scale = [1, 2, 3, 4, 5] as const;

/** `4.3 of 5, 12 votes` */
export function ratingText({ averageRating, numberOfVotes }: Ratings): string {
  if (averageRating === null || numberOfVotes === 0) return "Nobody has rated this yet.";
  return `${averageRating.toFixed(1)} of 5, ${numberOfVotes} ${numberOfVotes === 1 ? "vote" : "votes"}`;
}

/** How an item is rated, and a form to rate it. */
export function ratingsSection(id: string, first: Ratings, { api, signal }: PageContext): HTMLElement {
  const summary = element("p", { class: "rating" }, ratingText(first));
  const form = element(
    "form",
    {},
    element(
      "fieldset",
      {},
      element("legend", {}, "Your rating"),
      ...scale.map((value) =>
        element(
          "label",
          { class: "choice" },
          element("input", { type: "radio", name: "rating", value, required: true }),
          String(value),
        ),
      ),
      element("span", { class: "quiet" }, "5 is best"),
    ),
    element("button", { type: "submit" }, "Rate"),
    toldPlace(),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const rating = Number(new FormData(form).get("rating"));
    void sendQueued(
      form,
      {
        queued: "Your rating is queued; it counts in a moment.",
        done: "Your rating counts. Thank you.",
        late: "Your rating is still queued. It is not lost; please look again later.",
      },
      signal,
      async () => {
        const location = await api.addRating(id, rating, signal);
        return () => api.isThere(location, signal);
      },
      async () => {
        summary.textContent = ratingText(await api.ratings(id, signal));
      },
    );
  });
  return element(
    "section",
    { "aria-labelledby": "ratings" },
    element("h2", { id: "ratings" }, "Rating"),
    summary,
    form,
  );
}
