/** @import { SentFile } from "./wire.js" */
import { icon } from "./icon.js";
import { make } from "./make.js";

const PAPER = "M7 3.5h7l4 4v13H7zM14 3.5v4h4";
/** What the gateway lets a browser show in place. */
const PICTURE = /^image\/(?:png|jpeg|gif|webp)$/;
const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];

/**
 * A file as a link to it: a picture itself, anything else by name and size. Only the gateway's own addresses lead anywhere.
 *
 * @param {SentFile} file
 * @param {{ server: string, locale: string }} where
 */
export function fileShown(file, { server, locale }) {
  const about = `${file.name}, ${sized(file.size, locale)}`;
  const address = new URL(file.address, server);
  if (address.origin !== server) return make("span", { class: "file" }, about);
  const { href } = address;
  const link = make("a", { class: "file", part: "file", href, target: "_blank", rel: "noopener noreferrer", "aria-label": about });
  if (PICTURE.test(file.type)) link.append(make("img", { src: href, alt: "", loading: "lazy" }));
  else link.append(icon(PAPER), make("span", {}, file.name, make("small", {}, sized(file.size, locale))));
  return link;
}

/** @param {number} bytes @param {string} locale */
export function sized(bytes, locale) {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const format = new Intl.NumberFormat(locale, { style: "unit", unit: UNITS[power], unitDisplay: "short", maximumFractionDigits: 1 });
  return format.format(bytes / 1000 ** power);
}
