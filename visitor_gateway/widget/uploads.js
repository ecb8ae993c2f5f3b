/** @import { Chat } from "./chat.js" */
/** @import { Item } from "./items.js" */
/** @import { Words } from "./parts.js" */
import { sized } from "./file-shown.js";
import { icon } from "./icon.js";
import { make } from "./make.js";
import { freshId } from "./outbox.js";

const CLIP = "M19.5 11.5l-7.8 7.8a5 5 0 0 1-7-7l8.4-8.4a3.3 3.3 0 0 1 4.7 4.7l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4l7.8-7.8";
/** How long to wait before a file is sent again whose way broke, in milliseconds; twice as long each time. */
const SHORTEST_WAIT = 2_000;
const LONGEST_WAIT = 30_000;

/**
 * A file that the visitor chose, until its entry is seen.
 *
 * @typedef {object} Upload
 * @property {string} id under which it is sent until it is accepted or refused
 * @property {number} at
 * @property {string} conversation
 * @property {File} file
 * @property {number} done how much of it is sent, from 0 to 1
 * @property {string} why it is not sent; empty otherwise
 * @property {XMLHttpRequest | null} request
 * @property {number} tries
 */

/** The files that the visitor sends, each beside the connection: docs/protocol.md has it under "Files". */
export class Uploads {
  #chat;
  #words;
  /** @type {Upload[]} */
  #all = [];
  #input;
  #button;

  /** @param {Chat} chat @param {Words} words */
  constructor(chat, words) {
    this.#chat = chat;
    this.#words = words;
    const label = words.attach;
    this.#input = make("input", { type: "file", multiple: true, hidden: true, tabIndex: -1, "aria-label": label });
    this.#input.onchange = () => {
      this.add(this.#input.files);
      this.#input.value = ""; // so that the same file may be chosen once more
    };
    this.#button = make("button", { type: "button", class: "attach", part: "attach", "aria-label": label, title: label, onclick: () => this.#input.click() });
    this.#button.append(icon(CLIP), this.#input);
    const { input, node } = chat.composer;
    input.before(this.#button);
    node.onpaste = (event) => this.#take(event.clipboardData, event);
    node.ondragover = (event) => event.preventDefault();
    node.ondrop = (event) => this.#take(event.dataTransfer, event);
  }

  /** Send files. Those that are larger than they may be are not even tried. @param {Iterable<File> | null} files */
  add(files) {
    const { host, largest, transcript } = this.#chat;
    for (const file of files ?? []) {
      const why = file.size > largest ? this.#words.too_large(sized(largest, host.locale)) : "";
      /** @type {Upload} */
      const upload = { id: freshId(), at: Date.now(), conversation: transcript.conversation, file, done: 0, why, request: null, tries: 0 };
      this.#all.push(upload);
      if (!why) this.#send(upload);
    }
    this.#chat.draw();
  }

  /** Take the files that were pasted or dropped. @param {DataTransfer | null} data @param {Event} event */
  #take(data, event) {
    if (this.#button.hidden || !data?.files.length) return;
    event.preventDefault();
    this.add(data.files);
  }

  /**
   * The lines of what is on its way; what has its entry is no more.
   *
   * @param {boolean} may whether files may be sent just now
   * @returns {Item[]}
   */
  lines(may) {
    this.#button.hidden = !may;
    const { conversation: here, entries } = this.#chat.transcript;
    const seen = new Set(entries.map((entry) => ("id" in entry ? entry.id : "")));
    this.#all = this.#all.filter(({ id, conversation, request }) => {
      const stays = conversation === here && !seen.has(id);
      if (!stays) request?.abort();
      return stays;
    });
    return this.#all.map((upload) => ({
      key: upload.id,
      at: upload.at,
      side: "visitor",
      text: upload.file.name,
      state: upload.why || upload.done === 1 ? "" : "pending",
      dress: (node) => this.#show(node, upload),
    }));
  }

  /** @param {HTMLElement} node @param {Upload} upload */
  #show(node, upload) {
    const words = this.#words;
    const bubble = /** @type {HTMLElement} */ (node.querySelector(".bubble"));
    const bar = bubble.querySelector("progress");
    if (bar && !upload.why) return void (bar.value = upload.done);
    const shown = `${upload.id} ${upload.why}`;
    if (node.dataset.shown === shown) return;
    node.dataset.shown = shown;
    const { name } = upload.file;
    if (!upload.why) return bubble.replaceChildren(name, make("progress", { "aria-label": name, max: 1, value: upload.done }));
    const remove = make("button", { type: "button", onclick: () => this.#drop(upload) }, words.remove);
    bubble.replaceChildren(name);
    node.querySelector(".marks")?.remove();
    bubble.after(make("div", { class: "marks" }, make("span", { class: "problem" }, `${words.not_sent} ${upload.why}`), remove));
  }

  /** @param {Upload} upload */
  #drop(upload) {
    this.#all = this.#all.filter((other) => other !== upload);
    this.#chat.draw();
  }

  /** @param {Upload} upload */
  #send(upload) {
    const { host, shelf } = this.#chat;
    const request = new XMLHttpRequest();
    const about = new URLSearchParams({ id: upload.id, name: upload.file.name });
    upload.request = request;
    request.open("POST", `${host.server}/files/${encodeURIComponent(host.site)}/${encodeURIComponent(upload.conversation)}?${about}`);
    request.setRequestHeader("Authorization", `Bearer ${shelf.get("token")}`);
    request.upload.onprogress = ({ loaded, total }) => {
      upload.done = total ? (0.99 * loaded) / total : 0;
      this.#chat.draw();
    };
    request.onload = () => this.#answered(upload, request);
    request.onerror = () => this.#again(upload);
    request.send(new Blob([upload.file])); // without a type: the gateway judges by the bytes
  }

  /** @param {Upload} upload @param {XMLHttpRequest} request */
  #answered(upload, { status, responseText }) {
    const frame = answer(responseText);
    if (frame?.type === "accepted") upload.done = 1;
    else if (status >= 500 || frame?.code === "too_fast" || frame?.code === "unavailable") return this.#again(upload, frame?.after);
    else upload.why = frame?.text || this.#words.bad_frame;
    this.#chat.draw();
  }

  /** Its way broke: send it again under the same id. @param {Upload} upload @param {number} [seconds] */
  #again(upload, seconds) {
    const wait = seconds ? seconds * 1000 : Math.min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** upload.tries++);
    setTimeout(() => this.#all.includes(upload) && this.#send(upload), wait);
  }
}

/** @param {string} text */
function answer(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // what stands between us and the gateway has answered
  }
}
