/** @import { CardShown, FallbackShown, Field, Refused } from "./wire.d.ts" */
/** @import { Strings } from "./strings.js" */
import { make } from "./make.js";

/** How a browser may help to fill in an attribute. https://html.spec.whatwg.org/#autofill-field */
const AUTOCOMPLETE = new Map(
  Object.entries({
    first_name: "given-name",
    last_name: "family-name",
    name: "name",
    email: "email",
    phone: "tel",
    company: "organization",
  }),
);
const INPUT = new Map([["email", "email"], ["phone", "tel"]]);

/**
 * What waits for the visitor below a card.
 *
 * @typedef {object} Control
 * @property {HTMLElement} node
 * @property {(busy: boolean) => void} busy while the gateway has not said yes or no
 * @property {(frame: Refused) => void} refuse say what to mend; what was typed stays
 */

/** @typedef {(field: Field, named: Record<string, string>) => HTMLInputElement | HTMLSelectElement | null} Special */

/**
 * The answers of a question as buttons.
 *
 * @param {CardShown} card
 * @param {Strings} strings
 * @param {(answer: string) => void} choose
 * @returns {Control}
 */
export function question(card, strings, choose) {
  const problem = make("p", { class: "problem", role: "alert" });
  const node = make("div", { class: "answers", role: "group", "aria-label": card.text || strings.write_or_choose });
  for (const answer of card.answers ?? [])
    node.append(make("button", { type: "button", class: "answer", part: "answer", dir: "auto", onclick: () => choose(answer) }, answer));
  node.append(problem);
  return {
    node,
    busy: (busy) => (node.hidden = busy),
    refuse: (frame) => problem.replaceChildren(frame.text || strings.bad_answer),
  };
}

/**
 * An information capture card as a form.
 *
 * @param {CardShown | FallbackShown} card
 * @param {Strings} strings
 * @param {(values: Record<string, string>) => void} submit
 * @param {Special} [special] makes the inputs that need more than a line of text
 * @returns {Control}
 */
export function capture(card, strings, submit, special) {
  const rows = (card.fields ?? []).map((field) => row(field, `field-${card.n}-${field.attribute}`, strings, special));
  const problem = make("p", { class: "problem", role: "alert" });
  const button = make("button", { type: "submit", class: "primary", part: "submit" }, card.type === "card_shown" ? strings.submit : strings.send);
  const inputs = make("fieldset", {}, ...rows.map((r) => r.node), problem, button);
  // The gateway judges; the browser's own bubbles would speak another language, and not to screen readers alike.
  const node = make("form", { class: "capture", part: "form", noValidate: true, "aria-label": card.text || strings.submit }, inputs);
  let waiting = false;
  /** @param {Record<string, string>} problems @param {string} whole */
  const blame = (problems, whole) => {
    for (const r of rows) r.blame(problems[r.attribute] ?? "");
    problem.textContent = whole;
    if (whole || Object.keys(problems).length) (rows.find((r) => problems[r.attribute])?.input ?? button).focus();
  };
  node.onsubmit = (event) => {
    event.preventDefault();
    if (waiting) return;
    const empty = rows.filter((r) => r.required && !r.input.value.trim());
    if (empty.length) return blame(Object.fromEntries(empty.map((r) => [r.attribute, strings.required])), "");
    blame({}, "");
    submit(Object.fromEntries(rows.map((r) => [r.attribute, r.input.value])));
  };
  return {
    node,
    busy: (busy) => {
      waiting = busy;
      // `disabled` would take the focus and hide the words from a screen reader.
      for (const r of rows) Object.assign(r.input, { readOnly: busy });
      node.classList.toggle("busy", busy);
    },
    refuse: ({ problems = {}, text }) => blame(problems, Object.keys(problems).length ? "" : text || strings.check),
  };
}

/** @param {Field} field @param {string} id @param {Strings} strings @param {Special} [special] */
function row(field, id, strings, special) {
  const required = field.required !== false;
  const lines = field.type === "lines";
  const named = { id, name: field.attribute, "aria-required": String(required), "aria-describedby": `${id}-problem` };
  const input = special?.(field, named) ?? make(lines ? "textarea" : "input", {
    ...named,
    ...(lines ? {} : { type: INPUT.get(field.type ?? "") ?? "text" }),
    inputMode: field.type === "number" ? "decimal" : "",
    placeholder: field.placeholder ?? "",
    autocomplete: AUTOCOMPLETE.get(field.attribute) ?? AUTOCOMPLETE.get(field.type ?? "") ?? "off",
    value: field.value ?? "",
  });
  const problem = make("span", { class: "problem", id: `${id}-problem` });
  const label = make("label", { for: id }, field.label);
  if (!required) label.append(make("span", { class: "optional" }, ` (${strings.optional})`));
  /** @param {string} text */
  const blame = (text) => {
    problem.textContent = text;
    input.setAttribute("aria-invalid", String(!!text));
  };
  return { node: make("div", { class: "field" }, label, input, problem), attribute: field.attribute, required, input, blame };
}
