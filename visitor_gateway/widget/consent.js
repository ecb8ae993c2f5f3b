/** @import { Chat } from "./chat.js" */
/** @import { Words } from "./parts.js" */
import { confirmation, policy } from "./asking.js";

/** @type {WeakMap<Chat, HTMLElement>} */
const gates = new WeakMap();

/** Ask the visitor to agree before anything is stored or sent. @param {Chat} chat @param {Words} words */
export function consent(chat, words) {
  const gate = gates.get(chat) ?? confirmation(words.consent, words.agree, words.decline, (sure) => (sure ? agree(chat) : chat.host.close()));
  const address = chat.host.getAttribute("policy");
  if (address && !gates.has(chat)) gate.querySelector("p")?.append(" ", policy(address, words.policy));
  gates.set(chat, gate);
  return gate;
}

/** @param {Chat} chat */
function agree(chat) {
  chat.shelf.set("consent", new Date().toISOString());
  chat.begin();
  chat.show(true);
  chat.draw();
}
