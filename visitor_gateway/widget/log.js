/** @import { Item } from "./items.js" */
/** @import { Setting } from "./line.js" */
import { adjust, line } from "./line.js";
import { make } from "./make.js";

/** Within so many pixels of its end the list counts as read to its end. */
const NEAR = 48;

/** The list of lines. It stays at the newest line, unless the visitor scrolled up to read. */
export class Log {
  #setting;
  /** @type {Map<string, HTMLElement>} */
  #lines = new Map();
  #list = make("ol", { role: "list" });
  #pinned = true;
  #top = 0;
  #scroller;
  #hint;

  /** @param {Setting} setting */
  constructor(setting) {
    this.#setting = setting;
    const { log, newest } = setting.strings;
    this.#scroller = make(
      "div",
      { class: "log", part: "log", role: "log", "aria-live": "polite", "aria-label": log, tabIndex: 0 },
      this.#list,
    );
    this.#hint = make("button", { type: "button", class: "newest", hidden: true, onclick: () => this.toEnd() }, newest);
    this.node = make("div", { class: "room" }, this.#scroller, this.#hint);
    this.#scroller.onscroll = () => this.#scrolled();
    // Pictures, forms and the keyboard of a phone change the room without a scroll.
    const room = new ResizeObserver(() => this.#pinned && this.toEnd());
    room.observe(this.#scroller);
    room.observe(this.#list);
  }

  /**
   * @param {Item[]} items
   * @param {boolean} quietly whether they are history, not to be read aloud
   */
  show(items, quietly) {
    this.#scroller.setAttribute("aria-busy", String(quietly));
    const keys = new Set(items.map((item) => item.key));
    for (const [key, node] of this.#lines) {
      if (keys.has(key)) continue;
      node.remove();
      this.#lines.delete(key);
    }
    const grew = items.filter((item, at) => this.#place(item, at)).length > 0;
    if (quietly || grew && items[items.length - 1].side === "visitor" && items[items.length - 1].state) this.#pinned = true;
    if (this.#pinned) this.toEnd();
    else if (grew) this.#hint.hidden = false;
  }

  /** The line with this key, to put a question's buttons or a form below it. @param {string} key */
  line(key) {
    return this.#lines.get(key) ?? null;
  }

  clear() {
    this.#lines.clear();
    this.#list.replaceChildren();
  }

  toEnd() {
    this.#pinned = true;
    this.#hint.hidden = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#top = this.#scroller.scrollTop;
  }

  /** Whether it is new. @param {Item} item @param {number} at */
  #place(item, at) {
    const known = this.#lines.get(item.key);
    const node = known ?? line(item, this.#setting);
    this.#lines.set(item.key, node);
    // Moved only if it stands elsewhere: moving takes the focus from what is inside.
    if (this.#list.children[at] !== node) this.#list.insertBefore(node, this.#list.children[at] ?? null);
    adjust(node, item, this.#setting);
    return !known;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    // What came below since is no scroll of the visitor's: theirs goes up.
    this.#pinned = scrollHeight - scrollTop - clientHeight < NEAR || (this.#pinned && scrollTop >= this.#top);
    this.#top = scrollTop;
    if (this.#pinned) this.#hint.hidden = true;
  }
}
