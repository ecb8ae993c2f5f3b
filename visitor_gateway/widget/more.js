/** What is more than words: links, styles, files, changes, documents and meetings. */
import { enriched } from "./enriched.js";
import { lead } from "./link.js";
import { moreSheet } from "./more-style.js";

export { enriched, lead, moreSheet as sheet };
