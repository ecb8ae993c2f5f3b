/** What few visitors need. chat.js fetches it when it is needed: what is imported here is no part of what all must load. */
import { input } from "./inputs.js";
import { link } from "./link.js";
import { moreSheet } from "./more-style.js";

export { input, link, moreSheet };
