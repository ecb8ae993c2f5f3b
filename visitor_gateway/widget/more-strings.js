const inEnglish = {
  open_document: "Open the document",
  book: "Choose a time",
  choose: "Please choose",
  yes: "Yes",
  no: "No",
};

/** @typedef {typeof inEnglish} MoreStrings */

/**
 * The words of more.js in the language that fits best, as in strings.js.
 *
 * @param {string} locale a BCP 47 tag
 * @returns {MoreStrings}
 */
export function moreStrings(locale) {
  return MORE_LANGUAGES[locale.split("-")[0]] ?? inEnglish;
}

/** @type {Record<string, MoreStrings>} */
const MORE_LANGUAGES = { en: inEnglish };
