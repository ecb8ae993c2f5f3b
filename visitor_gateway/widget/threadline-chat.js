/** @import { Chat } from "./chat.js" */
import { icon } from "./icon.js";

const HOME = new URL(import.meta.url).origin;

/** The languages of the widget, and what its button says in each. */
const LABELS = {
  en: "Chat with us",
  sv: "Chatta med oss",
  zh: "与我们聊天",
  nl: "Chat met ons",
  pt: "Fale conosco",
  de: "Chat mit uns",
  fr: "Discutez avec nous",
  es: "Chatea con nosotros",
  it: "Chatta con noi",
  ja: "チャットで相談",
  ko: "채팅 상담",
  ar: "تحدّث معنا",
};

const sheet = new CSSStyleSheet();
// Words on the accent are white or black, whichever reads better: the contrast is 4.5 : 1 or more on any colour.
sheet.replaceSync(`
:host { --_accent: var(--threadline-accent, #0b6e60);
  --_on: var(--threadline-on-accent, color(from var(--_accent) xyz calc((.18 - y) * 9999) calc((.18 - y) * 9999) calc((.18 - y) * 9999)));
  --_gap: var(--threadline-offset, 20px); position: fixed; z-index: 2147483000;
  inset-block-end: var(--_gap); inset-inline-end: var(--_gap); color-scheme: light dark }
:host([hidden]) { display: none }
:host([side=left]) { direction: rtl }
:host([side=right]) { direction: ltr }
:host([theme=light]) { color-scheme: light }
:host([theme=dark]) { color-scheme: dark }
.launcher { all: unset; box-sizing: border-box; display: grid; place-items: center; position: relative;
  width: 60px; height: 60px; border-radius: 50%; background: var(--_accent); color: var(--_on); cursor: pointer;
  box-shadow: 0 4px 20px #0005; transition: transform .2s }
.launcher:hover { transform: translateY(-2px) }
.launcher:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px #111 }
svg { width: 30px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round }
.launcher svg { transition: opacity .2s; grid-area: 1/1 }
[aria-expanded=false] .down, [aria-expanded=true] .talk { opacity: 0 }
.unread { position: absolute; inset: -2px -2px auto auto; min-width: 22px; box-sizing: border-box; padding: 0 6px;
  border-radius: 11px; background: #c4262e; color: #fff; font: 600 12px/22px system-ui, sans-serif; text-align: center }
.unread:empty { display: none }
@media (prefers-reduced-motion: reduce) { * { transition: none !important } }
@media print { :host { display: none } }`);

/**
 * A chat in the corner of a website. Before the visitor opens it, it is this button: it connects to nothing and
 * stores nothing.
 *
 * Attributes: `site`, `server` (where this file came from, unless given), `lang` (else as the page, or the browser),
 * `theme` (`light`, `dark`; else as the system), `side` (`left`, `right`; else where lines of the page end), `label`,
 * `avatar`, `policy` (where the privacy policy is), `consent` (ask before anything is stored). docs/widget.md has all of
 * them, the methods and the events.
 */
export class ThreadlineChat extends HTMLElement {
  /** @type {Chat | null} */
  #chat = null;
  /** Set while the chat is to be open; another one for each opening. @type {object | null} */
  #wanted = null;
  #button = document.createElement("button");
  #unread = document.createElement("span");

  /** Where dialogues speak up by themselves, the gateway sends what watches for them. @type {Promise<any> | null} */
  static watching = null;
  /** What the gateway is asked to begin with. @type {{ dialogue?: string, asked?: boolean }} */
  offered = {};
  /** What the page says of the visitor. @type {{ attributes?: Record<string, unknown>, identity?: { attributes: Record<string, unknown>, signature: string } }} */
  known = {};

  static define(tag = "threadline-chat", registry = customElements) {
    if (!registry.get(tag)) registry.define(tag, this);
  }

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const talk = icon("M12 4c-5 0-9 3.1-9 7.2 0 2.3 1.3 4.3 3.4 5.6L6 20.5l4-2.3a11 11 0 0 0 2 .2c5 0 9-3.1 9-7.2S17 4 12 4ZM8 11.2h8");
    const down = icon("M6 9.5l6 6 6-6");
    talk.classList.add("talk");
    down.classList.add("down");
    this.#unread.className = "unread";
    this.#button.className = "launcher";
    this.#button.part.add("launcher");
    this.#button.append(talk, down, this.#unread);
    this.#button.onclick = () => (this.#wanted ? this.close() : this.open());
    root.append(this.#button);
    this.#show(false);
  }

