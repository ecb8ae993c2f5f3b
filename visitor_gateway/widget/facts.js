/** What the page tells of the visitor, with texts for all values: it may say numbers and booleans. @param {object} facts */
export function texts(facts) {
  return JSON.parse(JSON.stringify(facts, (_, value) => (typeof value === "object" ? value : String(value))));
}
