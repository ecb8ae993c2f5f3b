// Small ways to put texts into the page. Nothing here or elsewhere writes markup: texts go in as text nodes.

/**
 * Make an element with attributes and children; a child that is a string becomes text.
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * Find an element of the page by its id.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function the(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/**
 * Whether a key means "go": Enter, but not with Shift, which breaks the line. While an input method composes, Enter
 * chooses a word. Safari ends composing first and tells by 229.
 * @param {KeyboardEvent} event
 */
export function isEnter(event) {
  return event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
}

/**
 * Bring the children of `parent` into the order of `items`, keeping those that are there already, so that neither the
 * focus nor a screen reader's place is lost.
 * @template Item
 * @param {HTMLElement} parent
 * @param {Item[]} items
 * @param {(item: Item) => string} key
 * @param {(item: Item) => HTMLElement} make
 * @param {(made: HTMLElement, item: Item) => void} fill
 */
export function arrange(parent, items, key, make, fill) {
  const there = new Map([...parent.children].map((child) => [child.getAttribute("data-key"), child]));
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  let before = parent.firstElementChild;
  for (const item of items) {
    const name = key(item);
    let made = /** @type {HTMLElement | undefined} */ (there.get(name));
    there.delete(name);
    if (!made) {
      made = make(item);
      made.setAttribute("data-key", name);
    }
    fill(made, item);
    if (made === before) before = made.nextElementSibling;
    else parent.insertBefore(made, before);
  }
  for (const left of there.values()) left.remove();
  // Moving an element takes the focus from it.
  if (focused !== document.activeElement && focused && parent.contains(focused)) focused.focus();
}

/**
 * Show an answer of Threadline's own: `code`, *bold* and line breaks, and nothing else.
 * @param {string} text
 */
export function answer(text) {
  const parts = text.split(/(`[^`\n]+`|(?<![\w*])\*[^*\n]+\*(?![\w*]))/);
  return parts.filter(Boolean).map((part) => {
    // Where blanks stand in rows it is a line of a table, which is not broken.
    if (part.length > 2 && part.startsWith("`"))
      return element("code", /\S {2}/.test(part) ? { class: "row" } : {}, part.slice(1, -1));
    if (part.length > 2 && part.startsWith("*")) return element("strong", {}, part.slice(1, -1));
    return part;
  });
}

/** @param {string} name */
export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  const first = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...(word ?? "")][0] ?? "");
  return first.join("").toLocaleUpperCase();
}

/** One of six colours for a name, always the same. @param {string} name */
export function hue(name) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return String(sum % 6);
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

/** The time of day, with the day in front when it was not today. @param {number} at */
export function time(at) {
  const then = new Date(at);
  const today = then.toDateString() === new Date().toDateString();
  return today ? clock.format(then) : `${day.format(then)}, ${clock.format(then)}`;
}
