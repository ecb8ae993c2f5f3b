/** @import { Agent, CardShown, Entry, FallbackShown } from "./wire.js" */

/**
 * Where a conversation stands after its entries.
 *
 * @typedef {object} Standing
 * @property {CardShown | FallbackShown | null} card the question or form that waits for the visitor
 * @property {boolean} looking whether somebody is being looked for
 * @property {number} place where the visitor stands in line, 1 is next; 0 while they do not wait in one
 * @property {boolean} late whether what the visitor wrote has not reached the agent for a while
 * @property {boolean} idle whether the visitor was warned that the conversation ends, and nothing was said since
 * @property {string} typing the name of who is typing, or empty; chat.js knows
 * @property {Agent | null} agent who is with the visitor
 * @property {Extract<Entry, { type: "conversation_ended" }> | null} ended
 */

/**
 * @param {readonly Entry[]} entries
 * @returns {Standing}
 */
export function standing(entries) {
  /** @type {Standing} */
  const now = { card: null, looking: false, place: 0, late: false, idle: false, typing: "", agent: null, ended: null };
  for (const entry of entries) {
    now.idle = entry.type === "idle_warned";
    switch (entry.type) {
      case "card_shown":
        now.card = entry.answers?.length || entry.fields?.length ? entry : null;
        now.ended = null;
        break;
      case "visitor_answered":
      case "follow_up_left":
        now.card = null;
        break;
      case "live_chat_requested":
      case "conversation_reopened":
      case "agent_removed":
        Object.assign(now, { card: null, looking: true, agent: null, ended: null });
        break;
      case "visitor_queued":
        now.place = entry.position;
        break;
      case "agent_accepted":
        Object.assign(now, { looking: false, place: 0, agent: entry.agent, ended: null });
        break;
      case "fallback_shown":
        Object.assign(now, { card: entry.fields?.length ? entry : null, looking: false, place: 0 });
        break;
      case "delivery_late":
      case "delivery_caught_up":
        now.late = entry.type === "delivery_late";
        break;
      case "conversation_ended":
        Object.assign(now, { card: null, looking: false, place: 0, ended: entry });
    }
  }
  return now;
}
