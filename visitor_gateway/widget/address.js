/** @import { Entry } from "./wire.js" */

const MAIL = /[^\s,]+@[^\s,]+/;

/** The e-mail address that the visitor gave by this entry. @param {Entry} entry @param {readonly Entry[]} entries */
export function address(entry, entries) {
  if (entry.type === "follow_up_left") return entry.email;
  if (entry.type !== "visitor_answered") return "";
  const card = entries.find((one) => one.type === "card_shown" && one.card === entry.card);
  const asked = card && "fields" in card && card.fields?.some(({ type }) => type === "email");
  return asked && entry.text.match(MAIL)?.[0];
}
