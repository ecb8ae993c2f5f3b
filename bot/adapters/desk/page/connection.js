// The socket to the desk: comes back after every loss, says up to which number the page is, notices silence.
// Knows no page: `heard` gets every frame, `changed` every change of state.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
const PING_AFTER = 20_000;
const PONG_WITHIN = 8_000;
const SIGNED_OUT = 4401;

/** @typedef {"connecting" | "open" | "lost" | "signed_out"} State */

export class Connection {
  /** @type {WebSocket | undefined} */
  #socket;
  /** Up to which number the page is: of the inbox, and of the board that everybody shares. */
  #numbers = [0, 0];
  #losses = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #welcomed = false;
  #over = false;
  #url;
  #heard;
  #changed;

  /**
   * @param {URL} url
   * @param {(frame: any) => void} heard
   * @param {(state: State) => void} changed
   */
  constructor(url, heard, changed) {
    this.#url = url;
    this.#heard = heard;
    this.#changed = changed;
  }

  open() {
    clearTimeout(this.#timer);
    this.#changed("connecting");
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    this.#timer = setTimeout(() => this.#giveUp(socket), PONG_WITHIN);
    socket.onopen = () => socket.send(JSON.stringify({ type: "hello", after: this.#numbers[0], after_shared: this.#numbers[1] }));
    socket.onmessage = (message) => this.#receive(socket, JSON.parse(message.data));
    socket.onclose = (closed) => this.#giveUp(socket, closed.code);
  }

  /** Come back now if the connection is lost, or ask whether it still holds: the network or the page came back. */
  hurry() {
    if (this.#socket) this.#ping(this.#socket);
    else if (this.#losses && !this.#over) this.open();
  }

  /** Say whether the frame went out. What did not, or was not answered, is the caller's to send again. @param {object} frame */
  send(frame) {
    if (!this.#welcomed || !this.#socket) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** @param {WebSocket} socket @param {any} frame */
  #receive(socket, frame) {
    if (socket !== this.#socket) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ping(socket), PING_AFTER);
    if (frame.type === "welcome") {
      this.#losses = 0;
      this.#welcomed = true;
      if (frame.anew) this.#numbers = [0, 0];
    }
    if (frame.type === "posts") this.#numbers[Number(frame.shared)] = frame.posts.at(-1)[0];
    this.#heard(frame);
    if (frame.type === "welcome") this.#changed("open");
  }

  /** @param {WebSocket} socket */
  #ping(socket) {
    if (socket.readyState !== WebSocket.OPEN) return;
    socket.send('{"type":"ping"}');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#giveUp(socket), PONG_WITHIN);
  }

  /** @param {WebSocket} socket @param {number} [code] */
  #giveUp(socket, code) {
    if (socket !== this.#socket || this.#over) return;
    clearTimeout(this.#timer);
    const had = this.#welcomed;
    this.#socket = undefined;
    this.#welcomed = false;
    socket.close();
    if (code === SIGNED_OUT) return this.#end();
    this.#losses += 1;
    this.#changed("lost");
    if (!had) void this.#askWhetherSignedOut();
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (this.#losses - 1));
    this.#timer = setTimeout(() => this.open(), wait * (0.5 + Math.random() / 2));
  }

  /** A browser does not say why a socket was refused; the page's own address does. */
  async #askWhetherSignedOut() {
    const answer = await fetch("/desk", { cache: "no-store" }).catch(() => undefined);
    if (answer?.status === 403 && !this.#welcomed) this.#end();
  }

  /** The session is over: only a new link helps, so do not come back. */
  #end() {
    clearTimeout(this.#timer);
    this.#over = true;
    this.#changed("signed_out");
  }
}
