/** @import { Field } from "./wire.js" */
/** @import { Words } from "./parts.js" */
import { make } from "./make.js";

const TYPES = new Map([["email", "email"], ["phone", "tel"]]);

/**
 * The input that serves a field best.
 *
 * @param {Field} field
 * @param {Words} words
 * @param {Record<string, string>} named its attributes that all inputs have
 * @returns {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement}
 */
export function input(field, words, named) {
  const { value = "", placeholder = "", min = "", max = "" } = field;
  switch (field.type) {
    case "choice":
      return select(named, value, [["", words.choose], ...(field.choices ?? []).map((text) => [text, text])]);
    case "boolean":
      return select(named, value, [["", words.choose], ["true", words.yes], ["false", words.no]]);
    case "date":
      return make("input", { ...named, type: "date", min, max, value });
    case "lines":
      return make("textarea", { ...named, placeholder, value });
    default: {
      const inputmode = field.type === "number" ? "decimal" : "";
      return make("input", { ...named, type: TYPES.get(field.type ?? "") ?? "text", inputmode, placeholder, value });
    }
  }
}

/** @param {Record<string, string>} named @param {string} chosen @param {string[][]} choices values and texts */
function select(named, chosen, choices) {
  const node = make("select", named, ...choices.map(([value, text]) => make("option", { value }, text)));
  node.value = chosen;
  return node;
}
