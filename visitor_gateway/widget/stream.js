/** Something is said at least this often, in milliseconds: the gateway ends a stream that is silent for 150 seconds. */
const IDLE = 30_000;
/** After so long it is looked whether WebSockets come through, in milliseconds; twice as long after each look. */
const LOOK = 60_000;
const SELDOM = 3_600_000;

const PING = JSON.stringify({ type: "ping" });

/**
 * A line for networks that let no WebSocket through: it hears by server-sent events, and speaks by POST. It has what
 * `Connection` uses of a WebSocket. Once WebSockets come through it ends, with code 1000.
 */
export class Stream {
  readyState = 0;
  /** @type {((event?: any) => void) | null} */
  onopen = null;
  /** @type {((event: any) => void) | null} */
  onmessage = null;
  /** @type {((event: { code: number }) => void) | null} */
  onclose = null;
  #url;
  #events;
  #name = "";
  #said = Promise.resolve();
  /** @type {WebSocket | null} */
  #look = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #idle;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #next;

  /** @param {string} url as of a WebSocket */
  constructor(url) {
    this.#url = url;
    this.#events = new EventSource(this.#address);
    this.#events.addEventListener("line", ({ data }) => this.#opened(data));
    this.#events.addEventListener("close", ({ data }) => this.#over(Number(data)));
    this.#events.onmessage = (event) => this.onmessage?.(event);
    this.#events.onerror = () => this.#over(1006); // it would come back by itself, under another name
  }

  /** @param {string} frame */
  send(frame) {
    this.#speakAgain();
    // One after the other, as on a line.
    this.#said = this.#said.then(() => this.#post(frame));
  }

  close() {
    this.readyState = 3;
    this.#events.close();
    this.#look?.close();
    clearTimeout(this.#idle);
    clearTimeout(this.#next);
  }

  get #address() {
    return `${this.#url.replace(/^ws/, "http")}/events`;
  }

  /** @param {string} name */
  #opened(name) {
    this.#name = name;
    this.readyState = 1;
    this.#speakAgain();
    this.#lookAgain(LOOK);
    this.onopen?.();
  }

  /** @param {string} frame */
  async #post(frame) {
    if (this.readyState !== 1) return;
    const answer = await fetch(`${this.#address}/${this.#name}`, { method: "POST", body: frame, credentials: "omit" }).catch(() => null);
    if (!answer?.ok) this.#over(answer?.status === 503 ? 1013 : 1006);
  }

  #speakAgain() {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.send(PING), IDLE);
  }

  /** See whether a WebSocket carries anything, not just opens. @param {number} after milliseconds */
  #lookAgain(after) {
    this.#next = setTimeout(() => {
      this.#look?.close();
      const look = (this.#look = new WebSocket(this.#url));
      look.onopen = () => look.send(PING);
      look.onmessage = () => this.#over(1000);
      this.#lookAgain(Math.min(SELDOM, after * 2));
    }, after);
  }

  /** @param {number} code */
  #over(code) {
    if (this.readyState === 3) return;
    this.close();
    this.onclose?.({ code });
  }
}
