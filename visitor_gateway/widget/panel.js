/** @import { Agent } from "./wire.js" */
/** @import { ThreadlineChat } from "./threadline-chat.js" */
/** @import { Strings } from "./languages/en.js" */
import { icon } from "./icon.js";
import { face } from "./line.js";
import { make } from "./make.js";

/** A page narrower or lower than this is all chat while it is open. */
const NARROW = "(max-width: 479px), (max-height: 479px)";

/** What is in sight of the page: there is one in every window. */
const VIEWPORT = /** @type {VisualViewport} */ (visualViewport);

/** The frame around the conversation: a dialog beside the page, or over all of a narrow one. */
export class Panel {
  #narrow = matchMedia(NARROW);
  #strings;
  #host;
  #title;
  #who = "";
  #status = make("p", { class: "status", role: "status" });
  #menu;
  #footer = make("div", { class: "footer" });
  node;

  /**
   * @param {Strings} strings
   * @param {ThreadlineChat} host
   * @param {HTMLElement} talk
   * @param {() => void} choose fills the menu, each time when it opens
   */
  constructor(strings, host, talk, choose) {
    const close = () => host.close();
    this.#strings = strings;
    this.#host = host;
    this.#title = make("h2", { class: "title" }, host.label);
    const more = make("summary", { "aria-label": strings.more });
    more.append(icon("M5 12h.01M12 12h.01M19 12h.01"));
    this.#menu = make("details", { class: "menu", ontoggle: () => this.#menu.open && choose() }, more);
    const closer = make("button", { type: "button", class: "close", "aria-label": strings.close, onclick: close });
    closer.append(icon("M7 7l10 10M17 7L7 17"));
    // No <header>: beside the website's own it would be a second banner of the page.
    const header = make("div", { class: "header", part: "header" }, face(null, host), this.#title, this.#menu, closer);
    this.node = make("dialog", { class: "panel", part: "panel", "aria-label": host.label, tabIndex: -1 }, header, talk, this.#status, this.#footer);
    // The side on which the panel stands goes by the page; its words go their own way.
    for (const part of [header, talk, this.#status, this.#footer]) part.dir = strings.dir;
    this.node.onkeydown = (event) => {
      if (event.key === "Escape" && !event.isComposing) this.#escape(event, close);
    };
    this.node.onclick = (event) => {
      const inside = event.composedPath().includes(this.#menu);
      if (!inside) this.#menu.open = false;
    };
    // Escape on a modal dialog would close it behind our back.
    this.node.oncancel = (event) => event.preventDefault();
  }

  show() {
    if (this.node.open) return;
    if (this.#narrow.matches) {
      this.node.showModal();
      this.node.focus(); // not the menu, which is its first stop
    } else this.node.open = true; // `show` would take the focus from the page, also after a reload
    this.#narrow.onchange = () => this.#turn();
    for (const name of ["resize", "scroll"]) VIEWPORT.addEventListener(name, this.#fit);
    this.#fit();
  }

  hide() {
    this.#narrow.onchange = null;
    for (const name of ["resize", "scroll"]) VIEWPORT.removeEventListener(name, this.#fit);
    this.#menu.open = false;
    this.node.close();
  }

  /** @param {Agent | null} agent who is with the visitor, or nobody: then it is the name of the chat again */
  agent(agent) {
    const who = agent ? `${agent.name} ${agent.avatar}` : "";
    if (who === this.#who) return;
    this.#who = who;
    const unseen = make("span", { class: "unseen" }, agent ? `${this.#strings.with} ` : "");
    this.#title.replaceChildren(unseen, agent?.name ?? this.#host.label);
    this.#title.previousElementSibling?.replaceWith(face(agent, this.#host));
  }

  /** What stands at the foot: the composer, a question, or the way to begin again. @param {Node[]} nodes */
  foot(...nodes) {
    const { childNodes } = this.#footer;
    for (const node of [...childNodes]) if (!nodes.includes(node)) node.remove();
    // What stays is not moved: that would take the focus from it.
    nodes.forEach((node, at) => node === childNodes[at] || this.#footer.insertBefore(node, childNodes[at]));
  }

  /** Whether the menu is open, and waits for its choices. */
  get choosing() {
    return this.#menu.open && !this.#menu.querySelector(".choices");
  }

  /** Put the choices into the menu; choosing closes it. @param {HTMLElement} choices */
  offer(choices) {
    choices.addEventListener("click", () => (this.#menu.open = false));
    this.#menu.querySelector(".choices")?.remove();
    this.#menu.append(choices);
  }

  /** @param {string} text empty when all is well */
  status(text) {
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }

  /** @param {KeyboardEvent} event @param {() => void} close */
  #escape(event, close) {
    event.preventDefault();
    event.stopPropagation();
    if (!this.#menu.open) return close();
    this.#menu.open = false;
    this.#menu.querySelector("summary")?.focus();
  }

  /** The page became narrow or wide. */
  #turn() {
    const root = /** @type {ShadowRoot} */ (this.node.getRootNode());
    const focused = /** @type {HTMLElement | null} */ (root.activeElement);
    this.node.close();
    this.show();
    focused?.focus();
  }

  /** The keyboard of a phone covers the page without changing its height, and may push what is in sight down it. */
  #fit = () => {
    const { height, offsetTop } = VIEWPORT;
    this.node.style.setProperty("--_height", `${height}px`);
    this.node.style.setProperty("--_top", `${offsetTop}px`);
  };
}
