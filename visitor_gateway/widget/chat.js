/** @import { ThreadlineChat } from "./threadline-chat.js" */
/** @import { Strings } from "./languages/en.js" */
/** @import { Signals } from "./signals.js" */
/** @import { Standing } from "./standing.js" */
/** @import { Uploads } from "./uploads.js" */
/** @import { Act, Entry, Frame, Page, Refused } from "./wire.js" */
import { AtHand } from "./at-hand.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { texts } from "./facts.js";
import { items, rich } from "./items.js";
import { Log } from "./log.js";
import { Outbox } from "./outbox.js";
import { Panel } from "./panel.js";
import { Parts } from "./parts.js";
import { Shelf } from "./shelf.js";
import { standing } from "./standing.js";
import { sheet } from "./style.js";
import { told } from "./told.js";
import { Transcript } from "./transcript.js";

/** What counts as a new message while the chat is closed. */
const NEWS = /^agent_(wrote|sent)|_shown$/;
/** So long a break of the connection is nobody's business, in milliseconds. */
const UNNOTICED = 2_000;

/**
 * Everything behind the button: made when the visitor opens it for the first time on a page.
 *
 * What is not private is for its parts, those that are fetched on need among them.
 */
export class Chat {
  /** @type {Uploads | null} */
  #uploads = null;
  /** @type {Signals | null} */
  #signals = null;
  #atHand;
  #panel;
  /** What the visitor is asked at the foot. @type {HTMLElement | null} */
  #asked = null;
  #shown = "";
  #place = 0;
  #unread = 0;
  #news = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #silence;
  /** What was said of the page, if it was. @type {Page | null} */
  page = null;
  /** How many bytes a file may have; 0 while none are taken. */
  largest = 0;

