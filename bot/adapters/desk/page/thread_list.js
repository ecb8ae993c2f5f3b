// The left side: one line for each thread.

import { arrange, element, hue, initials, time } from "./elements.js";

/** @typedef {import("./inbox.js").Thread} Thread */
/** @typedef {import("./inbox.js").Inbox} Inbox */

export const STATUS_WORDS = {
  offered: "Waiting for you",
  live: "Live",
  declined: "Declined",
  missed: "Missed",
  withdrawn: "Withdrawn",
  failed: "Failed",
  closed: "Ended",
  follow_up: "To follow up",
};

/** @param {string | undefined} status */
export function statusWord(status) {
  return STATUS_WORDS[/** @type {keyof typeof STATUS_WORDS} */ (status)] ?? "";
}

/** @param {HTMLElement} list @param {Inbox} inbox @param {string} open the id of the open thread */
export function showThreads(list, inbox, open) {
  arrange(list, inbox.threads(), (thread) => thread.id, makeLine, (line, thread) => {
    const { card } = thread;
    const last = inbox.said(thread).at(-1);
    const unread = inbox.unread(thread);
    const link = /** @type {HTMLElement} */ (line.firstElementChild);
    link.classList.toggle("unread", unread > 0);
    if (thread.id === open) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
    part(link, "initials").textContent = initials(card.visitor ?? "");
    part(link, "initials").dataset.hue = hue(card.visitor ?? "");
    part(link, "dot").dataset.status = card.status ?? "";
    part(link, "name").textContent = card.visitor ?? "";
    part(link, "at").textContent = time((last ?? card).at);
    part(link, "last").textContent = lastLine(card, last);
    part(link, "count").textContent = unread ? String(unread) : "";
    part(link, "hidden").textContent = `${statusWord(card.status)}${unread ? `, ${unread} unread` : ""}`;
  });
}

/** @param {Thread} thread */
function makeLine(thread) {
  const link = element("a", { href: `#${encodeURIComponent(thread.id)}` });
  const face = element("span", { class: "face", "aria-hidden": "true" });
  face.append(element("span", { class: "initials" }), element("span", { class: "dot" }));
  const names = ["name", "at", "last", "count", "hidden"];
  link.append(face, ...names.map((name) => element("span", { class: name })));
  return element("li", {}, link);
}

/** @param {HTMLElement} line @param {string} name */
function part(line, name) {
  return /** @type {HTMLElement} */ (line.querySelector(`.${name}`));
}

/** @param {import("./inbox.js").Post} card @param {import("./inbox.js").Post | undefined} last */
function lastLine(card, last) {
  if (card.status === "offered" || card.status === "follow_up" || !last) return card.title ?? "";
  if (last.type === "reply") return `${last.author || "You"}: ${last.text}`;
  return last.text ?? "";
}
