// The desk: puts the parts together. Posts come from the connection into the inbox; what is shown is read off it.

import { CommandPanel, isCommand } from "./commands.js";
import { Connection } from "./connection.js";
import { initials, isEnter, the } from "./elements.js";
import { FormDialog } from "./forms.js";
import { Inbox, looksLike, wakes } from "./inbox.js";
import { Drafts, freshId, Outbox, ReadMarks } from "./kept.js";
import { Notices } from "./notices.js";
import { showThreads } from "./thread_list.js";
import { atEnd, showActions, showThread, toEnd } from "./thread_view.js";

/** So long after a press no other one counts: a double click on one button must not press its successor. */
const SETTLES = 700;
/** Milliseconds between two times that the visitor is told that somebody is typing. */
const TYPING_PAUSE = 3000;

const marks = new ReadMarks();
const drafts = new Drafts();
const inbox = new Inbox(marks);
const notices = new Notices();
const commands = new CommandPanel(sendCommand);
const forms = new FormDialog(sendForm);
const socketUrl = new URL("/desk/socket", location.href);
socketUrl.protocol = location.protocol === "https:" ? "wss:" : "ws:";
const connection = new Connection(socketUrl, heard, changed);

const text = /** @type {HTMLTextAreaElement} */ (the("text"));
/** @type {Outbox | undefined} */
let outbox;
let me = "";
/** What stood there when the page came: in the inbox, and on the board that everybody shares. */
let newest = [0, 0];
/** @type {Record<string, string>} */
let labels = {};
let connected = false;
/** The id of the thread that is on the page now. */
let shown = "";
/** @type {Map<string, import("./thread_view.js").Line>} replies that were sent from this page, by id */
const written = new Map();
/** @type {{id: string, thread: string, action: string} | undefined} */
let press;
let pressedAt = -SETTLES;
let typedAt = -TYPING_PAUSE;
/** @type {Map<string, string>} what the presser was told, by thread */
const told = new Map();

// --- what comes in ---

/** @param {any} frame */
function heard(frame) {
  if (forms.heard(frame)) return;
  switch (frame.type) {
    case "welcome":
      return welcomed(frame);
    case "posts":
      for (const [number, post] of frame.posts) taken(number, post, number > newest[Number(frame.shared)]);
      break;
    case "accepted":
      settled(frame.id, "");
      break;
    case "refused":
      settled(frame.id, frame.text);
      pressAnswered(frame.id, frame.text);
      commands.answered(frame.id, frame.text);
      break;
    case "answered":
      pressAnswered(frame.id, frame.text);
      commands.answered(frame.id, frame.text);
      break;
    case "asked":
      pressAnswered(frame.id, "");
      forms.show(frame.form);
      break;
    case "error":
      console.warn(frame.text);
      return;
  }
  show();
}

/** @param {{name: string, newest: number, newest_shared: number, anew: boolean, labels: Record<string, string>}} frame */
function welcomed(frame) {
  me = frame.name;
  labels = frame.labels;
  newest = [frame.newest, frame.newest_shared];
  marks.of(me);
  drafts.of(me);
  if (frame.anew) {
    inbox.clear();
    marks.clear();
    drafts.clear();
  }
  outbox ??= new Outbox(me);
  the("me").textContent = initials(me);
  the("me").title = `You are ${me}`;
  the("first-command").textContent = `/livechat agent add @${me.toLowerCase().replaceAll(" ", ".")}`;
  for (const { id, thread, text: words, at } of outbox.all()) {
    written.set(id, { type: "reply", id, thread, text: words, at });
  }
}

/** @param {number} number @param {import("./inbox.js").Post} post @param {boolean} news */
function taken(number, post, news) {
  inbox.take(number, post);
  const looking = post.thread === shown && document.hasFocus();
  if (news && wakes(post) && !looking) {
    notices.tell(post.title ?? post.author ?? "", post.text ?? "", () => open(post.thread));
  }
}

/** @param {string} id @param {string} refusal */
function settled(id, refusal) {
  const reply = written.get(id);
  outbox?.settle(id);
  if (reply) reply.state = refusal && `Not sent: ${refusal}`;
}

/** @param {string} id @param {string} answer */
function pressAnswered(id, answer) {
  if (press?.id !== id) return;
  told.set(press.thread, answer);
  press = undefined;
}

/** @param {import("./connection.js").State} state */
function changed(state) {
  connected = state === "open";
  if (connected) for (const { id, thread, text: words } of outbox?.all() ?? []) sendReply(id, thread, words);
  if (state === "lost" || state === "signed_out") {
    commands.lost();
    forms.lost();
    if (press) pressAnswered(press.id, "The connection was lost. Please press again if the buttons are still there.");
  }
  const words = { connecting: undefined, open: "", lost: "Reconnecting…", signed_out: "Signed out: open a new link." };
  if (words[state] !== undefined) the("connection").textContent = words[state];
  show();
}

// --- what goes out ---

/** @param {string} id @param {string} thread @param {string} words */
function sendReply(id, thread, words) {
  return connection.send({ type: "reply", id, thread, text: words });
}

/** @param {string} words */
function sendCommand(words) {
  const id = freshId();
  return connection.send({ type: "command", id, text: words }) ? id : undefined;
}

/** @param {import("./forms.js").Form} form @param {import("./forms.js").Values} values */
function sendForm(form, values) {
  const id = freshId();
  return connection.send({ type: "submit", id, form: form.id, state: form.state ?? "", values }) ? id : undefined;
}

