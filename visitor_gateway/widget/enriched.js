/** @import { Chat } from "./chat.js" */
/** @import { Agent, Change, Entry, SentFile, Span } from "./wire.js" */
/** @import { Item } from "./items.js" */
/** @import { Words } from "./parts.js" */
import { formatted } from "./formatted.js";
import { make } from "./make.js";

/**
 * What is to be said of one message beside the words it came with.
 *
 * @typedef {object} Dress
 * @property {string} text
 * @property {readonly Span[]} format
 * @property {SentFile | null} file
 * @property {boolean} edited
 * @property {boolean} deleted
 * @property {[emoji: string, names: string][]} reactions
 * @property {(() => Node[]) | null} [mend] why it was not sent, and what to do about it
 */

/**
 * The lines with all that is more than words: styles, links, files, and what was changed since they were said.
 *
 * @param {Item[]} lines
 * @param {Chat} chat
 * @param {Words} words
 * @returns {Item[]}
 */
export function enriched(lines, chat, words) {
  /** @type {Map<string, Change[]>} */
  const changes = new Map();
  for (const entry of chat.transcript.entries)
    if ("message" in entry) changes.set(entry.message, [...(changes.get(entry.message) ?? []), entry]);
  const gone = new Set();
  return lines.flatMap((line) => {
    if (line.side === "note" || line.side === "looking") return line;
    const dress = dressed(line, changes);
    // A message may be words and several files: it is said once that it is gone.
    if (dress.deleted && gone.has(idOf(line))) return [];
    if (dress.deleted) gone.add(idOf(line));
    const mend = line.state === "refused" ? () => refusal(line, chat, words) : null;
    return { ...line, dress: line.dress ?? ((/** @type {HTMLElement} */ node) => put(node, { ...dress, mend }, line.agent, words, chat)) };
  });
}

/** @param {Item} line @param {Map<string, Change[]>} changes @returns {Dress} */
function dressed(line, changes) {
  const { text, entry } = line;
  const file = entry && "file" in entry ? entry.file : null;
  /** @type {Dress} */
  const dress = { text, format: (entry && "format" in entry && entry.format) || [], file, edited: false, deleted: false, reactions: [] };
  const about = changes.get(idOf(line)) ?? [];
  for (const change of about) {
    if (change.type === "agent_edited" && change.text && !file) Object.assign(dress, { edited: true, text: change.text, format: change.format ?? [] });
    if (change.type === "agent_deleted") dress.deleted = true;
  }
  return dress.deleted ? dress : { ...dress, reactions: reactions(about) };
}

/** The id of the message that a line is of. @param {Item} line */
function idOf({ entry }) {
  return (entry && "id" in entry && entry.id) || "";
}

/** The emojis at a message, each with the names of those who put it there. @param {Change[]} about */
function reactions(about) {
  /** @type {Map<string, Extract<Change, { type: "agent_reacted" }>>} */
  const newest = new Map();
  for (const change of about) {
    if (change.type !== "agent_reacted") continue;
    const key = `${change.agent.id} ${change.emoji}`;
    if (change.sent >= (newest.get(key)?.sent ?? 0)) newest.set(key, change);
  }
  /** @type {Map<string, string>} */
  const names = new Map();
  for (const { emoji, agent, added } of newest.values())
    if (added) names.set(emoji, [names.get(emoji), agent.name].filter(Boolean).join(", "));
  return [...names];
}

/**
 * @param {HTMLElement} node
 * @param {Dress} dress
 * @param {Agent | undefined} agent
 * @param {Words} words
 * @param {Chat} chat
 */
function put(node, dress, agent, words, { host, parts }) {
  const { text, format, file, edited, deleted } = dress;
  const shown = JSON.stringify(dress) + !!dress.mend;
  const files = file && !deleted && parts.now("files");
  if (node.dataset.shown === shown || (file && !files && !deleted)) return;
  node.dataset.shown = shown;
  const bubble = /** @type {HTMLElement} */ (node.querySelector(".bubble"));
  bubble.classList.toggle("gone", deleted);
  const next = /** @type {HTMLElement} */ (bubble.cloneNode());
  if (deleted) next.append(words.deleted(agent?.name ?? words.us));
  else if (file && files) next.append(files.fileShown(file, host));
  else next.append(...formatted(text, format));
  // What says the same stays: a screen reader would read it out again.
  if (!next.isEqualNode(bubble)) bubble.replaceChildren(...next.childNodes);
  node.querySelector(".marks")?.remove();
  /** @type {Node[]} */
  const marks = dress.reactions.map(([emoji, names]) => make("span", { class: "reaction", role: "img", "aria-label": `${names}: ${emoji}`, title: names }, emoji));
  if (edited && !deleted) marks.push(make("span", { class: "edited" }, words.edited));
  marks.push(...(dress.mend?.() ?? []));
  if (marks.length) bubble.after(make("div", { class: "marks" }, ...marks));
}

/** @param {Item} item @param {Chat} chat @param {Words} words */
function refusal({ key, why = "" }, chat, words) {
  const { [why]: known = why } = /** @type {Record<string, any>} */ (words);
  return [
    make("span", { class: "problem" }, `${words.not_sent} ${known}`),
    make("button", { type: "button", onclick: () => chat.again(key, true) }, words.retry),
    make("button", { type: "button", onclick: () => chat.again(key, false) }, words.edit),
  ];
}
