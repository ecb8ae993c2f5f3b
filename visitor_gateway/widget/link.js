/** @import { Chat } from "./chat.js" */
/** @import { CardShown } from "./wire.js" */
/** @import { Words } from "./parts.js" */
import { icon } from "./icon.js";
import { make } from "./make.js";

const SHEET = "M7 3.5h7l4 4v13H7zM14 3.5v4h4M10 12h5M10 16h5";
const CALENDAR = "M4.5 6h15v13.5h-15zM4.5 10.5h15M8.5 3.5V7M15.5 3.5V7";
/** Where a card may lead. The gateway sees to it; a page that speaks for it is not believed. */
const SAFE = /^(?:https?|mailto|tel):/;

/** Put below the lines of documents and meetings where they lead. @param {Chat} chat @param {Words} words */
export function lead(chat, words) {
  for (const entry of chat.transcript.entries) {
    const line = chat.log.line(`n${entry.n}`);
    if (entry.type !== "card_shown" || !entry.link || !line) continue;
    link(line, entry, chat.host.server, words, () => chat.now.ended || chat.send({ type: "open", card: entry.card }));
  }
}

/**
 * Put below the line of a card where it leads: to a document, or to a page for booking. Once.
 *
 * @param {Element} line
 * @param {CardShown} card
 * @param {string} server where an address that begins with `/` is
 * @param {Words} words
 * @param {() => unknown} opened
 */
function link(line, card, server, words, opened) {
  const address = new URL(card.link ?? "", server).href;
  if (line.querySelector(".leads") || !SAFE.test(address)) return;
  const name = card.kind === "meeting" ? words.book : words.open_document;
  const label = card.text ? `${name}: ${card.text}` : name;
  const anchor = make("a", { class: "leads", part: "link", href: address, target: "_blank", rel: "noopener noreferrer", "aria-label": label });
  anchor.append(icon(card.kind === "meeting" ? CALENDAR : SHEET), name);
  anchor.onclick = opened;
  anchor.onauxclick = (event) => event.button === 1 && opened();
  line.append(anchor);
}
