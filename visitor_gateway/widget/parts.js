/** @import { Strings } from "./languages/en.js" */
/** @import { MoreStrings } from "./languages/more/en.js" */

/** What could not be fetched is tried again after so long, in milliseconds. */
const ONCE_MORE = 3_000;

/** What only some visitors need. Each has a `sheet` of its own. */
const PARTS = {
  forms: () => import("./forms.js"),
  menu: () => import("./menu.js"),
  more: () => import("./more.js"),
};

/** @typedef {Strings & MoreStrings} Words */

/** The parts of the chat that are fetched when they are needed, and not before. */
export class Parts {
  #root;
  #strings;
  #language;
  #again;
  /** @type {Map<string, Promise<any>>} */
  #fetched = new Map();

  /**
   * @param {ShadowRoot} root where their looks go
   * @param {Strings} strings
   * @param {string} language
   * @param {() => void} again asks anew for what could not be fetched
   */
  constructor(root, strings, language, again) {
    this.#root = root;
    this.#strings = strings;
    this.#language = language;
    this.#again = again;
  }

  /**
   * Do what needs a part, and the words for it.
   *
   * @template {keyof typeof PARTS} K
   * @param {K} name
   * @param {(part: Awaited<ReturnType<typeof PARTS[K]>>, words: Words) => void} act
   */
  with(name, act) {
    const fetched = this.#fetched.get(name) ?? Promise.all([PARTS[name](), import(`./languages/more/${this.#language}.js`)]);
    this.#fetched.set(name, fetched);
    fetched.then(
      ([part, { moreStrings }]) => {
        const { adoptedStyleSheets: sheets } = this.#root;
        if (!sheets.includes(part.sheet)) sheets.push(part.sheet);
        act(part, { ...this.#strings, ...moreStrings });
      },
      () => this.#fetched.delete(name) && setTimeout(this.#again, ONCE_MORE),
    );
  }
}
