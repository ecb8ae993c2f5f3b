/** @import { CardShown, Refused } from "./wire.js" */
/** @import { Strings } from "./languages/en.js" */
import { make } from "./make.js";

/**
 * What waits for the visitor below a card.
 *
 * @typedef {object} Control
 * @property {HTMLElement} node
 * @property {(busy: boolean) => void} busy while the gateway has not said yes or no
 * @property {(frame: Refused) => void} refuse say what to mend; what was typed stays
 */

/**
 * The answers of a question as buttons.
 *
 * @param {CardShown} card
 * @param {Strings} strings
 * @param {(answer: string) => void} choose
 * @returns {Control}
 */
export function question(card, strings, choose) {
  const problem = make("p", { class: "problem", role: "alert" });
  const node = make("div", { class: "answers", role: "group", "aria-label": card.text || strings.write_or_choose });
  for (const answer of card.answers ?? [])
    node.append(make("button", { type: "button", class: "answer", part: "answer", dir: "auto", onclick: () => choose(answer) }, answer));
  node.append(problem);
  return {
    node,
    busy: (busy) => (node.hidden = busy),
    refuse: (frame) => problem.replaceChildren(frame.text || strings.bad_answer),
  };
}
