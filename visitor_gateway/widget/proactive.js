/** @import { ThreadlineChat } from "./threadline-chat.js" */

/**
 * One dialogue as docs/protocol.md has it under "What speaks up".
 *
 * @typedef {{ id: string, include?: string[], exclude?: string[], when?: any, events?: Record<string, any>, poke?: string,
 *   repeatable?: boolean }} Rule
 */

const EVERY = 1_000;
/** Pages whose time is remembered for those who have chatted. */
const PAGES = 50;

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
.poke { position: absolute; inset-block-end: 74px; inset-inline-end: 0; display: flex; align-items: flex-start; width: max-content;
  max-width: min(300px, 100vw - 2 * var(--_gap)); border-radius: 18px; background: light-dark(#fff, #1a2020); color: light-dark(#1a1f1e, #eef2f0);
  font: 15px/1.45 var(--threadline-font, system-ui, sans-serif); box-shadow: 0 0 0 1px #0f1f1c14, 0 8px 28px #0004 }
.poke button { all: unset; cursor: pointer; padding-block: 12px; padding-inline: 16px 4px; text-align: start; overflow-wrap: anywhere }
.poke button + button { padding: 8px 14px; font-size: 20px }
.poke button:focus-visible { outline: 2px solid currentColor; outline-offset: -4px; border-radius: 18px }`);

/**
 * Watch the page for the dialogue that has something to say, in memory only, until the visitor opens the chat.
 *
 * @param {ThreadlineChat} host
 */
export async function watch(host) {
  const prefix = `threadline:${host.site}:`;
  const about = new URLSearchParams({ locale: host.locale, device: host.device });
  const answer = await fetch(`${host.server}/targeting/${encodeURIComponent(host.site)}?${about}`);
  /** @type {Rule[]} */
  const rules = answer.ok ? await answer.json() : [];
  if (!rules.length || goesOn(read("sessionStorage", `${prefix}view`))) return;

  const root = /** @type {ShadowRoot} */ (host.shadowRoot);
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
  const kept = read("localStorage", `${prefix}time`) ?? {};
  const done = new Set(read("localStorage", `${prefix}shown`) ?? []);
  const { signal, abort } = controller();
  /** @type {Record<string, number>} */
  const pages = kept.pages ?? {};
  const now = { url: "", time_on_page: 0, time_on_site: kept.site ?? 0, scroll_depth: 0, exit_intent: 0 };
  /** @type {Rule | undefined} */
  let speaking;
  // To ask where the page stands makes the browser lay it out at once.
  const scrolls = rules.some(({ events }) => events?.scroll_depth);
  /** @type {HTMLElement | undefined} */
  let poke;

  const look = () => {
    if (!host.isConnected) return abort();
    if (now.url !== location.href)
      Object.assign(now, { url: location.href, time_on_page: pages[location.pathname] ?? 0, scroll_depth: 0, exit_intent: 0 });
    if (scrolls) now.scroll_depth = Math.max(now.scroll_depth, depth());
    const rule = rules.find((one) => !done.has(one.id) && fits(one, now));
    if (rule === speaking) return;
    speaking = rule;
    poke?.remove();
    host.offered = rule?.poke || rule?.events ? { dialogue: rule.id } : {};
    if (!rule || !host.offered.dialogue) return;
    host.tell("threadline-triggered", false, { dialogue: rule.id });
    if (rule.poke) root.append((poke = bubble(rule.poke, host.language, () => host.open(), () => (done.add(rule.id), look()))));
  };
  const timer = setInterval(() => {
    if (!document.hidden) {
      now.time_on_page += 1;
      now.time_on_site += 1;
      pages[location.pathname] = now.time_on_page;
    }
    look();
  }, EVERY);
  signal.onabort = () => (clearInterval(timer), poke?.remove());
  const leaving = (/** @type {MouseEvent} */ event) => {
    if (event.relatedTarget || event.clientY > 0) return;
    now.exit_intent = 1;
    look();
  };
  document.addEventListener("mouseout", leaving, { signal });
  // Only for those who have chatted once: nothing is stored about anybody else.
  const keep = () => {
    const newest = Object.fromEntries(Object.entries(pages).slice(-PAGES));
    if (read("localStorage", `${prefix}token`, String)) write(`${prefix}time`, { site: now.time_on_site, pages: newest });
  };
  addEventListener("pagehide", keep, { signal });
  const opened = () => {
    // Who is asked to agree has not agreed yet.
    const mayKeep = !host.hasAttribute("consent") || read("localStorage", `${prefix}consent`, String);
    if (mayKeep && speaking && host.offered.dialogue && !speaking.repeatable) write(`${prefix}shown`, [...done, speaking.id]);
    abort();
  };
  host.addEventListener("threadline-opened", opened, { signal });
  look();
}

function depth() {
  return (100 * (scrollY + innerHeight)) / document.documentElement.scrollHeight;
}

function controller() {
  const made = new AbortController();
  return { signal: made.signal, abort: () => made.abort() };
}

/** @param {Rule} rule @param {Record<string, any>} now */
function fits({ include, exclude = [], when = true, events }, now) {
  const matches = (/** @type {string} */ pattern) => matched(pattern, now.url);
  if ((include && !include.some(matches)) || exclude.some(matches) || !holds(when)) return false;
  if (!events) return true;
  const { require, ...wanted } = events;
  const happened = Object.entries(wanted).map(([name, least]) => now[name] >= Number(least));
  return require === "all" ? happened.every(Boolean) : happened.some(Boolean);
}

/** Whether a pattern means this address; as in dialogue/addresses.py. @param {string} pattern @param {string} address */
export function matched(pattern, address) {
  const { origin, pathname, search } = new URL(address);
  const plain = (pattern[0] === "/" ? "" : origin) + pathname;
  const parts = pattern.split("*");
  return [plain, decoded(plain)].some((text) => inOrder(parts, text + (pattern.includes("?") ? search : "")));
}

/** @param {string[]} parts @param {string} text */
function inOrder(parts, text) {
  const [first, ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === first;
  const end = text.length - last.length;
  if (!text.startsWith(first) || !text.endsWith(last) || end < first.length) return false;
  let at = first.length;
  return rest.every((part) => {
    const found = text.indexOf(part, at);
    at = found + part.length;
    return found >= 0 && at <= end;
  });
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether a condition on the page holds. @param {any} when @returns {boolean} */
export function holds(when) {
  if (typeof when === "boolean") return when;
  const [subject, operator, values] = when;
  if (subject === "all") return operator.every(holds);
  if (subject === "any") return operator.some(holds);
  const known = worth(subject).filter(Boolean).flatMap((text) => [text, decoded(text)]).map(folded);
  const any = (/** @type {(a: string, b: string) => boolean} */ compare) =>
    known.some((a) => values.some((/** @type {string} */ b) => compare(a, folded(b))));
  switch (operator) {
    case "exists":
      return known.length > 0;
    case "not_exists":
      return !known.length;
    case "is_not":
      return !any((a, b) => a === b);
    case "contains":
      return any((a, b) => a.includes(b));
    case "starts_with":
      return any((a, b) => a.startsWith(b));
    case "ends_with":
      return any((a, b) => a.endsWith(b));
    default:
      return any((a, b) => a === b);
  }
}

/** @param {string} subject @returns {string[]} */
function worth(subject) {
  if (subject.startsWith("query.")) return new URLSearchParams(location.search).getAll(subject.slice(6));
  /** @type {Record<string, string>} */
  const known = { url: location.href, path: location.pathname, title: document.title, referrer: document.referrer };
  return [known[subject] ?? ""];
}

/** @param {string} text */
const folded = (text) => text.trim().normalize("NFC").toLowerCase();

/** A conversation that was begun in this tab and is not over follows the visitor; nothing else speaks up. @param {any} view */
function goesOn(view) {
  const types = (view?.entries ?? []).map((/** @type {{ type: string }} */ entry) => entry.type);
  return types.some((/** @type {string} */ type) => type.startsWith("visitor_")) && !types.includes("conversation_ended");
}

/** @param {string} text @param {string} language @param {() => void} open @param {() => void} dismiss */
function bubble(text, language, open, dismiss) {
  const node = document.createElement("div");
  node.className = "poke";
  node.part.add("poke");
  node.setAttribute("role", "status");
  for (const [label, act] of /** @type {[string, () => void][]} */ ([[text, open], ["×", dismiss]])) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.onclick = act;
    node.append(button);
  }
  const words = import(`./languages/more/${language}.js`);
  words.then(({ moreStrings }) => node.lastElementChild?.setAttribute("aria-label", moreStrings.dismiss)).catch(console.error);
  return node;
}

/**
 * Storage throws where it is blocked, as soon as it is named, and JSON where somebody else wrote it.
 *
 * @param {"localStorage" | "sessionStorage"} storage @param {string} name
 */
function read(storage, name, as = JSON.parse) {
  try {
    const kept = window[storage].getItem(name);
    return kept ? as(kept) : null;
  } catch {
    return null;
  }
}

/** @param {string} name @param {unknown} value */
function write(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    return; // it is blocked or full: then it is not remembered
  }
}
