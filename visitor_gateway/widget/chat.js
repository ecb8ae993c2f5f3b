/** @import { ThreadlineChat } from "./threadline-chat.js" */
/** @import { Strings } from "./languages/en.js" */
/** @import { Standing } from "./standing.js" */
/** @import { Act, CardShown, Entry, Frame, Refused } from "./wire.d.ts" */
import { AtHand } from "./at-hand.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { items } from "./items.js";
import { Log } from "./log.js";
import { make } from "./make.js";
import { Outbox } from "./outbox.js";
import { Panel } from "./panel.js";
import { Parts } from "./parts.js";
import { Shelf } from "./shelf.js";
import { standing } from "./standing.js";
import { sheet } from "./style.js";
import { Transcript } from "./transcript.js";

/** So long a break of the connection is nobody's business, in milliseconds. */
const UNNOTICED = 2_000;

/** Everything behind the button: made when the visitor opens it for the first time on a page. */
export class Chat {
  #host;
  #root;
  #strings;
  #parts;
  #tab;
  #outbox;
  #transcript;
  #connection;
  #log;
  #panel;
  #composer;
  #restart;
  #atHand;
  /** What the visitor is asked at the foot. @type {HTMLElement | null} */
  #asked = null;
  #shown = "";
  #place = 0;
  #unread = 0;
  #news = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #silence;

