/** @import { Chat } from "./chat.js" */
/** @import { Entry, Frame } from "./wire.js" */
import { chime } from "./chime.js";

/** While the visitor types it is said so often, in milliseconds. */
const OFTEN = 3_000;
/** An agent who is typing still is, for so long; in milliseconds. */
const GOES_ON = 6_000;
/** How often it is looked whether the page became another one without being loaded, in milliseconds. */
const LOOK = 1_000;

/**
 * While the visitor chats with somebody: says that they type, what they have seen, and to which page they went, and hears
 * when the other one types.
 */
export class Signals {
  #chat;
  #said = 0;
  #seen = 0;
  #sight;
  /** @type {Element | null} */
  #newest = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #typed;
  /** The name of who is typing, or empty. */
  typing = "";

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
    const { node, input } = chat.composer;
    const { signal } = chat;
    node.addEventListener("submit", () => this.#typing(false), { signal });
    input.addEventListener("input", () => this.#typing(!!input.value.trim()), { signal });
    this.#sight = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && this.#see());
    document.addEventListener("visibilitychange", () => this.#look(), { signal });
    const timer = setInterval(() => this.#page(), LOOK);
    signal.addEventListener("abort", () => (clearInterval(timer), this.#sight.disconnect()));
  }

  /** @param {Frame} frame @param {Entry[]} fresh */
  hear(frame, fresh) {
    if (frame.type === "agent_typing") this.#types(frame.agent.name);
    else if (fresh.some(({ type }) => type === "agent_wrote" || type === "conversation_ended")) this.#types("");
  }

  /** @param {string} name */
  #types(name) {
    this.typing = name;
    clearTimeout(this.#typed);
    if (name) this.#typed = setTimeout(() => (this.#types(""), this.#chat.signal.aborted || this.#chat.draw()), GOES_ON);
  }

  /** Let a new message be heard, if the visitor wants that and does not see it. */
  sound() {
    const { composer, shelf } = this.#chat;
    if (shelf.get("sound") && (document.hidden || !composer.node.checkVisibility())) chime();
  }

  /** Watch for the newest words of an agent to come into sight. */
  drawn() {
    const { log, transcript } = this.#chat;
    const last = transcript.entries.findLast((entry) => entry.type === "agent_wrote");
    const line = last ? log.line(`n${last.n}`) : null;
    if (line === this.#newest) return;
    this.#newest = line;
    this.#look();
  }

  /** Say it anew if the newest words are in sight: the observer tells by itself how it is now. */
  #look() {
    this.#sight.disconnect();
    if (this.#newest) this.#sight.observe(this.#newest);
  }

  #see() {
    const { entries } = this.#chat.transcript;
    const n = Math.max(0, ...entries.map((entry) => (entry.type === "agent_wrote" ? entry.n : 0)));
    if (document.hidden || n <= this.#seen || !this.#say({ type: "seen", n })) return;
    this.#seen = n;
  }

  /** @param {boolean} on */
  #typing(on) {
    const now = Date.now();
    if (on ? now - this.#said < OFTEN : !this.#said) return;
    this.#said = on ? now : 0;
    this.#say({ type: "typing", on });
  }

  /** `hello` says which page it is; if it became another one since, that is said. */
  #page() {
    const { page } = this.#chat;
    const { href: url } = location;
    if (page && url !== page.url && this.#say({ type: "page", url, title: document.title })) page.url = url;
  }

  /** Say it if there is a line, else not at all. @param {object} frame */
  #say(frame) {
    const { connection } = this.#chat;
    if (connection.open) connection.say(frame);
    return connection.open;
  }
}
