/** @import { Chat } from "./chat.js" */
/** @import { Words } from "./parts.js" */
import { make } from "./make.js";
import { menuSheet } from "./menu-style.js";

export { menuSheet as sheet };

/** What the menu offers now. @param {Chat} chat @param {Words} words */
export function choices(chat, words) {
  const node = make("div", { class: "choices" });
  const offer = (/** @type {string} */ text, /** @type {() => void} */ act) => node.append(button("", text, act));
  if (chat.transcript.conversation && !chat.now.ended) offer(words.end, () => chat.ask(ending(chat, words)));
  return node;
}

/** Whether the visitor is sure to end. @param {Chat} chat @param {Words} words */
function ending(chat, words) {
  return confirmation(words.end_question, words.end_yes, words.end_no, (sure) => {
    chat.ask(null);
    if (sure) chat.send({ type: "end" });
  });
}

/** @type {WeakMap<Chat, HTMLElement>} */
const endings = new WeakMap();

/** What stands at the foot after the end. @param {Chat} chat @param {Words} words */
export function afterwards(chat, words) {
  const begin = () => {
    chat.host.offered = {};
    chat.send({ type: "start" });
  };
  const node = endings.get(chat) ?? make("div", { class: "over" }, button("primary", words.start, begin));
  endings.set(chat, node);
  return node;
}

/**
 * Ask before something is done that cannot be undone.
 *
 * @param {string} question
 * @param {string} yes
 * @param {string} no
 * @param {(sure: boolean) => void} act
 */
function confirmation(question, yes, no, act) {
  return make(
    "div",
    { class: "over", role: "group", "aria-label": question },
    make("p", {}, question),
    button("primary", yes, () => act(true)),
    button("", no, () => act(false)),
  );
}

/** @param {string} kind @param {string} text @param {() => void} act */
function button(kind, text, act) {
  return make("button", { type: "button", class: kind, onclick: act }, text);
}
