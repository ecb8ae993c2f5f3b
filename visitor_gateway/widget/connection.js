/** @import { Act, Entry, Frame, Page, Refused } from "./wire.js" */
/** @import { Outbox } from "./outbox.js" */
/** @import { Shelf } from "./shelf.js" */
/** @import { Transcript } from "./transcript.js" */

/** How long to wait, in milliseconds. */
const WELCOME = 10_000;
const ANSWER = 10_000;
const QUIET = 25_000;
const PONG = 8_000;
const HOLD = 2_000;
const SHORTEST = 500;
const LONGEST = 30_000;

/** At least this long after a close that says so: 1013 try again later, 4429 too fast. @type {Record<number, number>} */
const ASKED_TO_WAIT = { 1013: 5_000, 4429: 10_000 };

/** After how many losses in a row a dial goes without WebSockets: at first, and once one came through. */
const DOUBT = 2;
const TRUST = 5;
/** The code of a stream that ends because WebSockets come through again. */
const FREE = 1000;

/**
 * What is used of a WebSocket; stream.js has it too.
 *
 * @typedef {object} Line
 * @property {number} readyState
 * @property {(text: string) => void} send
 * @property {() => void} close
 * @property {((event: any) => void) | null} onopen
 * @property {((event: any) => void) | null} onmessage
 * @property {((event: any) => void) | null} onclose
 */

/**
 * @param {string} url
 * @param {boolean} around whether to go without WebSockets
 * @returns {Line | Promise<Line>}
 */
const dial = (url, around) => (around ? import("./stream.js").then(({ Stream }) => new Stream(url)) : new WebSocket(url));

const clock = {
  set: (/** @type {() => void} */ act, /** @type {number} */ ms) => setTimeout(act, ms),
  clear: (/** @type {any} */ timer) => clearTimeout(timer),
};

/**
 * What a connection needs from its page. The last three are replaced in tests.
 *
 * @typedef {object} Parts
 * @property {string} url
 * @property {() => { page: Page, locale: string, device: string, dialogue?: string, asked?: boolean }} greeting
 * @property {Shelf} shelf keeps the visitor's token
 * @property {Transcript} transcript
 * @property {Outbox} outbox
 * @property {(frame: Frame | null, fresh: Entry[]) => void} changed after each frame, and when `open` changed
 * @property {typeof dial} [dial]
 * @property {typeof clock} [clock]
 * @property {() => number} [dice] from 0 to 1
 */

/**
 * The visitor's line to the gateway: it comes back by itself, goes on where it was, and says again what was not
 * accepted. It knows no DOM: the page tells it by `nudge()` when network or visitor are back.
 *
 * One act is under way at a time, so that nothing overtakes what has to be said again.
 */
export class Connection {
  /** @type {Required<Parts>} */
  #parts;
  /** @type {Line | null} */
  #socket = null;
  /** Counts the lines: one that comes late is not wanted any more. */
  #dialled = 0;
  #patience = DOUBT;
  #around = false;
  #token = "";
  /** Whether the gateway did not believe who the page says the visitor is. */
  #doubted = false;
  /** @type {Map<string, any>} */
  #timers = new Map();
  #attempts = 0;
  #underWay = "";
  #wanted = false;

