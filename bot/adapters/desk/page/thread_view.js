// The right side: one thread, its card and what was said.

import { answer, arrange, element, hue, initials, the, time } from "./elements.js";
import { looksLike } from "./inbox.js";

/** @typedef {import("./inbox.js").Thread} Thread */
/** @typedef {import("./inbox.js").Post} Post */
/** @typedef {Post & {state?: string}} Line what is said, and for a reply whether it went out */

const TOGETHER = 5 * 60_000;

/** @param {Thread} thread @param {Line[]} lines @param {string} me @param {boolean} fresh whether another thread was shown before */
export function showThread(thread, lines, me, fresh) {
  showHeading(thread.card);
  showCard(thread.card);
  const log = the("log");
  if (fresh) log.replaceChildren();
  const led = lines.map((line, index) => ({ line, leads: !follows(lines[index - 1], line) }));
  arrange(log, led, ({ line }) => line.id, ({ line }) => makeLine(line, thread, me), (made, { line, leads }) => {
    made.classList.toggle("leads", leads);
    const state = made.querySelector(".state");
    if (state) state.textContent = line.state ?? "";
    made.classList.toggle("unsent", Boolean(line.state));
  });
}

/** Whether the newest words are in sight: whoever has scrolled up to read is left there. */
export function atEnd() {
  const scroll = the("scroll");
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;
}

export function toEnd() {
  the("scroll").scrollTop = the("scroll").scrollHeight;
}

/** @param {Post} card */
function showHeading(card) {
  const face = the("initials");
  face.textContent = initials(card.visitor ?? "");
  face.dataset.hue = hue(card.visitor ?? "");
  the("visitor").textContent = card.visitor ?? "";
  the("status-dot").dataset.status = card.status ?? "";
  const read = card.read_at ? `Read up to ${time(card.read_at)}.` : "";
  the("status-line").textContent = [card.status_line, card.activity, read].filter(Boolean).join(" ");
}

/** @param {Post} card */
function showCard(card) {
  the("card-title").textContent = card.title ?? "";
  the("waiting-since").textContent = card.waiting_since ? `${channel(card)}${card.since} ${time(card.waiting_since)}` : "";
  const facts = card.facts ?? [];
  the("facts").replaceChildren(
    ...facts.map(([label, value]) => element("div", {}, element("dt", {}, label), element("dd", { dir: "auto" }, value))),
  );
}

/** In which channel a thread is that everybody sees. @param {Post} card */
function channel(card) {
  return card.channel ? `${card.channel.split(":").at(-1)} · ` : "";
}

/**
 * Show the buttons of a card.
 * @param {Post} card
 * @param {Record<string, string>} labels
 * @param {{busy: string, idle: boolean}} state the action that waits for its answer, or empty; whether a press counts now
 * @param {(action: string) => void} press
 */
export function showActions(card, labels, { busy, idle }, press) {
  const actions = [...(card.actions ?? []), ...(card.more ?? [])];
  arrange(
    the("actions"),
    actions,
    (action) => action,
    (action) => {
      const button = element("button", { type: "button", class: action === "accept" ? "primary" : `plain ${action}` });
      button.textContent = labels[action] ?? action;
      button.addEventListener("click", () => press(action));
      return button;
    },
    (button, action) => {
      if (idle) button.removeAttribute("aria-disabled");
      else button.setAttribute("aria-disabled", "true");
      button.classList.toggle("busy", busy === action);
    },
  );
}

/** @param {Line} line @param {Thread} thread @param {string} me */
function makeLine(line, thread, me) {
  const kind = kindOf(line);
  const body = element("p", { class: "body", dir: "auto" });
  // Only what Threadline itself says may have its code and bold; a visitor's words are only ever text.
  if (kind === "whisper") body.append(...answer(line.text ?? ""));
  else if (kind === "file") body.append(fileLink(line));
  else body.textContent = kind === "note" ? withoutPrefix(line.text ?? "") : (line.text ?? "");
  /** @type {Record<string, string | undefined>} */
  const authors = { visitor: line.author, ours: "Threadline", file: "File", whisper: "Only you see this", note: line.author ? `Note of ${line.author}, stays inside` : "Note, stays inside" };
  const head = element("p", { class: "head" }, element("span", { class: "author" }, authors[kind] ?? (line.author || me || "You")));
  head.append(element("time", { datetime: new Date(line.at).toISOString() }, time(line.at)));
  const made = element("div", { class: `line ${kind}` }, head, body);
  if (line.type === "reply") made.append(element("p", { class: "state" }));
  return made;
}

/** A file is opened by its address on our own gateway, and by no other. @param {Line} line */
function fileLink(line) {
  const path = line.path ?? "";
  const href = path.startsWith("/files/") ? path : "#";
  return element("a", { href, target: "_blank", rel: "noopener" }, `${line.name} (${bytes(line.size ?? 0)})`);
}

/** @param {number} size */
function bytes(size) {
  if (size >= 1e6) return `${(size / 1e6).toFixed(1)} MB`;
  return size >= 1e3 ? `${(size / 1e3).toFixed(1)} kB` : `${size} bytes`;
}

/** @param {Line} line */
function kindOf(line) {
  if (line.type === "sent_file") return "file";
  if (line.type === "whispered") return "whisper";
  if (line.type === "said") return line.author ? "visitor" : "ours";
  return looksLike(line.text ?? "");
}

/** @param {string} text */
function withoutPrefix(text) {
  return text.trim().slice(2).trim();
}

/** @param {Line | undefined} before @param {Line} line */
function follows(before, line) {
  if (!before || kindOf(before) !== kindOf(line)) return false;
  return before.author === line.author && line.at - before.at < TOGETHER && kindOf(line) !== "ours";
}
