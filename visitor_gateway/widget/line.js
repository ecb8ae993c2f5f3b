/** @import { Item } from "./items.js" */
/** @import { Agent } from "./wire.d.ts" */
/** @import { Parts } from "./parts.js" */
/** @import { Strings } from "./languages/en.js" */
import { icon } from "./icon.js";
import { make } from "./make.js";

const THREAD = "M5 8h14M5 12h14M5 16h8";
/** A text that may have an address in it. */
const LEADING = /https?:/i;

/**
 * What lines need to know of their page.
 *
 * @typedef {object} Setting
 * @property {Strings} strings
 * @property {string} locale
 * @property {string} server where agents' pictures come from
 * @property {string} avatar the address of the website's own picture, or empty
 * @property {Parts} parts
 * @property {(id: string) => void} retry
 * @property {(id: string) => void} edit
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
  node.classList.toggle("pending", item.state === "pending");
  const words = node.querySelector(".words");
  if (words && words.textContent !== item.text) words.textContent = item.text;
  const meta = node.querySelector(".meta");
  const shown = `${item.state} ${item.at}`;
  if (!meta || meta.getAttribute("data-shown") === shown) return;
  meta.setAttribute("data-shown", shown);
  meta.replaceChildren(...(item.state === "refused" ? refusal(item, setting) : [time(item.at ?? 0, setting.locale)]));
}

/** @param {Item} item @param {Setting} setting */
function speech(item, setting) {
  const { parts, strings } = setting;
  const name = item.agent?.name ?? (item.side === "us" ? strings.us : strings.you);
  const bubble = make("p", { class: "bubble", part: "bubble", dir: "auto" }, item.text);
  if (LEADING.test(item.text)) parts.with("more", ({ linked }) => bubble.replaceChildren(...linked(item.text)));
  const body = make(
    "div",
    { class: "body" },
    make("span", { class: item.agent ? "name" : "name unseen" }, name),
    bubble,
    make("span", { class: "meta" }),
  );
  return item.side === "visitor" ? [body] : [face(item.agent, setting), body];
}

/**
 * An agent's picture, or their initials; for nobody the website's own picture, or a sign. Of agents only the gateway's own
 * pictures are shown.
 *
 * @param {Agent | null | undefined} agent
 * @param {{ server: string, avatar: string }} where
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

/** @param {Item} item @param {Setting} setting */
function refusal({ key, why = "" }, { strings, retry, edit }) {
  return [
    make("span", { class: "problem" }, `${strings.not_sent}. ${why}`),
    make("button", { type: "button", onclick: () => retry(key) }, strings.retry),
    make("button", { type: "button", onclick: () => edit(key) }, strings.edit),
  ];
}

/** The hour, and the day where it is not today's. @param {number} at @param {string} locale */
function time(at, locale) {
  const when = new Date(at);
  const today = when.toDateString() === new Date().toDateString();
  /** @type {Intl.DateTimeFormatOptions} */
  const day = today ? {} : { month: "short", day: "numeric" };
  const text = when.toLocaleString(locale, { ...day, hour: "2-digit", minute: "2-digit" });
  const whole = when.toLocaleString(locale, { dateStyle: "full", timeStyle: "short" });
  return make("time", { dateTime: when.toISOString(), title: whole }, text);
}
