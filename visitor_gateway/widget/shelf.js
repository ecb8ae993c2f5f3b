/**
 * Texts by name, in a storage of the browser; in the memory of this page where storage is blocked or full.
 *
 * Nothing but opening the widget may make one: before that, nothing is stored.
 */
export class Shelf {
  #prefix;
  #storage;
  /** @type {Map<string, string>} */
  #own = new Map();

  /**
   * @param {string} prefix keeps sites apart
   * @param {() => Storage | null} storage reading `window.localStorage` throws where the visitor blocks it
   */
  constructor(prefix, storage) {
    this.#prefix = prefix;
    this.#storage = attempt(storage);
  }

  /** @param {string} name */
  get(name) {
    return this.#own.get(name) ?? attempt(() => this.#storage?.getItem(this.#prefix + name)) ?? null;
  }

  /**
   * @param {string} name
   * @param {string | null} text null to forget it
   */
  set(name, text) {
    this.#own.delete(name);
    if (text === null) attempt(() => this.#storage?.removeItem(this.#prefix + name));
    else if (!attempt(() => (this.#storage?.setItem(this.#prefix + name, text), this.#storage)))
      this.#own.set(name, text);
  }

  /** The value that was kept as JSON, or null if there is none or it cannot be read. @param {string} name */
  json(name) {
    return attempt(() => JSON.parse(this.get(name) ?? "null"));
  }

  names() {
    const stored = attempt(() => Object.keys(this.#storage ?? {})) ?? [];
    const ours = stored.filter((key) => key.startsWith(this.#prefix));
    return [...new Set([...ours.map((key) => key.slice(this.#prefix.length)), ...this.#own.keys()])];
  }
}

/**
 * Storage throws when it is blocked or full, and JSON when somebody else wrote it: both mean "not there".
 *
 * @template T
 * @param {() => T} act
 * @returns {T | null}
 */
function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}
