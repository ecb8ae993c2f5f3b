/** @import { Strings } from "./languages/en.js" */
/** @import { MoreStrings } from "./languages/more/en.js" */

/** What could not be fetched is tried again after so long, in milliseconds. */
const ONCE_MORE = 3_000;

/** What only some visitors need. Those that are seen have a `sheet` of their own. */
const PARTS = {
  files: () => import("./files.js"),
  forms: () => import("./forms.js"),
  menu: () => import("./menu.js"),
  more: () => import("./more.js"),
  signals: () => import("./signals.js"),
};

/** @typedef {Strings & MoreStrings} Words */
/** @typedef {typeof PARTS} Table */

/** The parts of the chat that are fetched when they are needed, and not before. */
export class Parts {
  #root;
  #strings;
  #language;
  #again;
  /** @type {Map<string, any>} null while it is on its way */
  #here = new Map();

  /**
   * @param {ShadowRoot} root where their looks go
   * @param {Strings} strings
   * @param {string} language
   * @param {() => void} again called when a part has come, and when it may be asked for once more
   */
  constructor(root, strings, language, again) {
    this.#root = root;
    this.#strings = strings;
    this.#language = language;
    this.#again = again;
  }

  /**
   * A part and the words for it, or null while it is on its way.
   *
   * @template {keyof Table} K
   * @param {K} name
   * @returns {Awaited<ReturnType<Table[K]>> & { words: Words } | null}
   */
  now(name) {
    if (!this.#here.has(name)) this.#fetch(name);
    return this.#here.get(name);
  }

  /** @param {keyof Table} name */
  async #fetch(name) {
    this.#here.set(name, null);
    try {
      /** @type {[any, any]} */
      const [part, { moreStrings }] = await Promise.all([PARTS[name](), import(`./languages/more/${this.#language}.js`)]);
      const { adoptedStyleSheets: sheets } = this.#root;
      if (part.sheet && !sheets.includes(part.sheet)) sheets.push(part.sheet);
      this.#here.set(name, { ...part, words: { ...this.#strings, ...moreStrings } });
    } catch {
      this.#here.delete(name);
      return setTimeout(this.#again, ONCE_MORE);
    }
    this.#again();
  }
}