  /** @param {ThreadlineChat} host @param {Strings} strings */
  constructor(host, strings) {
    const prefix = `threadline:${host.site}:`;
    const { locale, server } = host;
    this.host = host;
    this.strings = strings;
    this.root = /** @type {ShadowRoot} */ (host.shadowRoot);
    this.parts = new Parts(this.root, strings, host.language, () => this.#news.signal.aborted || this.draw());
    this.shelf = new Shelf(prefix, () => localStorage);
    this.tab = new Shelf(prefix, () => sessionStorage);
    this.outbox = new Outbox(this.shelf, Date.now);
    this.transcript = new Transcript(this.tab);
    this.connection = new Connection({
      url: `${server.replace(/^http/, "ws")}/visitor/${encodeURIComponent(host.site)}`,
      greeting: () => ({ page: (this.page = { url: location.href, title: document.title, referrer: document.referrer }), locale, device: host.device, ...host.offered, ...texts(host.known) }),
      shelf: this.shelf,
      transcript: this.transcript,
      outbox: this.outbox,
      changed: (frame, fresh) => this.#changed(frame, fresh),
    });
    this.log = new Log({ strings, host });
    this.composer = new Composer(strings, this.tab, (text) => this.send({ type: "message", text }));
    this.#atHand = new AtHand(this);
    this.#panel = new Panel(strings, host, this.log.node, () => this.#choose());
    this.#enter();
  }

  /** @param {boolean} focus whether the visitor opened it just now */
  show(focus) {
    if (this.agreed) this.tab.set("open", "1");
    this.#unread = 0;
    this.host.unread(0, "");
    this.#panel.show();
    this.log.toEnd();
    if (focus) this.#focus();
  }

  hide() {
    this.tab.set("open", null);
    this.#panel.hide();
  }

  /** The element is taken from its page. */
  leave() {
    this.#news.abort();
    clearTimeout(this.#silence);
    this.connection.stop();
    this.#panel.hide();
    this.#panel.node.remove();
  }

  #enter() {
    const { adoptedStyleSheets: sheets } = this.root;
    if (!sheets.includes(sheet)) sheets.push(sheet);
    this.root.prepend(this.#panel.node);
    const { signal } = this;
    const nudge = () => document.hidden || this.connection.nudge();
    for (const name of ["online", "offline"]) addEventListener(name, nudge, { signal });
    // An open line would keep the page out of the back-forward cache.
    addEventListener("pagehide", () => this.connection.stop(), { signal });
    addEventListener("pageshow", () => this.agreed && this.connection.start(), { signal });
    document.addEventListener("visibilitychange", nudge, { signal });
    this.draw(true);
    this.begin();
  }

  /** Go to the dialogue that speaks up or that the page asked for, unless the visitor is in one. */
  begin() {
    if (this.host.offered.dialogue && this.now.ended) this.transcript.forget();
    this.greet();
  }

  /** Say hello, once more if it was said: who the visitor is or what they are shown may be another. */
  greet() {
    this.connection.stop();
    if (this.agreed) this.connection.start();
  }

  /** Ends when the element is taken from its page. */
  get signal() {
    return this.#news.signal;
  }

  /** Whether the visitor may be remembered: they agreed, or the website does not ask. */
  get agreed() {
    return !this.host.hasAttribute("consent") || !!this.shelf.get("consent");
  }

  /** Say something about the chat itself. @param {string} text */
  status(text) {
    this.#panel.status(text);
  }

  /** Where the conversation stands. */
  get now() {
    const now = standing(this.transcript.entries);
    if (now.place) now.place = this.#place || now.place;
    now.typing = this.#signals?.typing ?? "";
    return now;
  }

  /** @param {Frame | null} frame @param {Entry[]} fresh */
  #changed(frame, fresh) {
    this.#listen();
    if (frame?.type === "queue") this.#place = frame.position;
    if (frame?.type === "welcome") this.largest = frame.files ?? 0;
    if (fresh.some((entry) => entry.type === "visitor_queued")) this.#place = 0;
    if (frame) this.#signals?.hear(frame, fresh);
    const known = frame?.type === "entries" ? !frame.past : this.transcript.entries.length > fresh.length;
    this.draw(!known);
    if (frame?.type === "refused") this.#refused(frame);
    if (known) this.#announce(fresh);
  }

  /** Say whether the line is down, once that lasts. */
  #listen() {
    if (this.connection.open) {
      clearTimeout(this.#silence);
      this.#silence = undefined;
      return this.#panel.status("");
    }
    const { offline, reconnecting } = this.strings;
    this.#silence ??= setTimeout(() => this.#panel.status(navigator.onLine ? reconnecting : offline), UNNOTICED);
  }

  /** Bring the screen up to date. */
  draw(quietly = false) {
    const { host, log, parts, root, strings, now } = this;
    const { conversation, entries } = this.transcript;
    const unsent = this.outbox.all();
    const focused = root.activeElement;
    if (this.#shown !== conversation) {
      this.#shown = conversation;
      log.clear(); // the entries of each are counted from 1, and lines are known by that
      this.#atHand.attend(null);
    }
    const lines = items(entries, unsent, now, strings, this.#sending(now));
    const more = rich(lines, entries) && parts.now("more");
    log.show(more ? more.enriched(lines, this, more.words) : lines, quietly);
    if (more) more.lead(this, more.words);
    if (this.#panel.choosing) this.#choose();
    this.ask(now.ended ? null : this.#asked, now);
    this.#atHand.attend(now.card);
    this.#atHand.busy(unsent);
    this.#panel.agent(now.agent);
    const signals = now.agent && parts.now("signals");
    if (signals) (this.#signals ??= new signals.Signals(this)).drawn();
    const lost = root.activeElement !== focused || focused?.closest("[hidden], textarea[readonly]") || focused === this.#panel.node;
    if (focused && lost && this.#panel.node.open) this.#focus();
  }

  /** The lines of files on their way. They can be sent once somebody is asked for. @param {Standing} now */
  #sending(now) {
    const may = this.largest > 0 && !now.ended && (now.looking || !!now.agent);
    const files = may && !this.#uploads && this.parts.now("files");
    if (files) this.#uploads = new files.Uploads(this, files.words);
    return this.#uploads?.lines(may);
  }

  /** Do it, now or when the connection is back. Answers its id. @param {Act} act */
  send(act) {
    const id = this.connection.send(act);
    this.draw();
    return id;
  }

  /** @param {Refused} frame */
  #refused(frame) {
    if (this.#atHand.refuse(frame)) return;
    const { bad_answer, not_now, too_long } = this.strings;
    const mend = { bad_answer, too_long }[frame.code];
    const why = frame.text || mend || not_now;
    const act = this.outbox.all().find((unsent) => unsent.id === frame.id)?.act;
    if (act?.type !== "message") return this.#panel.status(why);
    if (!mend || !this.composer.restore(act.text, why)) return;
    this.outbox.drop(frame.id);
    this.draw();
  }

  /** Send a message anew that was not sent, or give it back to be changed. @param {string} id @param {boolean} unchanged */
  again(id, unchanged) {
    const act = this.outbox.drop(id)?.act;
    if (act?.type === "message") unchanged ? this.send(act) : this.composer.restore(act.text);
    this.draw();
  }

  /** Fill the menu. */
  #choose() {
    const menu = this.parts.now("menu");
    if (menu) this.#panel.offer(menu.choices(this, menu.words));
  }

  /** Ask something at the foot, where the visitor writes else. @param {HTMLElement | null} asked @param {Standing} now */
  ask(asked, now = this.now) {
    const turned = asked !== this.#asked;
    this.#asked = asked;
    const menu = (asked || now.ended || !this.agreed) && this.parts.now("menu");
    this.#panel.foot(...(menu ? menu.foot(this, asked, menu.words) : [this.composer.node]));
    const { connecting, fill_in, write, write_or_choose } = this.strings;
    if (!this.transcript.conversation) this.composer.allow(false, connecting);
    else if (now.card?.fields?.length) this.composer.allow(false, fill_in);
    else this.composer.allow(true, now.card ? write_or_choose : write);
    if (turned) this.#focus();
  }

  /** Put the focus where the visitor goes on; on a phone not into a text, which would raise the keyboard. */
  #focus() {
    const { node } = this.#panel;
    const texts = ", .capture:not(.busy) :is(input, select), .composer:not(.waits) textarea";
    const next = `.over > button${matchMedia("(pointer: coarse)").matches ? "" : texts}`;
    /** @type {HTMLElement} */ (node.querySelector(next) ?? node).focus();
  }

  /** @param {Entry[]} fresh */
  #announce(fresh) {
    for (const entry of fresh) {
      for (const [name, detail] of told(entry, this)) this.host.tell(`threadline-${name}`, false, detail);
      if (!NEWS.test(entry.type)) continue;
      if (!this.#panel.node.open) this.#unread += 1;
      this.#signals?.sound();
    }
    if (this.#unread) this.host.unread(this.#unread, this.strings.unread(this.#unread));
  }
}
