/** @import { Item } from "./items.js" */
/** @import { Agent } from "./wire.js" */
/** @typedef {{ server: string, locale: string, avatar: string }} Host */
/** @import { Strings } from "./languages/en.js" */
import { icon } from "./icon.js";
import { make } from "./make.js";

const THREAD = "M5 8h14M5 12h14M5 16h8";

/**
 * What lines need to know of their page.
 *
 * @typedef {object} Setting
 * @property {Strings} strings
 * @property {Host} host
 */

/**
 * One line of the conversation, made once and then only adjusted: a screen reader hears of it once.
 *
 * @param {Item} item
 * @param {Setting} setting
 */
export function line(item, setting) {
  const node = make("li", { class: item.side, part: `line ${item.side}` });
  if (item.side === "note") node.append(make("p", {}, item.text));
  else if (item.side === "looking") node.append(make("p", {}, make("span", { class: "pulse" }), make("span", { class: "words" }, item.text)));
  else node.append(...speech(item, setting));
  return node;
}

/**
 * Bring a line up to date.
 *
 * @param {HTMLElement} node
 * @param {Item} item
 * @param {Setting} setting
 */
export function adjust(node, item, setting) {
  node.classList.toggle("joined", !!item.joined);
  node.classList.toggle("last", !!item.last);
  node.classList.toggle("pending", !!item.state);
  const words = node.querySelector(".words");
  if (words && words.textContent !== item.text) words.textContent = item.text;
  item.dress?.(node);
  const meta = /** @type {HTMLElement | null} */ (node.querySelector(".meta"));
  if (!meta || meta.dataset.at === String(item.at)) return;
  meta.dataset.at = String(item.at);
  meta.replaceChildren(time(item.at ?? 0, setting.host.locale));
}

/** @param {Item} item @param {Setting} setting */
function speech(item, setting) {
  const { strings } = setting;
  const name = item.agent?.name ?? (item.side === "us" ? strings.us : strings.you);
  const body = make(
    "div",
    { class: "body" },
    make("span", { class: item.agent ? "name" : "name unseen" }, name),
    make("div", { class: "bubble", part: "bubble", dir: "auto" }, item.text),
    make("span", { class: "meta", "aria-live": "off" }),
  );
  return item.side === "visitor" ? [body] : [face(item.agent, setting.host), body];
}

/**
 * An agent's picture, or their initials; for nobody the website's own picture, or a sign. Of agents only the gateway's own
 * pictures are shown.
 *
 * @param {Agent | null | undefined} agent
 * @param {Host} host
 */
export function face(agent, { server, avatar }) {
  const node = make("span", { class: "face", part: "avatar", "aria-hidden": "true" });
  node.append(agent ? initials(agent.name) : icon(THREAD));
  const address = agent ? agent.avatar && new URL(agent.avatar, server) : avatar && new URL(avatar, document.baseURI);
  if (!address || (agent && address.origin !== server)) return node;
  const picture = make("img", { alt: "", src: address.href });
  picture.onload = () => node.replaceChildren(picture);
  return node;
}

/** @param {string} name */
function initials(name) {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return ends.map((word) => [...word][0] ?? "").join("").toUpperCase();
}

/** The hour, and the day where it is not today's. @param {number} at @param {string} locale */
function time(at, locale) {
  const when = new Date(at);
  const today = when.toDateString() === new Date().toDateString();
  /** @type {Intl.DateTimeFormatOptions} */
  const day = today ? {} : { month: "short", day: "numeric" };
  const text = when.toLocaleString(locale, { ...day, hour: "2-digit", minute: "2-digit" });
  return make("time", { dateTime: when.toISOString() }, text);
}