/** A file goes by itself, beside the words: it comes back as a post, and what is wrong with it is told above them. */
async function sendFile() {
  const input = /** @type {HTMLInputElement} */ (the("file"));
  const [file, thread] = [input.files?.[0], shown];
  if (!file || !thread) return;
  told.set(thread, `Sending ${file.name}…`);
  show();
  const query = new URLSearchParams({ id: freshId(), name: file.name });
  try {
    const answer = await fetch(`/desk/files/${encodeURIComponent(thread)}?${query}`, { method: "POST", body: file });
    told.set(thread, answer.ok ? "" : `Not sent: ${await answer.text()}`);
  } catch {
    told.set(thread, "Not sent: the connection was lost. Please choose the file again.");
  }
  input.value = "";
  show();
}

function submit() {
  const words = text.value;
  if (!words.trim() || !shown || !outbox) return;
  if (isCommand(words)) {
    commands.open();
    if (!commands.run(words)) return;
  } else {
    const { id, thread, at } = outbox.add(shown, words);
    written.set(id, { type: "reply", id, thread, text: words, at });
    sendReply(id, thread, words);
  }
  write("");
  show();
  toEnd();
}

/** @param {string} action */
function pressed(action) {
  if (settling() || !shown) return;
  const id = freshId();
  if (connection.send({ type: "press", id, thread: shown, action })) press = { id, thread: shown, action };
  else told.set(shown, "There is no connection just now. Please press again in a moment.");
  pressedAt = performance.now();
  setTimeout(show, SETTLES);
  show();
}

/** Whether a press waits for its answer, or has just been made. */
function settling() {
  return Boolean(press) || performance.now() - pressedAt < SETTLES;
}

// --- what is shown ---

/** @param {string} thread */
function open(thread) {
  location.hash = encodeURIComponent(thread);
}

function addressed() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return ""; // a link that was cut off
  }
}

function openByAddress() {
  shown = "";
  show(addressed());
  if (shown && matchMedia("(pointer: fine)").matches) text.focus();
}

/** Bring the whole page up to date. @param {string} [wanted] the thread to open */
function show(wanted = shown || addressed()) {
  const thread = inbox.thread(wanted);
  const fresh = wanted !== shown;
  const follow = fresh || atEnd();
  shown = thread ? wanted : "";
  if (thread && document.hasFocus()) inbox.markRead(thread);
  the("panes").classList.toggle("reading", Boolean(thread));
  the("opened").hidden = !thread;
  the("nothing-open").hidden = Boolean(thread) || inbox.threads().length === 0;
  if (thread) {
    if (fresh) write(drafts.text(wanted));
    showThread(thread, lines(thread), me, fresh);
    showActions(thread.card, labels, { busy: press?.thread === wanted ? press.action : "", idle: !settling() }, pressed);
    the("told").textContent = told.get(wanted) ?? "";
    text.placeholder = placeholder(thread.card);
    if (follow) toEnd(); // last: buttons and answers above take room from the words
  }
  showThreads(the("threads"), inbox, shown);
  the("no-threads").hidden = !me || newest.some(Boolean) || inbox.threads().length > 0;
  const unread = inbox.threads().reduce((sum, each) => sum + inbox.unread(each), 0);
  document.title = unread ? `(${unread}) Desk` : "Desk";
}

/** @param {import("./inbox.js").Post} card */
function placeholder(card) {
  if (card.status === "follow_up") return "// a note for the others";
  const open = card.status === "offered" || card.status === "live";
  return open ? `Reply to ${card.visitor}` : "This thread is over";
}

/**
 * What was said, and behind it what this page wrote and the board does not show yet.
 * @param {import("./inbox.js").Thread} thread
 * @returns {import("./thread_view.js").Line[]}
 */
function lines(thread) {
  const posted = inbox.said(thread).map((post) => ({ ...post, state: stateOf(post.id) }));
  const there = new Set(posted.map((post) => post.id));
  const pending = [...written.values()].filter((reply) => reply.thread === thread.id && !there.has(reply.id));
  const author = thread.card.channel ? me : ""; // as the board will say it
  return [...posted, ...pending.map((reply) => ({ ...reply, author, state: stateOf(reply.id) }))];
}

/** @param {string} id */
function stateOf(id) {
  const refused = written.get(id)?.state;
  if (refused || !outbox?.has(id)) return refused ?? "";
  return connected ? "Sending…" : "Waiting for the connection…";
}

/** @param {string} words */
function write(words) {
  text.value = words;
  typed();
}

function typed() {
  drafts.keep(shown, text.value);
  const kind = looksLike(text.value);
  the("composer").classList.toggle("as-note", kind === "note");
  the("send").textContent = isCommand(text.value) ? "Run" : kind === "note" ? "Add note" : "Send";
}

/** The visitor is told that somebody types words for them; a note or a command is none of their business. */
function tellTyping() {
  const words = /^\s*[^\s/!]/.test(text.value);
  if (!words || !shown || performance.now() - typedAt < TYPING_PAUSE) return;
  typedAt = performance.now();
  connection.send({ type: "typing", thread: shown });
}

// --- begin ---

text.addEventListener("input", typed);
text.addEventListener("input", tellTyping);
text.addEventListener("keydown", (event) => {
  if (!isEnter(event)) return;
  event.preventDefault();
  submit();
});
the("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
the("file").addEventListener("change", sendFile);
addEventListener("hashchange", openByAddress);
addEventListener("focus", () => show());
addEventListener("online", () => connection.hurry());
document.addEventListener("visibilitychange", () => document.hidden || connection.hurry());
connection.open();
