/**
 * The connection half of the widget on a stage: no element, no network, and no clock but this one.
 *
 * `play` does what a list of steps says and answers what the connection did. `storm` lets two tabs of one visitor talk
 * to a gateway over lines that break in every way, and answers what is wrong afterwards.
 */

const NOON = 1_767_262_000_000;

/** Let promises come to their end. */
const settle = async () => {
  for (let turn = 0; turn < 20; turn += 1) await null;
};

/** As `localStorage`: its names are its own keys. */
class Memory {
  getItem(name) {
    return this[name] ?? null;
  }
  setItem(name, text) {
    this[name] = text;
  }
  removeItem(name) {
    delete this[name];
  }
}

class Time {
  now = 0;
  #due = [];

  get left() {
    return this.#due.length;
  }

  set = (act, ms) => {
    const timer = { act, at: this.now + ms };
    this.#due.push(timer);
    return timer;
  };

  clear = (timer) => {
    this.#due = this.#due.filter((other) => other !== timer);
  };

  /** Everything happens when it is due. */
  async passes(ms) {
    const end = this.now + ms;
    for (let next; (next = this.#next(end)); ) {
      this.now = Math.max(this.now, next.at);
      this.clear(next);
      next.act();
      await settle();
    }
    this.now = end;
  }

  /** The machine slept: what was due meanwhile happens once, when it wakes. */
  async sleeps(ms) {
    this.now += ms;
    await this.passes(0);
  }

  #next(end) {
    return this.#due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}

/** One tab: the modules as the widget puts them together. */
async function tab(base, { time, local, session, dial, dice, identity, changed = () => {} }) {
  const [{ Connection }, { Outbox }, { Shelf }, { Transcript }] = await Promise.all(
    ["connection", "outbox", "shelf", "transcript"].map((name) => import(`${base}${name}.js`)),
  );
  const shelf = new Shelf("t:", () => local);
  const transcript = new Transcript(new Shelf("t:", () => session));
  const outbox = new Outbox(shelf, () => NOON + time.now);
  const greeting = () => ({ page: {}, locale: "en", device: "desktop", identity });
  const connection = new Connection({ url: "ws://gateway", greeting, shelf, transcript, outbox, changed, dial, dice, clock: time });
  return { connection, outbox, shelf, transcript };
}

export async function play(base, steps, { dice = 1, token = null, identity } = {}) {
  const time = new Time();
  const did = [];
  let line = null;
  let reachable = true;
  const dial = (url, around) => {
    did.push(["dials", around ? "stream" : "socket", time.now]);
    if (!reachable) throw new Error("this page may not dial");
    line = {
      readyState: 0,
      send: (text) => did.push(["says", JSON.parse(text), time.now]),
      close: () => did.push(["hangs up", time.now]),
    };
    return line;
  };
  const local = new Memory();
  const { connection, outbox, shelf, transcript } = await tab(base, { time, local, session: new Memory(), dial, dice: () => dice, identity });
  if (token) shelf.set("token", token);
  const acts = {
    start: () => connection.start(),
    stop: () => connection.stop(),
    nudge: () => connection.nudge(),
    unreachable: (yes) => (reachable = !yes),
    opens: () => {
      line.readyState = 1;
      line.onopen?.();
    },
    hears: (frame) => line.onmessage?.({ data: JSON.stringify(frame) }),
    refuses: (frame) => acts.hears({ ...frame, id: did.filter(([kind]) => kind === "says").at(-1)[1].id }),
    closes: (code) => line.onclose?.({ code }),
    passes: (ms) => time.passes(ms),
    sleeps: (ms) => time.sleeps(ms),
    redials: async () => {
      const dials = () => did.filter(([kind]) => kind === "dials").length;
      for (const before = dials(); dials() === before; ) await time.passes(100);
    },
    sends: (act) => connection.send(act),
    elsewhere: (name, text) => shelf.set(name, text),
  };
  for (const [name, ...given] of steps) {
    await acts[name](...given);
    await settle();
  }
  return { did, open: connection.open, entries: transcript.entries, unsent: outbox.all(), timers: time.left, token: shelf.get("token") };
}

/** What the store of a gateway keeps: it acts on an id once. */
class Store {
  log = [];

  append(entry) {
    this.log.push({ n: this.log.length * 2 + 1, at: NOON, ...entry });
    return this.log.at(-1);
  }

  accept({ id, text }) {
    return this.log.find((entry) => entry.id === id) ?? this.append({ type: "visitor_wrote", id, text });
  }

  after(last) {
    return this.log.filter(({ n }) => n > last);
  }
}

/** A line that keeps the order and loses everything behind the place where it breaks. */
class Line {
  readyState = 0;
  up = [];
  down = [];
  dead = false;
  greeted = false;
  /** Up to which entry the other end was told. */
  told = 0;

  send(text) {
    if (!this.dead) this.up.push(JSON.parse(text));
  }

  close() {
    this.readyState = 3;
    this.dead = true;
  }
}

/** A random number from 0 to 1, the same for each seed: Mulberry32. */
const chances = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

class Storm {
  constructor(seed) {
    this.chance = chances(seed);
    this.time = new Time();
    this.store = new Store();
    this.lines = [];
    this.tabs = [];
    this.said = [];
    this.calm = false;
  }

  pick(things) {
    return things[Math.floor(this.chance() * things.length)];
  }

  async enter(base, local) {
    const dial = () => {
      if (!this.calm && this.chance() < 0.1) throw new Error("not now");
      const line = new Line();
      this.lines.push(line);
      return line;
    };
    const parts = { time: this.time, local, session: new Memory(), dial, dice: this.chance };
    this.tabs.push(await tab(base, parts));
    this.tabs.at(-1).connection.start();
  }

  /** One frame on its way, in one direction. */
  carry(line) {
    if (line.readyState === 0 && !line.dead) {
      line.readyState = 1;
      line.onopen?.();
    } else if (line.up.length && (this.calm || this.chance() < 0.5)) this.answer(line, line.up.shift());
    else if (line.down.length) line.onmessage?.({ data: JSON.stringify(line.down.shift()) });
  }

  answer(line, frame) {
    if (frame.type === "hello") {
      const seen = frame.conversation === "c1" ? frame.last : 0;
      const entries = this.store.after(seen);
      line.told = entries.at(-1)?.n ?? seen;
      line.greeted = true;
      line.down.push({ type: "welcome", token: "t1", conversation: "c1", last: line.told, entries });
    } else if (frame.type === "ping") line.down.push({ type: "pong" });
    else if (!this.calm && this.chance() < 0.1) line.down.push({ type: "refused", id: frame.id, code: "unavailable", text: "", after: 1 });
    else {
      const { n } = this.store.accept(frame);
      if (this.chance() < 0.5) this.tell();
      line.down.push({ type: "accepted", id: frame.id, n });
      this.tell();
    }
  }

  tell() {
    for (const line of this.lines.filter(({ greeted, dead }) => greeted && !dead)) {
      const entries = this.store.after(line.told);
      if (!entries.length) continue;
      line.told = entries.at(-1).n;
      line.down.push({ type: "entries", entries, last: line.told });
    }
  }

  async happens() {
    const line = this.pick(this.lines.filter(({ dead }) => !dead));
    const one = this.pick(this.tabs);
    await this.pick([
      ...Array(6).fill(() => line && this.carry(line)),
      () => {
        if (!one.transcript.conversation) return; // the widget lets nobody write before they are welcomed
        const text = `words ${this.said.length}`;
        this.time.now += 1;
        this.said.push(text);
        one.connection.send({ type: "message", text });
      },
      () => {
        this.store.append({ type: "agent_wrote", agent: { id: "ann", name: "Ann" }, text: "!", sent: this.time.now });
        this.tell();
      },
      () => line && ((line.dead = true), line.onclose?.({ code: this.pick([1001, 1006, 1013]) })),
      () => line && (line.dead = true), // half-open: nobody is told
      () => this.time.passes(this.chance() * 3_000),
      () => this.chance() < 0.2 && this.time.sleeps(this.chance() * 86_400_000),
      () => (one.connection.stop(), one.connection.start()),
      () => one.connection.nudge(),
    ])();
    await settle();
  }

  /** The weather is fine from now on: what is owed arrives. */
  async clears() {
    this.calm = true;
    for (let round = 0; round < 60; round += 1) {
      await this.time.passes(2_000);
      for (let turn = 0; turn < 400; turn += 1) {
        const [line] = this.lines.filter(({ dead, readyState, up, down }) => !dead && (readyState === 0 || up.length || down.length));
        if (!line) break;
        this.carry(line);
        await settle();
      }
    }
  }

  wrongs() {
    const { log } = this.store;
    const words = log.filter(({ type }) => type === "visitor_wrote").map(({ text }) => text);
    const wrong = [];
    if (words.join() !== this.said.join()) wrong.push(`the gateway has ${words}, said was ${this.said}`);
    for (const { connection, outbox, transcript } of this.tabs) {
      const shown = transcript.entries.map(({ n }) => n);
      if (!connection.open) wrong.push("a tab did not come back");
      if (shown.join() !== log.map(({ n }) => n).join()) wrong.push(`a tab shows ${shown}, the log has ${log.length}`);
      if (outbox.all().length) wrong.push(`left to send: ${JSON.stringify(outbox.all())}`);
    }
    return wrong;
  }
}

export async function storm(base, seed) {
  const weather = new Storm(seed);
  const local = new Memory();
  await weather.enter(base, local);
  await weather.enter(base, local);
  for (let step = 0; step < 250; step += 1) await weather.happens();
  await weather.clears();
  return weather.wrongs();
}