  /** Whether the gateway knows us now. */
  open = false;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = { dial, clock, dice: Math.random, ...parts };
  }

  start() {
    this.#doubted = false;
    this.#wanted = true;
    if (!this.#socket) this.#dial();
  }

  stop() {
    this.#wanted = false;
    this.#hangUp();
  }

  /** Say it, now or when the connection is back. @param {Act} act */
  send(act) {
    const unsent = this.#parts.outbox.add(act, this.#parts.transcript.conversation);
    this.#flush();
    return unsent.id;
  }

  /** Look at once whether the line is alive: the network or the visitor came back. */
  nudge() {
    this.#attempts = Math.min(this.#attempts, 1);
    if (this.open) this.#ping();
    else if (this.#wanted && !this.#socket) this.#dial();
  }

  async #dial() {
    this.#arm("dial", WELCOME, () => this.#lost());
    const dialled = ++this.#dialled;
    const failed = this.#attempts - this.#patience;
    this.#around = failed >= 0 && failed % 2 === 0;
    try {
      const socket = await this.#parts.dial(this.#parts.url, this.#around);
      if (dialled !== this.#dialled) return socket.close();
      this.#socket = socket;
      socket.onopen = () => this.#greet();
      socket.onmessage = (event) => this.#hear(JSON.parse(event.data));
      socket.onclose = (event) => this.#lost(event.code);
    } catch {
      this.#lost(); // an address that may not be dialled from this page: it may be mended while we wait
    }
  }

  #greet() {
    const { greeting, shelf, transcript } = this.#parts;
    const { conversation, last } = transcript;
    const token = (this.#token = shelf.get("token") ?? "");
    this.say({ type: "hello", protocol: 1, token: token || null, conversation: conversation || null, last, ...greeting(), ...(this.#doubted && { identity: null }) });
  }

  /** @param {Frame} frame */
  #hear(frame) {
    const { outbox, shelf, transcript } = this.#parts;
    /** @type {Entry[]} */
    let fresh = [];
    if (this.open) this.#arm("alive", QUIET, () => this.#ping());
    switch (frame.type) {
      case "welcome":
        // Another tab of a new visitor was welcomed first: both are the same visitor.
        if (!this.#token && shelf.get("token")) return this.#greet();
        shelf.set("token", (this.#token = frame.token));
        fresh = transcript.take(frame);
        outbox.enter(frame.conversation);
        this.#welcomed();
        break;
      case "entries":
        fresh = transcript.take(frame);
        break;
      case "accepted":
        if (outbox.accept(frame.id)?.act.type === "start") this.#awaitNew(transcript.conversation);
        this.#settled(frame.id);
        break;
      case "refused":
        this.#refused(frame);
        break;
      case "error":
        this.#wrong(frame);
    }
    for (const entry of fresh) if ("id" in entry) outbox.drop(entry.id ?? "");
    this.#flush();
    this.#parts.changed(frame, fresh);
  }

  #welcomed() {
    this.open = true;
    this.#attempts = 0;
    this.#patience = this.#around ? 1 : TRUST;
    this.#underWay = "";
    this.#disarm("dial", "new", "answer", "hold");
    this.#arm("alive", QUIET, () => this.#ping());
  }

  /** @param {Refused} frame */
  #refused(frame) {
    if (frame.code === "too_fast" || frame.code === "unavailable") return this.#hold(frame.after);
    this.#parts.outbox.refuse(frame.id, frame.text || frame.code);
    this.#settled(frame.id);
  }

  /** @param {Extract<Frame, { type: "error" }>} frame */
  #wrong(frame) {
    const { outbox, shelf, transcript } = this.#parts;
    if (frame.code === "bad_identity" && !this.#doubted) {
      console.warn(frame.text);
      this.#doubted = true;
      this.#greet();
    } else if (frame.code === "bad_token" && shelf.get("token")) {
      shelf.set("token", null);
      transcript.forget();
      this.#greet();
    } else if (!this.open) {
      this.#lost(1013);
    } else if (frame.code === "bad_frame" && this.#underWay) {
      // One act is under way at a time, so it is this one; to say it again would not mend it.
      outbox.refuse(this.#underWay, frame.code);
      this.#settled(this.#underWay);
    } else if (this.#underWay) {
      this.#hold(frame.after);
    }
  }

  /** The act under way is to be said again, and nothing before it. @param {number} [seconds] */
  #hold(seconds) {
    this.#disarm("answer");
    this.#arm("hold", seconds ? seconds * 1000 : HOLD, () => {
      this.#underWay = "";
      this.#flush();
    });
  }

  /** @param {string} id */
  #settled(id) {
    if (id !== this.#underWay) return;
    this.#underWay = "";
    this.#disarm("answer", "hold");
  }

  /** A new conversation is told by `welcome`; if none comes, coming back asks for it. @param {string} before */
  #awaitNew(before) {
    this.#arm("new", HOLD, () => {
      if (this.#parts.transcript.conversation === before) this.#lost(1001);
    });
  }

  #flush() {
    if (!this.open || this.#underWay) return;
    const next = this.#parts.outbox.next(this.#parts.transcript.conversation);
    if (!next) return;
    this.#underWay = next.id;
    this.say({ ...next.act, id: next.id });
    this.#arm("answer", ANSWER, () => this.#lost());
  }

  #ping() {
    this.say({ type: "ping" });
    this.#arm("alive", PONG, () => this.#lost());
  }

  /** Say a frame that is not answered, if there is a line. @param {object} frame */
  say(frame) {
    // A socket that is closing takes nothing, and says so by its close.
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(frame));
  }

  /** Gone, or as good as gone: come back after a while. @param {number} [code] */
  #lost(code = 1006) {
    this.#hangUp();
    if (code === FREE) this.#patience = DOUBT;
    const ceiling = Math.min(LONGEST, SHORTEST * 2 ** this.#attempts++);
    // Everybody loses a gateway at the same moment: the dice spread their return.
    const wait = (ASKED_TO_WAIT[code] ?? 0) + ceiling * (0.2 + 0.8 * this.#parts.dice());
    this.#arm("dial", wait, () => this.#dial());
    this.#parts.changed(null, []);
  }

  #hangUp() {
    const socket = this.#socket;
    this.#socket = null;
    this.#dialled += 1;
    this.open = false;
    this.#underWay = "";
    this.#disarm(...this.#timers.keys());
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /**
   * @param {string} name
   * @param {number} ms
   * @param {() => void} act
   */
  #arm(name, ms, act) {
    this.#disarm(name);
    this.#timers.set(name, this.#parts.clock.set(act, ms));
  }

  /** @param {string[]} names */
  #disarm(...names) {
    for (const name of names) {
      this.#parts.clock.clear(this.#timers.get(name));
      this.#timers.delete(name);
    }
  }
}
