/** @import { Agent, Entry, Unsent } from "./wire.js" */
/** @import { Standing } from "./standing.js" */
/** @import { Strings } from "./languages/en.js" */

/**
 * One line of the conversation as it is shown.
 *
 * @typedef {object} Item
 * @property {string} key stays the same from the moment the visitor says it until the gateway shows it back
 * @property {"visitor" | "agent" | "us" | "note" | "looking"} side who speaks; `us` is the dialogue
 * @property {string} text
 * @property {number} [at] milliseconds since 1970
 * @property {Agent} [agent]
 * @property {"" | "pending" | "refused"} [state]
 * @property {string} [why] why it was refused: a text, or a name of a language's
 * @property {Entry} [entry] where it comes from
 * @property {(line: HTMLElement) => void} [dress] shows what is more than its text; from enriched.js
 * @property {boolean} [joined] whether the same speaker spoke just before
 * @property {boolean} [last] whether somebody else speaks after it
 */

/** What is said of an end, by who ended. @type {Map<string, "ended_by_visitor" | "ended_by_agent">} */
const ENDED = new Map([["visitor", "ended_by_visitor"], ["agent", "ended_by_agent"]]);
/** What more.js shows: an address in a text, and entries that are more than words or change what was said. */
const ADDRESS = /https?:/i;
const MORE = /_file$|^agent_(edited|deleted|reacted)$/;

/** Lines of one speaker stand together if no more time than this lies between them, in milliseconds. */
const TOGETHER = 5 * 60_000;

/**
 * The lines to show: the entries, what the visitor did since, whether somebody is being looked for, and what is late.
 *
 * @param {readonly Entry[]} entries
 * @param {Unsent[]} unsent
 * @param {Standing} now
 * @param {Strings} strings
 * @param {Item[]} [more] what else the visitor did since
 */
export function items(entries, unsent, now, strings, more = []) {
  const left = entries.some((entry) => entry.type === "follow_up_left");
  const seen = new Set(entries.map((entry) => ("id" in entry ? entry.id : "")));
  const all = [
    ...entries.map((entry) => fromEntry(entry, strings, left)),
    ...unsent.filter((u) => !seen.has(u.id)).map((u) => fromUnsent(u)),
    ...more,
    ...asides(now, strings),
  ].filter((item) => item !== null);
  return all.map((item, i) => ({ ...item, joined: together(all[i - 1], item), last: !together(item, all[i + 1]) }));
}

/** What goes on just now, below everything that was said. @param {Standing} now @param {Strings} strings @returns {Item[]} */
function asides({ idle, late, looking, place, typing }, strings) {
  const asides = {
    looking: looking && (place ? strings.place(place) : strings.looking),
    late: late && strings.late,
    idle: idle && strings.ends_soon,
    typing: typing && strings.typing(typing),
  };
  return Object.entries(asides).flatMap(([key, text]) => (text ? [{ key, side: "looking", text }] : []));
}

/** Whether there is more to show than words. @param {Item[]} lines @param {readonly Entry[]} entries */
export function rich(lines, entries) {
  return (
    lines.some(({ text, side, state }) => state === "refused" || (side !== "note" && ADDRESS.test(text))) ||
    entries.some((entry) => MORE.test(entry.type) || ("format" in entry && entry.format?.length) || ("link" in entry && entry.link))
  );
}

/**
 * @param {Entry} entry
 * @param {Strings} strings
 * @param {boolean} left whether the visitor left a message for later
 * @returns {Item | null} null for what is not shown, which includes types this widget does not know
 */
function fromEntry(entry, strings, left) {
  const base = { key: `n${entry.n}`, at: entry.at, entry, text: "" };
  switch (entry.type) {
    case "fallback_shown":
      return { ...base, side: "us", text: [entry.text, entry.booking].filter(Boolean).join("\n") };
    case "card_shown":
      // A form may go without words, and its line without a bubble.
      return entry.text || entry.fields?.length ? { ...base, side: "us", text: entry.text ?? "" } : null;
    case "visitor_sent_file":
      return { ...base, key: entry.id, side: "visitor" };
    case "visitor_wrote":
    case "visitor_answered":
    case "follow_up_left":
      return entry.text ? { ...base, key: entry.id || base.key, side: "visitor", text: entry.text } : null;
    case "agent_wrote":
      return { ...base, at: entry.sent, side: "agent", agent: entry.agent, text: entry.text };
    case "agent_sent_file":
      return { ...base, at: entry.sent, side: "agent", agent: entry.agent };
    case "agent_left":
      return { ...base, side: "note", text: strings.left(entry.agent.name) };
    case "agent_joined":
    case "agent_accepted":
      return { ...base, side: "note", text: strings.joined(entry.agent.name) };
    case "agent_removed":
      return { ...base, side: "note", text: strings.handed_over };
    case "conversation_ended":
      return { ...base, side: "note", text: left ? strings.thanks : strings[ENDED.get(entry.by) ?? "ended_by_system"] };
    default:
      return null;
  }
}

/**
 * @param {Unsent} unsent
 * @returns {Item | null} null for what has its place elsewhere: a form, the menu
 */
function fromUnsent({ id, at, act, accepted, refused }) {
  if (act.type !== "message" && act.type !== "answer") return null;
  const text = act.type === "message" ? act.text : act.answer;
  return { key: id, at, side: "visitor", text, state: refused ? "refused" : accepted ? "" : "pending", why: refused };
}

/** @param {Item | undefined} a @param {Item | undefined} b */
function together(a, b) {
  if (!a || !b || a.side !== b.side || a.side === "note" || a.state === "refused") return false;
  return a.agent?.name === b.agent?.name && Math.abs((b.at ?? 0) - (a.at ?? 0)) < TOGETHER;
}
