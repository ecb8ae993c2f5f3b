// The panel for commands outside of threads: what is typed and what is answered, seen by nobody else.

import { answer, element, isEnter, the } from "./elements.js";

export const COMMAND = "/livechat";

/** Whether typed text is a command, wherever it was typed. @param {string} text */
export function isCommand(text) {
  return text.trim().split(/\s+/, 1)[0] === COMMAND;
}

export class CommandPanel {
  #panel = /** @type {HTMLDialogElement} */ (the("commands"));
  #input = /** @type {HTMLTextAreaElement} */ (the("command"));
  #answers = the("answers");
  /** @type {Map<string, HTMLElement>} */
  #waiting = new Map();
  #send;

  /** @param {(text: string) => string | undefined} send sends a command and names it; nothing while there is no connection */
  constructor(send) {
    this.#send = send;
    the("open-commands").addEventListener("click", () => this.open());
    the("close-commands").addEventListener("click", () => this.#panel.close());
    the("command-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#input.addEventListener("keydown", (event) => {
      if (!isEnter(event)) return;
      event.preventDefault();
      this.#submit();
    });
  }

  #submit() {
    if (this.run(this.#input.value)) this.#input.value = `${COMMAND} `;
  }

  open() {
    if (!this.#panel.open) this.#panel.showModal();
    this.#input.focus();
    this.#input.setSelectionRange(this.#input.value.length, this.#input.value.length);
  }

  /** Run a command and show its answer here when it comes. Says whether it went out. @param {string} typed */
  run(typed) {
    const text = isCommand(typed) ? typed.trim() : `${COMMAND} ${typed.trim()}`;
    const place = element("div", { class: "answer" }, "…");
    const shown = element("div", { class: "asked" }, element("p", {}, element("code", {}, text)), place);
    this.#answers.append(shown);
    const id = this.#send(text);
    if (id) this.#waiting.set(id, place);
    else place.textContent = "Not sent: there is no connection just now. Please try again.";
    this.#answers.scrollTop = this.#answers.scrollHeight;
    return Boolean(id);
  }

  /** Show an answer, if it is to a command. @param {string} id @param {string} text */
  answered(id, text) {
    this.#waiting.get(id)?.replaceChildren(...answer(text || "Done."));
    this.#waiting.delete(id);
    this.#answers.scrollTop = this.#answers.scrollHeight;
  }

  /** The connection is gone, and with it the answers that were to come. */
  lost() {
    for (const place of this.#waiting.values()) {
      place.textContent = "The connection was lost before the answer came. Please look before trying again.";
    }
    this.#waiting.clear();
  }
}
