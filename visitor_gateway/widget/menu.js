/** @import { Words } from "./parts.js" */
import { make } from "./make.js";
import { menuSheet } from "./menu-style.js";

export { menuSheet as sheet };

/**
 * What the menu offers.
 *
 * @param {Words} words
 * @param {Record<string, (() => void) | null>} acts by the name of their words; those that are null are not offered
 */
export function choices(words, acts) {
  const offered = Object.entries(acts).flatMap(([name, act]) => (act ? [[name, act]] : []));
  const buttons = offered.map(([name, act]) =>
    make("button", { type: "button", onclick: act }, /** @type {Record<string, any>} */ (words)[/** @type {string} */ (name)]));
  return make("div", { class: "choices" }, ...buttons);
}

/**
 * Ask before something is done that cannot be undone.
 *
 * @param {string} question
 * @param {string} yes
 * @param {string} no
 * @param {(sure: boolean) => void} act
 */
export function confirmation(question, yes, no, act) {
  return make(
    "div",
    { class: "over", role: "group", "aria-label": question },
    make("p", {}, question),
    make("button", { type: "button", class: "primary", onclick: () => act(true) }, yes),
    make("button", { type: "button", onclick: () => act(false) }, no),
  );
}
