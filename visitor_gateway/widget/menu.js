/** @import { Chat } from "./chat.js" */
/** @import { Words } from "./parts.js" */
import { afterwards } from "./afterwards.js";
import { choices } from "./choices.js";
import { consent } from "./consent.js";
import { menuSheet } from "./menu-style.js";

export { choices, menuSheet as sheet };

/**
 * What stands at the foot while it is not only the composer: a question, or how to begin again. Where somebody was there,
 * a message after the end goes on with them.
 *
 * @param {Chat} chat
 * @param {HTMLElement | null} asked
 * @param {Words} words
 */
export function foot(chat, asked, words) {
  if (!chat.agreed) return [consent(chat, words)];
  if (asked) return [asked];
  return [afterwards(chat, words), ...(chat.now.agent ? [chat.composer.node] : [])];
}
