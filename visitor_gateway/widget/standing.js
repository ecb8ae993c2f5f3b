/** @import { Agent, CardShown, Entry } from "./wire.d.ts" */

/**
 * Where a conversation stands after its entries.
 *
 * @typedef {object} Standing
 * @property {CardShown | null} card the question or form that waits for the visitor
 * @property {boolean} looking whether somebody is being looked for
 * @property {boolean} late whether what the visitor wrote has not reached the agent for a while
 * @property {Agent | null} agent who is with the visitor
 * @property {Extract<Entry, { type: "conversation_ended" }> | null} ended
 */

/**
 * @param {readonly Entry[]} entries
 * @returns {Standing}
 */
export function standing(entries) {
  /** @type {Standing} */
  const now = { card: null, looking: false, late: false, agent: null, ended: null };
  for (const entry of entries) {
    switch (entry.type) {
      case "card_shown":
        now.card = entry.answers?.length || entry.fields?.length ? entry : null;
        now.ended = null;
        break;
      case "visitor_answered":
        now.card = null;
        break;
      case "live_chat_requested":
        Object.assign(now, { card: null, looking: true, ended: null });
        break;
      case "agent_accepted":
        Object.assign(now, { looking: false, agent: entry.agent, ended: null });
        break;
      case "fallback_shown":
        now.looking = false;
        break;
      case "delivery_late":
      case "delivery_caught_up":
        now.late = entry.type === "delivery_late";
        break;
      case "conversation_ended":
        Object.assign(now, { card: null, looking: false, ended: entry });
    }
  }
  return now;
}
