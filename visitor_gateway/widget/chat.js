/** @import { ThreadlineChat } from "./threadline-chat.js" */
/** @import { Control, Special } from "./cards.js" */
/** @import { Standing } from "./standing.js" */
/** @import { Act, Entry, Frame, Refused } from "./wire.d.ts" */
import { capture, question } from "./cards.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { items } from "./items.js";
import { Log } from "./log.js";
import { make } from "./make.js";
import { Outbox } from "./outbox.js";
import { Panel } from "./panel.js";
import { Shelf } from "./shelf.js";
import { standing } from "./standing.js";
import { strings } from "./strings.js";
import { sheet } from "./style.js";
import { Transcript } from "./transcript.js";

/** Fields whose inputs are in more.js. */
const SPECIAL = new Set(["choice", "date", "boolean"]);
/** So long a break of the connection is nobody's business, in milliseconds. */
const UNNOTICED = 2_000;
/** What could not be fetched is tried again after so long, in milliseconds. */
const ONCE_MORE = 3_000;

/** Everything behind the button: made when the visitor opens it for the first time on a page. */
export class Chat {
  #host;
  #locale;
  #words;
  #tab;
  #outbox;
  #transcript;
  #connection;
  #log;
  #panel;
  #composer;
  #restart;
  #confirm;
  /** @type {{ card: Standing["card"], shown: Control | null, sent: string }} */
  #control = { card: null, shown: null, sent: "" };
  #confirming = false;
  #shown = "";
  #place = 0;
  #unread = 0;
  #news = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #silence;
  /** @type {Promise<typeof import("./more.js")> | null} */
  #more = null;

