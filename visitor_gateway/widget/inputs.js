/** @import { Field } from "./wire.d.ts" */
import { make } from "./make.js";
import { moreStrings } from "./more-strings.js";

/**
 * The input of a field that a line of text would serve badly; null for any other.
 *
 * @param {Field} field
 * @param {Record<string, string>} named its attributes that all inputs have
 * @param {string} locale
 */
export function input(field, named, locale) {
  const words = moreStrings(locale);
  const { value = "", min = "", max = "" } = field;
  switch (field.type) {
    case "choice":
      return select(named, value, [["", words.choose], ...(field.choices ?? []).map((text) => [text, text])]);
    case "boolean":
      return select(named, value, [["", words.choose], ["true", words.yes], ["false", words.no]]);
    case "date":
      return make("input", { ...named, type: "date", min, max, value });
    default:
      return null;
  }
}

/** @param {Record<string, string>} named @param {string} chosen @param {string[][]} choices values and texts */
function select(named, chosen, choices) {
  const node = make("select", named, ...choices.map(([value, text]) => make("option", { value }, text)));
  node.value = chosen;
  return node;
}
