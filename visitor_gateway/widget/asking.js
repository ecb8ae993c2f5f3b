import { make } from "./make.js";

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
    button("primary", yes, () => act(true)),
    button("", no, () => act(false)),
  );
}

/** @param {string} kind @param {string} text @param {() => void} act */
export function button(kind, text, act) {
  return make("button", { type: "button", class: kind, onclick: act }, text);
}

/** A link to the website's privacy policy. @param {string} address @param {string} text */
export function policy(address, text) {
  return make("a", { href: new URL(address, document.baseURI).href, target: "_blank", rel: "noopener" }, text);
}
