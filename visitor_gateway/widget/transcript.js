/** @import { Entries, Entry, Welcome } from "./wire.js" */
/** @import { Shelf } from "./shelf.js" */
import { placed } from "./order.js";

/**
 * What this tab has seen of the conversation, and up to which number. It survives a reload, not the tab.
 */
export class Transcript {
  #shelf;
  conversation = "";
  last = 0;
  /** @type {readonly Entry[]} in the order in which they are shown */
  entries = [];

  /** @param {Shelf} shelf */
  constructor(shelf) {
    this.#shelf = shelf;
    const kept = shelf.json("view");
    if (Array.isArray(kept?.entries)) ({ conversation: this.conversation, last: this.last, entries: this.entries } = kept);
  }

  /**
   * Take in what the gateway says. Entries that were seen before are left out.
   *
   * @param {Welcome | Entries} frame
   * @returns {Entry[]} those that are new
   */
  take(frame) {
    if (frame.type === "welcome" && frame.conversation !== this.conversation) {
      this.forget();
      this.conversation = frame.conversation;
    }
    const fresh = frame.entries.filter((entry) => entry.n > this.last);
    this.entries = fresh.reduce(placed, this.entries);
    this.last = Math.max(this.last, frame.last);
    const { conversation, last, entries } = this;
    this.#shelf.set("view", JSON.stringify({ conversation, last, entries }));
    return fresh;
  }

  forget() {
    Object.assign(this, { conversation: "", last: 0, entries: [] });
  }
}
