/** @import { Chat } from "./chat.js" */
/** @import { Words } from "./parts.js" */
import { icon } from "./icon.js";
import { make } from "./make.js";

const STAR = "M12 3.6l2.6 5.3 5.8.8-4.2 4.1 1 5.8-5.2-2.7-5.2 2.7 1-5.8L3.6 9.7l5.8-.8z";
const SCORES = [1, 2, 3, 4, 5];

/** Ask how the conversation was: one to five stars, and a comment once one is chosen. @param {Chat} chat @param {Words} words */
export function rating(chat, words) {
  const comment = make("textarea", { rows: 2, placeholder: words.comment, "aria-label": words.comment });
  const rest = make("div", { class: "rest", hidden: true }, comment, make("button", { type: "submit", class: "primary" }, words.send));
  const stars = SCORES.map((score) => star(score, words, () => (rest.hidden = false)));
  const node = make(
    "form",
    { class: "rating", part: "rating" },
    make("fieldset", {}, make("legend", {}, words.rate), make("div", { class: "stars" }, ...stars)),
    rest,
  );
  node.onsubmit = (event) => {
    event.preventDefault();
    const score = Number(new FormData(node).get("score"));
    chat.send({ type: "rate", score, comment: comment.value.trim() });
  };
  return node;
}

/** @param {number} score @param {Words} words @param {() => void} chosen */
function star(score, words, chosen) {
  const input = make("input", { type: "radio", name: "score", value: String(score), class: "unseen", "aria-label": words.stars(score), onchange: chosen });
  return make("label", {}, input, icon(STAR));
}