  /** @param {ThreadlineChat} host @param {Strings} strings */
  constructor(host, strings) {
    this.#host = host;
    this.#strings = strings;
    this.#root = /** @type {ShadowRoot} */ (host.shadowRoot);
    const { language, locale, server } = host;
    const avatar = host.getAttribute("avatar") ?? "";
    const parts = (this.#parts = new Parts(this.#root, strings, language, () => this.#draw()));
    const prefix = `threadline:${host.site}:`;
    const shelf = new Shelf(prefix, () => localStorage);
    this.#tab = new Shelf(prefix, () => sessionStorage);
    this.#outbox = new Outbox(shelf, Date.now);
    this.#transcript = new Transcript(this.#tab);
    this.#connection = new Connection({
      url: `${server.replace(/^http/, "ws")}/visitor/${encodeURIComponent(host.site)}`,
      greeting: () => ({ page: { url: location.href, title: document.title, referrer: document.referrer }, locale, device: host.device, ...host.offered }),
      shelf,
      transcript: this.#transcript,
      outbox: this.#outbox,
      changed: (frame, fresh) => this.#changed(frame, fresh),
    });
    this.#log = new Log({
      strings,
      locale,
      server,
      avatar,
      parts,
      retry: (id) => this.#again(id, (text) => this.#send({ type: "message", text })),
      edit: (id) => this.#again(id, (text) => this.#composer.restore(text)),
    });
    this.#atHand = new AtHand({ strings, parts, log: this.#log, send: (act) => this.#send(act), came: () => this.#draw() });
    this.#composer = new Composer(strings, this.#tab, (text) => this.#send({ type: "message", text }));
    this.#panel = new Panel(strings, { server, avatar }, host.label, this.#log.node, { close: () => host.close(), choose: () => this.#choose() });
    this.#restart = make("div", { class: "over" }, make("button", { type: "button", class: "primary", onclick: () => this.#startAnew() }, strings.start));
    this.#enter();
  }

  /** @param {boolean} focus whether the visitor opened it just now */
  show(focus) {
    this.#tab.set("open", "1");
    this.#unread = 0;
    this.#host.unread(0, "");
    this.#panel.show();
    this.#log.toEnd();
    if (focus) this.#focus();
  }

  hide() {
    this.#tab.set("open", null);
    this.#panel.hide();
  }

  /** The element is taken from its page. */
  leave() {
    this.#news.abort();
    clearTimeout(this.#silence);
    this.#connection.stop();
    this.#panel.hide();
    this.#panel.node.remove();
  }

  #enter() {
    const { adoptedStyleSheets: sheets } = this.#root;
    if (!sheets.includes(sheet)) sheets.push(sheet);
    this.#root.prepend(this.#panel.node);
    const { signal } = this.#news;
    const nudge = () => document.hidden || this.#connection.nudge();
    addEventListener("online", nudge, { signal });
    addEventListener("offline", nudge, { signal });
    // An open line would keep the page out of the back-forward cache.
    addEventListener("pagehide", () => this.#connection.stop(), { signal });
    addEventListener("pageshow", () => this.#connection.start(), { signal });
    document.addEventListener("visibilitychange", nudge, { signal });
    this.#draw(true);
    this.begin();
  }

  /** Go to the dialogue that speaks up or that the page asked for, unless the visitor is in one. */
  begin() {
    if (this.#host.offered.dialogue && standing(this.#transcript.entries).ended) this.#transcript.forget();
    this.#connection.stop();
    this.#connection.start();
  }

  /** @param {Frame | null} frame @param {Entry[]} fresh */
  #changed(frame, fresh) {
    this.#listen();
    if (frame?.type === "queue") this.#place = frame.position;
    if (fresh.some((entry) => entry.type === "visitor_queued")) this.#place = 0;
    const known = frame?.type === "entries" ? !frame.past : this.#transcript.entries.length > fresh.length;
    this.#draw(!known);
    if (frame?.type === "refused") this.#refused(frame);
    if (known) this.#announce(fresh);
  }

  /** Say whether the line is down, once that lasts. */
  #listen() {
    if (this.#connection.open) {
      clearTimeout(this.#silence);
      this.#silence = undefined;
      return this.#panel.status("");
    }
    const { offline, reconnecting } = this.#strings;
    this.#silence ??= setTimeout(() => this.#panel.status(navigator.onLine ? reconnecting : offline), UNNOTICED);
  }

  /** @param {boolean} quietly */
  #draw(quietly = false) {
    const { conversation, entries } = this.#transcript;
    const unsent = this.#outbox.all();
    const now = standing(entries);
    if (now.place) now.place = this.#place || now.place;
    const focused = this.#root.activeElement;
    if (this.#shown !== conversation) {
      this.#shown = conversation;
      this.#log.clear(); // the entries of each are counted from 1, and lines are known by that
      this.#atHand.attend(null);
    }
    this.#log.show(items(entries, unsent, now, this.#strings), quietly);
    for (const entry of entries) if (entry.type === "card_shown" && entry.link) this.#lead(entry);
    this.#ask(now.ended ? null : this.#asked, now);
    this.#atHand.attend(now.card);
    this.#atHand.busy(unsent);
    this.#panel.agent(now.agent);
    const lost = this.#root.activeElement !== focused || focused?.closest("[hidden], textarea[readonly]") || focused === this.#panel.node;
    if (focused && lost && this.#panel.node.open) this.#focus();
  }

  /** Put below a card where it leads. @param {CardShown} card */
  #lead(card) {
    const { server } = this.#host;
    const opened = () => standing(this.#transcript.entries).ended || this.#send({ type: "open", card: card.card });
    this.#parts.with("more", ({ link }, words) => {
      const line = this.#log.line(`n${card.n}`);
      if (line) link(line, card, server, words, opened);
    });
  }

  /** @param {Act} act */
  #send(act) {
    const id = this.#connection.send(act);
    this.#draw();
    return id;
  }

  /** @param {Refused} frame */
  #refused(frame) {
    if (this.#atHand.refuse(frame)) return;
    const back = this.#outbox.all().find((u) => u.id === frame.id && u.act.type === "message");
    const why = frame.text || /** @type {Record<string, any>} */ (this.#strings)[frame.code];
    if (back?.act.type !== "message") return back || this.#panel.status(why);
    const mendable = frame.code === "too_long" || frame.code === "bad_answer";
    if (!mendable || !this.#composer.restore(back.act.text, why)) return;
    this.#outbox.drop(frame.id);
    this.#draw();
  }

  /** Take a message back that was not sent. @param {string} id @param {(text: string) => void} act */
  #again(id, act) {
    const unsent = this.#outbox.drop(id);
    if (unsent?.act.type === "message") act(unsent.act.text);
    this.#draw();
  }

  #startAnew() {
    this.#host.offered = {};
    this.#send({ type: "start" });
  }

  /** Fill the menu. */
  #choose() {
    this.#parts.with("menu", ({ choices, confirmation }, words) => {
      const live = this.#transcript.conversation && !standing(this.#transcript.entries).ended;
      const end = (/** @type {boolean} */ sure) => {
        this.#ask(null);
        if (sure) this.#send({ type: "end" });
      };
      this.#panel.offer(
        choices(words, {
          end: live ? () => this.#ask(confirmation(words.end_question, words.end_yes, words.end_no, end)) : null,
        }),
      );
    });
  }

  /** Choose what stands at the foot. @param {HTMLElement | null} asked @param {Standing} now */
  #ask(asked, now = standing(this.#transcript.entries)) {
    const turned = asked !== this.#asked;
    this.#asked = asked;
    this.#panel.foot(asked ?? (now.ended ? this.#restart : this.#composer.node));
    const { connecting, fill_in, write, write_or_choose } = this.#strings;
    if (!this.#transcript.conversation) this.#composer.allow(false, connecting);
    else if (now.card?.fields?.length) this.#composer.allow(false, fill_in);
    else this.#composer.allow(true, now.card ? write_or_choose : write);
    if (turned) this.#focus();
  }

  /** Put the focus where the visitor goes on; on a phone not into a text, which would raise the keyboard. */
  #focus() {
    const { node } = this.#panel;
    const texts = ", .capture:not(.busy) :is(input, select), .composer:not(.waits) textarea";
    const next = `.over button${matchMedia("(pointer: coarse)").matches ? "" : texts}`;
    /** @type {HTMLElement} */ (node.querySelector(next) ?? node).focus();
  }

  /** @param {Entry[]} fresh */
  #announce(fresh) {
    for (const entry of fresh) {
      if (!("text" in entry) || !entry.text) continue;
      const from = entry.type === "agent_wrote" ? "agent" : "id" in entry ? "visitor" : "dialogue";
      this.#host.tell("threadline-message", false, { from, text: entry.text, at: entry.at });
      if (from !== "visitor" && !this.#panel.node.open) this.#unread += 1;
    }
    if (this.#unread) this.#host.unread(this.#unread, this.#strings.unread(this.#unread));
  }
}
