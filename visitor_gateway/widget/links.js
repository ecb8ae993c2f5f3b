import { make } from "./make.js";

const ADDRESS = /\bhttps?:\/\/[^\s<>"“”]+/gi;
const TAIL = /[.,;:!?'’…]+$/;

/**
 * A text as nodes, with its web addresses as links. Only http and https: other schemes stay text.
 *
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export function linked(text) {
  const nodes = [];
  let done = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    nodes.push(text.slice(done, match.index), anchor(address, address));
    done = match.index + address.length;
  }
  return [...nodes, text.slice(done)];
}

/**
 * What ends a sentence is no part of the address before it; a bracket is, if it was opened there.
 *
 * @param {string} address
 * @returns {string}
 */
function trimmed(address) {
  const kept = address.replace(TAIL, "");
  return kept.endsWith(")") && !kept.includes("(") ? trimmed(kept.slice(0, -1)) : kept;
}

/** @param {string} address @param {(Node | string)[]} shown */
export function anchor(address, ...shown) {
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, ...shown);
}
