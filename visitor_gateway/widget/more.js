/** What few conversations show: links, documents and meetings. */
import { link } from "./link.js";
import { linked } from "./links.js";
import { moreSheet } from "./more-style.js";

export { link, linked, moreSheet as sheet };
