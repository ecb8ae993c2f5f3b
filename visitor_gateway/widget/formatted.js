/** @import { Span } from "./wire.js" */
import { anchor, linked } from "./links.js";
import { make } from "./make.js";

/** The element of each style that a text may have. @type {Map<string, keyof HTMLElementTagNameMap>} */
const ELEMENTS = new Map([["bold", "strong"], ["italic", "em"], ["strike", "s"], ["code", "code"], ["pre", "pre"], ["quote", "blockquote"]]);
/** These stand on lines of their own, so that the line breaks around them are theirs. */
const BLOCKS = new Set(["pre", "quote"]);
const MAY_LEAD = /^(?:https?|mailto|tel):/i;

/**
 * A text as nodes, with its styles and links.
 *
 * @param {string} text
 * @param {readonly Span[]} spans by their starts, the longer one first; they never cross
 * @param {number} [from]
 * @param {number} [to]
 * @returns {(Node | string)[]}
 */
export function formatted(text, spans, from = 0, to = text.length) {
  const nodes = [];
  let done = from;
  for (const span of spans) {
    const [style, start, end, address] = span;
    if (start < done || end > to || end <= start) continue; // within one before it, or out of this world
    const block = BLOCKS.has(style);
    const before = text.slice(done, start);
    nodes.push(...linked(block ? before.replace(/\n$/, "") : before));
    const inside = spans.filter((other) => other !== span && other[1] >= start && other[2] <= end);
    nodes.push(...styled(style, formatted(text, inside, start, end), address));
    done = block && text[end] === "\n" ? end + 1 : end;
  }
  return [...nodes, ...linked(text.slice(done, to))];
}

/** @param {string} style @param {(Node | string)[]} nodes @param {string} [address] */
function styled(style, nodes, address) {
  const element = ELEMENTS.get(style);
  if (element) return [make(element, {}, ...nodes)];
  if (style !== "link" || !MAY_LEAD.test(address ?? "")) return nodes;
  return [anchor(/** @type {string} */ (address), .../** @type {Node[]} */ (nodes).map((node) => plain(node)))];
}

/** A link in a link would end the first one. @param {Node | string} node */
function plain(node) {
  return node instanceof HTMLAnchorElement ? node.textContent ?? "" : node;
}
