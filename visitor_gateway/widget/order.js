/** @import { AgentSentFile, AgentWrote, Entry } from "./wire.js" */

/**
 * Put an entry into its place among those shown so far, which came with smaller numbers.
 *
 * Entries go by `n`; but platforms deliver events out of order and files late, so what an agent says goes before that
 * of the same agent which was sent after it.
 *
 * @param {readonly Entry[]} shown
 * @param {Entry} entry
 * @returns {Entry[]}
 */
export function placed(shown, entry) {
  const later = said(entry) ? shown.findIndex((e) => said(e) && e.agent.id === entry.agent.id && e.sent > entry.sent) : -1;
  return later < 0 ? [...shown, entry] : [...shown.slice(0, later), entry, ...shown.slice(later)];
}

/** @param {Entry} entry @returns {entry is AgentWrote | AgentSentFile} */
function said(entry) {
  return entry.type === "agent_wrote" || entry.type === "agent_sent_file";
}
