/** @import { Act, Unsent } from "./wire.js" */
/** @import { Shelf } from "./shelf.js" */

const PREFIX = "out:";

/**
 * What the visitor did and the gateway has not shown back yet, oldest first.
 *
 * Each act lies on the shelf under a name of its own, so that two tabs add and drop without overwriting each
 * other. A tab may send what another tab wrote: the gateway acts on an id once.
 */
export class Outbox {
  #shelf;
  #now;
  #newest = 0;

  /**
   * @param {Shelf} shelf
   * @param {() => number} now milliseconds since 1970
   */
  constructor(shelf, now) {
    this.#shelf = shelf;
    this.#now = now;
  }

  /** @returns {Unsent[]} */
  all() {
    const found = this.#shelf.names().filter((name) => name.startsWith(PREFIX));
    return found
      .map((name) => this.#shelf.json(name))
      .filter((unsent) => unsent?.act)
      .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  }

  /**
   * The act to send next, or undefined.
   *
   * @param {string} conversation acts that were meant for another conversation are not sent into this one
   */
  next(conversation) {
    return this.all().find((u) => !u.accepted && !u.refused && u.conversation === conversation);
  }

  /**
   * @param {Act} act
   * @param {string} conversation
   */
  add(act, conversation) {
    this.#newest = Math.max(this.#now(), this.#newest + 1);
    const unsent = { id: freshId(), at: this.#newest, conversation, act };
    this.#keep(unsent);
    return unsent;
  }

  /** It is stored for good; it stays until its entry is seen. @param {string} id */
  accept(id) {
    const unsent = this.drop(id);
    if (unsent && !["end", "start", "open"].includes(unsent.act.type)) this.#keep({ ...unsent, accepted: true });
    return unsent;
  }

  /**
   * It changed nothing. A message stays, for the visitor to say it anew; anything else has its place on the screen.
   *
   * @param {string} id
   * @param {string} why
   */
  refuse(id, why) {
    const unsent = this.drop(id);
    if (unsent?.act.type === "message") this.#keep({ ...unsent, refused: why });
  }

  /** @param {string} id */
  drop(id) {
    const unsent = /** @type {Unsent | null} */ (this.#shelf.json(PREFIX + id));
    this.#shelf.set(PREFIX + id, null);
    return unsent;
  }

  /**
   * The visitor is in this conversation now: what was meant for another one cannot be said there any more.
   * A message that may not have arrived is shown as not sent, here.
   *
   * @param {string} conversation
   */
  enter(conversation) {
    for (const unsent of this.all().filter((u) => u.conversation !== conversation)) {
      this.drop(unsent.id);
      if (unsent.act.type === "message" && !unsent.accepted && !unsent.refused)
        this.#keep({ ...unsent, conversation, refused: "other_conversation" });
    }
  }

  /** @param {Unsent} unsent */
  #keep(unsent) {
    this.#shelf.set(PREFIX + unsent.id, JSON.stringify(unsent));
  }
}

/** 96 random bits. `crypto.randomUUID` is missing on pages without https. */
export function freshId() {
  return crypto.getRandomValues(new Uint32Array(3)).join("-");
}
