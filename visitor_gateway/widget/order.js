/** @import { Entry } from "./wire.d.ts" */

/**
 * Put an entry into its place among those shown so far, which came with smaller numbers.
 *
 * Entries go by `n`; but platforms deliver events out of order, so an agent's message goes before those of
 * the same agent that were sent after it.
 *
 * @param {readonly Entry[]} shown
 * @param {Entry} entry
 * @returns {Entry[]}
 */
export function placed(shown, entry) {
  const later =
    entry.type === "agent_wrote"
      ? shown.findIndex(
          (e) => e.type === "agent_wrote" && e.agent.id === entry.agent.id && e.sent > entry.sent,
        )
      : -1;
  return later < 0 ? [...shown, entry] : [...shown.slice(0, later), entry, ...shown.slice(later)];
}