  connectedCallback() {
    this.unread(0, "");
    ThreadlineChat.watching?.then(({ watch }) => watch(this)).catch(console.error);
    try {
      // Kept by the chat itself, so there is nothing to find before the visitor opened it in this tab.
      if (sessionStorage.getItem(`threadline:${this.site}:open`)) this.open(false);
    } catch {
      return; // storage is blocked: nothing was kept
    }
  }

  disconnectedCallback() {
    this.#chat?.leave();
    this.#chat = null;
    this.#show(false);
  }

  get site() {
    return this.getAttribute("site") ?? "main";
  }

  get server() {
    return new URL(this.getAttribute("server") ?? HOME, HOME).origin;
  }

  get locale() {
    return this.closest("[lang]")?.getAttribute("lang") || navigator.language;
  }

  /** The language of the page, or else one that the visitor understands, of those that the widget speaks. */
  get language() {
    const tags = [this.locale, ...navigator.languages].map((tag) => tag.split("-")[0].toLowerCase());
    return /** @type {keyof typeof LABELS} */ (tags.find((tag) => Object.hasOwn(LABELS, tag)) ?? "en");
  }

  get label() {
    return this.getAttribute("label") ?? LABELS[this.language];
  }

  /** The address of the website's own picture, or empty. */
  get avatar() {
    return this.getAttribute("avatar") ?? "";
  }

  /** What the visitor holds, as far as a page can tell. */
  get device() {
    if (!matchMedia("(pointer: coarse)").matches) return "desktop";
    return Math.min(screen.width, screen.height) < 600 ? "mobile" : "tablet";
  }

  /** Open the chat with this dialogue, if the visitor is in no other. @param {string} dialogue */
  startDialogue(dialogue) {
    this.offered = { dialogue, asked: true };
    this.#chat?.begin();
    return this.open();
  }

  /**
   * Say who the visitor is: facts that the website's server has signed. Without a signature they are only facts.
   *
   * @param {Record<string, unknown>} attributes `user_id` and `expires` among them; a number or a boolean becomes its text
   * @param {string} [signature]
   */
  identify(attributes, signature) {
    this.#know(signature ? { identity: { attributes, signature } } : { attributes });
  }

  /** Say more about the visitor, unsigned. @param {Record<string, unknown>} attributes */
  setAttributes(attributes) {
    this.#know({ attributes: { ...this.known.attributes, ...attributes } });
  }

  /** @param {typeof this.known} facts */
  #know(facts) {
    Object.assign(this.known, facts);
    this.#chat?.greet();
  }

  /** Open the chat. A listener of `threadline-open` may prevent it. @param {boolean} [focus] */
  async open(focus = true) {
    if (this.#wanted || !this.tell("threadline-open", true)) return;
    const wanted = this.#show(true);
    try {
      const [{ Chat }, { strings }] = await Promise.all([import("./chat.js"), import(`./languages/${this.language}.js`)]);
      if (this.#wanted !== wanted) return;
      this.#chat ??= new Chat(this, strings);
      this.#chat.show(focus);
      this.tell("threadline-opened");
    } catch (error) {
      this.#show(false);
      console.error("The chat could not be opened.", error);
    }
  }

  /** Close the chat; it goes on listening. A listener of `threadline-close` may prevent it. */
  close() {
    if (!this.#wanted || !this.tell("threadline-close", true)) return;
    this.#show(false);
    this.#chat?.hide();
    this.#button.focus();
    this.tell("threadline-closed");
  }

  /** Show on the button how much is new. For the chat. @param {number} count @param {string} label */
  unread(count, label) {
    const { label: title } = this;
    this.#unread.textContent = count ? String(count) : "";
    this.#button.setAttribute("aria-label", count ? `${title}, ${label}` : title);
  }

  /** Tell the page; false if a listener prevented it. For the chat. @param {string} name @param {unknown} [detail] */
  tell(name, cancelable = false, detail = null) {
    return this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, cancelable, detail }));
  }

  /** @param {boolean} open */
  #show(open) {
    this.#button.setAttribute("aria-expanded", String(open));
    return (this.#wanted = open ? {} : null);
  }
}

ThreadlineChat.define();