  /** @param {ThreadlineChat} host */
  constructor(host) {
    this.#host = host;
    const locale = (this.#locale = host.locale);
    const words = (this.#words = strings(locale));
    const prefix = `threadline:${host.site}:`;
    const shelf = new Shelf(prefix, () => localStorage);
    this.#tab = new Shelf(prefix, () => sessionStorage);
    this.#outbox = new Outbox(shelf, Date.now);
    this.#transcript = new Transcript(this.#tab);
    this.#connection = new Connection({
      url: `${host.server.replace(/^http/, "ws")}/visitor/${encodeURIComponent(host.site)}`,
      greeting: () => ({ page: { url: location.href, title: document.title, referrer: document.referrer }, locale, device: host.device, ...host.offered }),
      shelf,
      transcript: this.#transcript,
      outbox: this.#outbox,
      changed: (frame, fresh) => this.#changed(frame, fresh),
    });
    this.#log = new Log({
      strings: words,
      locale,
      server: host.server,
      retry: (id) => this.#again(id, (text) => this.#send({ type: "message", text })),
      edit: (id) => this.#again(id, (text) => this.#composer.restore(text)),
    });
    this.#composer = new Composer(words, this.#tab, (text) => this.#send({ type: "message", text }));
    this.#panel = new Panel(words, host.server, host.getAttribute("label") ?? words.title, this.#log.node, {
      close: () => host.close(),
      end: () => this.#ask(true),
    });
    this.#restart = make("div", { class: "over" }, button("primary", words.start, () => this.#startAnew()));
    this.#confirm = make("div", { class: "over", role: "group", "aria-label": words.end_question }, make("p", {}, words.end_question));
    this.#confirm.append(button("primary", words.end_yes, () => this.#end()), button("", words.end_no, () => this.#ask(false)));
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
    const root = /** @type {ShadowRoot} */ (this.#host.shadowRoot);
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
    root.prepend(this.#panel.node);
    const { signal } = this.#news;
    const nudge = () => document.hidden || this.#connection.nudge();
    addEventListener("online", nudge, { signal });
    addEventListener("offline", nudge, { signal });
    addEventListener("pageshow", nudge, { signal });
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
    const { offline, reconnecting } = this.#words;
    this.#silence ??= setTimeout(() => this.#panel.status(navigator.onLine ? reconnecting : offline), UNNOTICED);
  }

  /** @param {boolean} quietly */
  #draw(quietly = false) {
    const { conversation, entries } = this.#transcript;
    const unsent = this.#outbox.all();
    const now = standing(entries);
    if (now.place) now.place = this.#place || now.place;
    const root = /** @type {ShadowRoot} */ (this.#host.shadowRoot);
    const focused = root.activeElement;
    if (this.#shown !== conversation) {
      this.#shown = conversation;
      this.#log.clear(); // the entries of each are counted from 1, and lines are known by that
      this.#attend(null);
    }
    this.#log.show(items(entries, unsent, now, this.#words), quietly);
    for (const entry of entries) if (entry.type === "card_shown" && entry.link) this.#lead(entry);
    this.#ask(this.#confirming && !now.ended, now);
    this.#attend(now.card);
    this.#control.shown?.busy(unsent.some(({ act }) => "card" in act && act.card === this.#control.card?.card));
    this.#panel.agent(now.agent);
    const lost = root.activeElement !== focused || focused?.closest("[hidden], textarea[readonly]") || focused === this.#panel.node;
    if (focused && lost && this.#panel.node.open) this.#focus();
  }

  /** Put below a card where it leads. @param {CardShown} card */
  #lead(card) {
    const { server } = this.#host;
    const opened = () => standing(this.#transcript.entries).ended || this.#send({ type: "open", card: card.card });
    this.#rarely(({ link }) => {
      const line = this.#log.line(`n${card.n}`);
      if (line) link(line, card, server, this.#locale, opened);
    });
  }

  /** Do what needs more.js, which is fetched the first time. @param {(more: typeof import("./more.js")) => void} act */
  #rarely(act) {
    this.#more ??= import("./more.js");
    this.#more.then(
      (more) => {
        const { adoptedStyleSheets: sheets } = /** @type {ShadowRoot} */ (this.#host.shadowRoot);
        if (!sheets.includes(more.moreSheet)) sheets.push(more.moreSheet);
        act(more);
      },
      () => {
        if (!this.#more) return;
        this.#more = null;
        setTimeout(() => {
          if (!this.#control.shown) this.#attend(null);
          this.#draw();
        }, ONCE_MORE);
      },
    );
  }

  /** Put the buttons or the form of the waiting card below it. @param {Standing["card"]} card */
  #attend(card) {
    if (card?.n === this.#control.card?.n) return;
    this.#control.shown?.node.remove();
    this.#control = { card, shown: null, sent: "" };
    if (!card) return;
    /** @param {Special} [special] */
    const form = (special) =>
      this.#put(card, capture(card, this.#words, (values) => this.#answer({ type: "capture", card: card.card, values }), special));
    if (!card.fields?.length)
      this.#put(card, question(card, this.#words, (answer) => this.#answer({ type: "answer", card: card.card, answer })));
    else if (!card.fields.some(({ type }) => SPECIAL.has(type ?? ""))) form();
    else
      this.#rarely(({ input }) => {
        if (this.#control.shown || this.#control.card !== card) return;
        form((field, named) => input(field, named, this.#locale));
        this.#draw();
      });
  }

  /** @param {NonNullable<Standing["card"]>} card @param {Control} shown */
  #put(card, shown) {
    this.#control.shown = shown;
    this.#log.line(`n${card.n}`)?.append(shown.node);
  }

  /** @param {Act} act */
  #answer(act) {
    this.#control.sent = this.#send(act);
  }

  /** @param {Act} act */
  #send(act) {
    const id = this.#connection.send(act);
    this.#draw();
    return id;
  }

  /** @param {Refused} frame */
  #refused(frame) {
    const { sent, shown } = this.#control;
    if (frame.id === sent) return shown?.refuse(frame);
    const back = this.#outbox.all().find((u) => u.id === frame.id && u.act.type === "message");
    const why = frame.text || /** @type {Record<string, any>} */ (this.#words)[frame.code];
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

  #end() {
    this.#confirming = false;
    this.#send({ type: "end" });
  }

  /** Choose what stands at the foot. @param {boolean} confirming @param {Standing} now */
  #ask(confirming, now = standing(this.#transcript.entries)) {
    const turned = confirming !== this.#confirming;
    this.#confirming = confirming;
    this.#panel.endable(!!this.#transcript.conversation && !now.ended);
    this.#panel.foot(now.ended ? this.#restart : confirming ? this.#confirm : this.#composer.node);
    const { connecting, fill_in, write, write_or_choose } = this.#words;
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
    if (this.#unread) this.#host.unread(this.#unread, this.#words.unread(this.#unread));
  }
}

/** @param {string} kind @param {string} text @param {() => void} act */
function button(kind, text, act) {
  return make("button", { type: "button", class: kind, onclick: act }, text);
}
