/** @import { CardShown, FallbackShown, Field, Refused } from "./wire.js" */
/** @import { Words } from "./parts.js" */
/** @import { Control } from "./question.js" */
import { address } from "./address.js";
import { formsSheet } from "./forms-style.js";
import { input } from "./inputs.js";
import { make } from "./make.js";

export { address, formsSheet as sheet };

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

/**
 * An information capture card as a form.
 *
 * @param {CardShown | FallbackShown} card
 * @param {Words} words
 * @param {(values: Record<string, string>) => void} submit
 * @returns {Control}
 */
export function capture(card, words, submit) {
  const rows = (card.fields ?? []).map((field) => row(field, `field-${card.n}-${field.attribute}`, words));
  const problem = make("p", { class: "problem", role: "alert" });
  const button = make("button", { type: "submit", class: "primary", part: "submit" }, card.type === "card_shown" ? words.submit : words.send);
  const inputs = make("fieldset", {}, ...rows.map((r) => r.node), problem, button);
  // The gateway judges; the browser's own bubbles would speak another language, and not to screen readers alike.
  const node = make("form", { class: "capture", part: "form", noValidate: true, "aria-label": card.text || words.submit }, inputs);
  // What is filled in stays in sight where the form grows, or is higher than the chat.
  const keep = () => node.querySelector(":focus")?.scrollIntoView({ block: "nearest" });
  new ResizeObserver(keep).observe(node);
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
    if (empty.length) return blame(Object.fromEntries(empty.map((r) => [r.attribute, words.required])), "");
    blame({}, "");
    // The answer comes below it.
    node.scrollIntoView({ block: "end" });
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
    refuse: ({ problems = {}, text }) => blame(problems, Object.keys(problems).length ? "" : text || words.check),
  };
}

/** @param {Field} field @param {string} id @param {Words} words */
function row(field, id, words) {
  const required = field.required !== false;
  const entry = input(field, words, {
    id,
    name: field.attribute,
    "aria-required": String(required),
    "aria-describedby": `${id}-problem`,
    autocomplete: AUTOCOMPLETE.get(field.attribute) ?? AUTOCOMPLETE.get(field.type ?? "") ?? "off",
  });
  const problem = make("span", { class: "problem", id: `${id}-problem` });
  const label = make("label", { for: id }, field.label);
  if (!required) label.append(make("span", { class: "optional" }, ` (${words.optional})`));
  /** @param {string} text */
  const blame = (text) => {
    problem.textContent = text;
    entry.setAttribute("aria-invalid", String(!!text));
  };
  return { node: make("div", { class: "field" }, label, entry, problem), attribute: field.attribute, required, input: entry, blame };
}
