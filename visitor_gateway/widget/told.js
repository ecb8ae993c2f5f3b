/** @import { Entry } from "./wire.js" */
/** @import { Chat } from "./chat.js" */

/** The events by which the page is told of the way to somebody and back, by the entries that say it. @type {Record<string, string>} */
const STEPS = {
  live_chat_requested: "live-chat-requested",
  agent_accepted: "live-chat-started",
  fallback_shown: "live-chat-missed",
  conversation_ended: "live-chat-ended",
};

/** What may tell an e-mail address. */
const FORM = /_answered$|_up_left$/;

/**
 * What a new entry means to the page: names of events, without `threadline-`, and what they tell.
 *
 * @param {Entry} entry
 * @param {Chat} chat which has the entry already
 * @returns {[name: string, detail: Record<string, unknown>][]}
 */
export function told(entry, { parts, transcript: { conversation, entries } }) {
  /** @type {[string, Record<string, unknown>][]} */
  const events = [];
  const { at, type } = entry;
  const tell = (/** @type {string} */ name, detail = {}) => events.push([name, { conversation, at, ...detail }]);
  if (entries.find((one) => one.type.startsWith("visitor_") && "id" in one) === entry) tell("engaged");
  if ("text" in entry && entry.text && type !== "agent_edited")
    tell("message", { from: type === "agent_wrote" ? "agent" : "id" in entry ? "visitor" : "dialogue", text: entry.text });
  const email = FORM.test(type) && parts.now("forms")?.address(entry, entries);
  if (email) tell("email-given", { email });
  const wasLive = type !== "conversation_ended" || entries.some((one) => one.type === "agent_accepted");
  if (STEPS[type] && wasLive) tell(STEPS[type], "agent" in entry ? { agent: entry.agent.name } : {});
  return events;
}
