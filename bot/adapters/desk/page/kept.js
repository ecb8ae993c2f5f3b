// What this browser keeps for this person: replies that are not accepted yet, what was typed and not sent, and up to
// where each thread was read.
// Each reply is an entry of its own, so that two tabs never overwrite each other's.

/** @typedef {{id: string, thread: string, text: string, at: number}} Unaccepted */

/** A storage that works where the browser forbids its own: for as long as the page is open. */
class Memory {
  #entries = new Map();
  keys() {
    return [...this.#entries.keys()];
  }
  /** @param {string} key */
  getItem(key) {
    return this.#entries.get(key) ?? null;
  }
  /** @param {string} key @param {string} value */
  setItem(key, value) {
    this.#entries.set(key, value);
  }
  /** @param {string} key */
  removeItem(key) {
    this.#entries.delete(key);
  }
}

function storage() {
  try {
    localStorage.setItem("threadline-desk", "1");
    localStorage.removeItem("threadline-desk");
    const keys = () => Object.keys(localStorage);
    return {
      keys,
      getItem: (/** @type {string} */ key) => localStorage.getItem(key),
      setItem: (/** @type {string} */ key, /** @type {string} */ value) => localStorage.setItem(key, value),
      removeItem: (/** @type {string} */ key) => localStorage.removeItem(key),
    };
  } catch {
    return new Memory();
  }
}

const kept = storage();

export class Outbox {
  #prefix;
  /** The newest time given out: two replies of one millisecond keep their order. */
  #last = 0;

  /** @param {string} name whose replies these are */
  constructor(name) {
    this.#prefix = `threadline-desk:${name}:reply:`;
  }

  /** Keep a reply until it is settled. @param {string} thread @param {string} text @returns {Unaccepted} */
  add(thread, text) {
    this.#last = Math.max(Date.now(), this.#last + 1);
    const reply = { id: freshId(), thread, text, at: this.#last };
    kept.setItem(this.#prefix + reply.id, JSON.stringify(reply));
    return reply;
  }

  /** Forget a reply: it was accepted or refused. @param {string} id */
  settle(id) {
    kept.removeItem(this.#prefix + id);
  }

  /** @param {string} id */
  has(id) {
    return kept.getItem(this.#prefix + id) !== null;
  }

  /** All that is not settled, in the order of writing. @returns {Unaccepted[]} */
  all() {
    const mine = kept.keys().filter((key) => key.startsWith(this.#prefix));
    const replies = mine.map((key) => JSON.parse(kept.getItem(key) ?? "null")).filter(Boolean);
    return replies.sort((a, b) => a.at - b.at);
  }
}

/** One text for each thread. */
class ByThread {
  #kind;
  #prefix = "";

  /** @param {string} kind keeps it apart from what else is kept */
  constructor(kind) {
    this.#kind = kind;
  }

  /** @param {string} name whose they are */
  of(name) {
    this.#prefix = `threadline-desk:${name}:${this.#kind}:`;
  }

  /** @param {string} thread */
  text(thread) {
    return kept.getItem(this.#prefix + thread) ?? "";
  }

  /** @param {string} thread @param {string} text empty to forget it */
  keep(thread, text) {
    if (text) kept.setItem(this.#prefix + thread, text);
    else kept.removeItem(this.#prefix + thread);
  }

  /** Forget all of them: the board is another one. */
  clear() {
    for (const key of kept.keys()) if (key.startsWith(this.#prefix)) kept.removeItem(key);
  }
}

export class ReadMarks extends ByThread {
  constructor() {
    super("read");
  }

  /** @param {string} thread */
  get(thread) {
    return Number(this.text(thread));
  }

  /** @param {string} thread @param {number} number */
  set(thread, number) {
    this.keep(thread, String(number));
  }
}

/** What was typed and not sent. */
export class Drafts extends ByThread {
  constructor() {
    super("draft");
  }
}

/** An id that nobody else chooses. Works without a secure context, where `randomUUID` is missing. */
export function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
