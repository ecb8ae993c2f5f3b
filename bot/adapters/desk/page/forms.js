// Forms: what a button asks, in a dialog over the page. Texts go in as text nodes, like everywhere.

import { answer, element, the } from "./elements.js";

/**
 * @typedef {{type: string, name?: string, label?: string, text?: string, hint?: string, required?: boolean,
 *   initial?: any, max_length?: number, many_lines?: boolean, several?: boolean, options?: [string, string][]}} Part
 * @typedef {{id: string, title: string, submit?: string, state?: string, came_from?: string, parts: Part[]}} Form
 * @typedef {Record<string, string[]>} Values
 */

/** So many lines has a list of which several may be chosen. */
const FEW = 8;

export class FormDialog {
  #panel = /** @type {HTMLDialogElement} */ (the("form"));
  #parts = the("form-parts");
  #told = the("form-told");
  #button = /** @type {HTMLButtonElement} */ (the("form-submit"));
  /** @type {Form | undefined} */
  #form;
  /** The submission that waits for its answer. */
  #waits = "";
  #send;

  /** @param {(form: Form, values: Values) => string | undefined} send sends a form and names it; nothing while there is no connection */
  constructor(send) {
    this.#send = send;
    the("form-close").addEventListener("click", () => this.#panel.close());
    the("form-fields").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit(this.#values());
    });
  }

  /** @param {Form} form */
  show(form) {
    this.#form = form;
    this.#settled("");
    the("form-title").textContent = form.title;
    this.#button.hidden = !form.submit;
    this.#button.textContent = form.submit ?? "";
    const back = form.came_from ? [this.#pressable({ type: "button", name: "back", label: "Back" })] : [];
    this.#parts.replaceChildren(...form.parts.map((part) => this.#made(part)), ...back);
    if (!this.#panel.open) this.#panel.showModal();
    /** @type {HTMLElement | null} */ (this.#parts.querySelector("input, textarea, select"))?.focus();
  }

  /** Take what came of a submission, if it is ours. Says whether it was. @param {any} frame */
  heard(frame) {
    if (!this.#waits || frame.id !== this.#waits) return false;
    this.#settled("");
    if (frame.type === "problems") this.#problems(frame.fields);
    else if (frame.type === "asked") this.show(frame.form);
    else if (frame.text) this.#over(frame.text);
    else this.#panel.close();
    return true;
  }

  /** The connection is gone, and with it the answer that was to come: the same may be submitted again, and is done once. */
  lost() {
    if (this.#waits) this.#settled("The connection was lost. Please press again: it is done only once.");
  }

  /** @param {string} text */
  #over(text) {
    this.#form = undefined;
    this.#button.hidden = true;
    this.#parts.replaceChildren(element("p", { class: "words" }, ...answer(text)));
  }

  /** @param {Values} values */
  #submit(values) {
    if (!this.#form || this.#waits) return;
    this.#problems({});
    this.#waits = this.#send(this.#form, values) ?? "";
    this.#button.disabled = Boolean(this.#waits);
    this.#told.textContent = this.#waits ? "" : "Not sent: there is no connection just now. Please try again.";
  }

  /** @param {string} told */
  #settled(told) {
    this.#waits = "";
    this.#button.disabled = false;
    this.#told.textContent = told;
  }

  /** @param {Record<string, string>} fields */
  #problems(fields) {
    for (const place of this.#parts.querySelectorAll(".problem")) {
      place.textContent = fields[/** @type {HTMLElement} */ (place).dataset.field ?? ""] ?? "";
    }
    for (const [name, input] of this.#inputs()) {
      if (fields[name]) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    this.#inputs().find(([name]) => fields[name])?.[1].focus();
  }

  /** @returns {[string, HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement][]} */
  #inputs() {
    const found = /** @type {NodeListOf<HTMLInputElement>} */ (this.#parts.querySelectorAll("[name]"));
    return [...found].map((input) => [input.name, input]);
  }

  #values() {
    /** @type {Values} */
    const values = {};
    for (const [name, value] of new FormData(/** @type {HTMLFormElement} */ (the("form-fields")))) {
      (values[name] ??= []).push(String(value));
    }
    return values;
  }

  /** @param {Part} part @returns {HTMLElement} */
  #made(part) {
    switch (part.type) {
      case "words":
        return element("div", { class: "words" }, ...(part.label ? [element("h3", {}, part.label)] : []), element("p", { dir: "auto" }, part.text ?? ""));
      case "button":
        return this.#pressable(part);
      case "yes_no":
        return field(part, element("input", { type: "checkbox", name: part.name ?? "", value: "yes", ...(part.initial ? { checked: "" } : {}) }));
      case "choice_field":
        return field(part, choice(part));
      default:
        return field(part, textInput(part));
    }
  }

  /** @param {Part} part */
  #pressable(part) {
    const button = element("button", { type: "button", class: "plain" }, part.label ?? "");
    button.addEventListener("click", () => this.#submit({ ...this.#values(), [part.name ?? ""]: ["yes"] }));
    return element("div", { class: "pressable" }, element("span", { dir: "auto" }, part.text ?? ""), button);
  }
}

/** @param {Part} part @param {HTMLElement} input */
function field(part, input) {
  const id = `field-${part.name}`;
  input.id = id;
  input.setAttribute("aria-describedby", `${id}-hint ${id}-problem`);
  if (part.required !== false && part.type !== "yes_no") input.setAttribute("required", "");
  const label = element("label", { for: id }, part.label ?? "");
  const hint = element("p", { class: "quiet", id: `${id}-hint` }, part.hint ?? "");
  const problem = element("p", { class: "problem", id: `${id}-problem`, role: "alert", "data-field": part.name ?? "" });
  const parts = part.type === "yes_no" ? [input, label] : [label, input];
  return element("div", { class: `field ${part.type}` }, ...parts, hint, problem);
}

/** @param {Part} part */
function textInput(part) {
  const common = { name: part.name ?? "", dir: "auto", maxlength: String(part.max_length ?? 3000), autocomplete: "off" };
  const input = part.many_lines ? element("textarea", { ...common, rows: "4" }) : element("input", { ...common, type: "text" });
  /** @type {HTMLInputElement} */ (input).value = part.initial ?? "";
  return input;
}

/** @param {Part} part */
function choice(part) {
  const options = part.options ?? [];
  const initial = new Set(part.initial ?? []);
  const several = part.several ? { multiple: "", size: String(Math.min(FEW, options.length)) } : {};
  const first = part.several || initial.size ? [] : [element("option", { value: "" }, "Choose…")];
  const made = options.map(([value, text]) => element("option", { value, ...(initial.has(value) ? { selected: "" } : {}) }, text));
  return element("select", { name: part.name ?? "", ...several }, ...first, ...made);
}
