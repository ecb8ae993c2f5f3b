/** @import { Chat } from "./chat.js" */
/** @import { Words } from "./parts.js" */
import { button } from "./asking.js";
import { make } from "./make.js";
import { rating } from "./rating.js";

/** What was made for a chat, so that a comment that was begun is not lost. @type {WeakMap<Chat, { about: string, node: HTMLElement }>} */
const made = new WeakMap();

/** What stands at the foot after the end: how was it, and a new beginning. @param {Chat} chat @param {Words} words */
export function afterwards(chat, words) {
  const { entries } = chat.transcript;
  const end = entries.findLast((entry) => entry.type === "conversation_ended");
  const said = chat.outbox.all().some(({ act }) => act.type === "rate") || entries.some(({ type, n }) => type === "visitor_rated" && n > (end?.n ?? 0));
  const asks = !!end && "rating" in end && !!end.rating;
  const about = `${chat.transcript.conversation} ${end?.n} ${asks} ${said}`;
  const known = made.get(chat);
  if (known?.about === about) return known.node;
  const begin = () => {
    chat.host.offered = {};
    chat.send({ type: "start" });
  };
  const asked = asks ? [said ? make("p", {}, words.rated) : rating(chat, words)] : [];
  // The focus goes to the button in it: then a screen reader says whose it is.
  const named = asks && said ? { role: "group", "aria-label": words.rated } : {};
  const node = make("div", { class: "over", ...named }, ...asked, button(asks && !said ? "" : "primary", words.start, begin));
  made.set(chat, { about, node });
  return node;
}
