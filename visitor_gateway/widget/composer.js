/** @import { Shelf } from "./shelf.js" */
/** @import { Strings } from "./languages/en.js" */
import { icon } from "./icon.js";
import { make } from "./make.js";

/** Where the visitor writes. What is written survives a reload, and a refusal. */
export class Composer {
  #shelf;
  #send;
  #problem = make("p", { class: "problem", id: "composer-problem", role: "alert" });
  #button;
  input;
  node;

  /**
   * @param {Strings} strings
   * @param {Shelf} shelf keeps the draft
   * @param {(text: string) => void} send
   */
  constructor(strings, shelf, send) {
    this.#shelf = shelf;
    this.#send = send;
    this.input = make("textarea", {
      rows: 1,
      part: "input",
      enterkeyhint: "send",
      "aria-label": strings.write,
      "aria-describedby": "composer-problem",
      value: shelf.get("draft") ?? "",
      oninput: () => this.#changed(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
    });
    this.#button = make("button", { type: "submit", class: "send", part: "send", "aria-label": strings.send });
    this.#button.append(icon("M12 19V6M6 11.5l6-6 6 6"));
    const row = make("div", { class: "row" }, this.input, this.#button);
    this.node = make("form", { class: "composer", part: "composer" }, this.#problem, row);
    this.node.onsubmit = (event) => {
      event.preventDefault();
      this.#submit();
    };
    // Its height is known only while it is shown.
    new ResizeObserver(() => this.#fit()).observe(this.node);
  }

  /** @param {boolean} free @param {string} hint what to write, or why not now */
  allow(free, hint) {
    // `disabled` would take the focus, and a screen reader would not find the reason.
    this.input.readOnly = !free;
    this.input.setAttribute("aria-disabled", String(!free));
    this.input.placeholder = hint;
    this.input.setAttribute("aria-label", hint);
    this.node.classList.toggle("waits", !free);
    this.#changed();
  }

  /** Give a text back that could not be sent, unless another one was begun. @param {string} text @param {string} [why] */
  restore(text, why = "") {
    if (this.input.value.trim()) return false;
    this.input.value = text;
    this.#changed();
    this.#problem.textContent = why;
    this.input.focus();
    return true;
  }

  #changed() {
    const { value } = this.input;
    if (value !== (this.#shelf.get("draft") ?? "")) {
      this.#shelf.set("draft", value || null);
      this.#problem.textContent = "";
    }
    // The hint goes the way of its language, what is written its own.
    this.input.dir = value && "auto";
    this.#button.disabled = this.input.readOnly || !value.trim();
    this.#fit();
  }

  #fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    // While an input method composes, Enter chooses a word. Safari ends composing first and tells by 229.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.node.requestSubmit();
  }

  #submit() {
    const text = this.input.value.trim();
    if (!text || this.input.readOnly) return;
    this.input.value = "";
    this.#changed();
    this.input.focus();
    this.#send(text);
  }
}
