/** @import { Chat } from "./chat.js" */
/** @import { Words } from "./parts.js" */
import { button, confirmation, policy } from "./asking.js";
import { texts } from "./facts.js";
import { make } from "./make.js";

/** How often it is looked whether a new visitor was welcomed, in milliseconds. */
const SOON = 100;

/** What the menu offers now. @param {Chat} chat @param {Words} words */
export function choices(chat, words) {
  const { host, now, shelf, transcript } = chat;
  const node = make("div", { class: "choices" });
  const offer = (/** @type {string} */ text, /** @type {() => void} */ act) => node.append(button("", text, act));
  const begun = transcript.entries.some(({ type }) => type.startsWith("visitor_"));
  const failed = () => chat.status(words.failed);
  if (chat.agreed && transcript.conversation && !now.ended) offer(words.end, () => chat.ask(ending(chat, words)));
  if (begun) offer(words.download, () => save(new Blob([written(chat)], { type: "text/plain" }), "conversation.txt"));
  const loud = shelf.get("sound");
  if (chat.agreed) offer(loud ? words.sound_off : words.sound_on, () => shelf.set("sound", loud ? null : "on"));
  if (shelf.get("token")) {
    offer(words.my_data, () => saveOwn(chat).catch(failed));
    offer(words.erase, () => chat.ask(erasing(chat, words, failed)));
  }
  const address = host.getAttribute("policy");
  if (address) node.append(policy(address, words.policy));
  return node;
}

/** Whether the visitor is sure to end. @param {Chat} chat @param {Words} words */
function ending(chat, words) {
  return confirmation(words.end_question, words.end_yes, words.end_no, (sure) => {
    chat.ask(null);
    if (sure) chat.send({ type: "end" });
  });
}

/** Whether the visitor is sure to be forgotten. @param {Chat} chat @param {Words} words @param {() => void} failed */
function erasing(chat, words, failed) {
  return confirmation(words.erase_question, words.erase_yes, words.erase_no, async (sure) => {
    chat.ask(null);
    if (!sure) return;
    const done = await own(chat, "erase").catch(() => null);
    if (!done?.ok) return failed();
    forget(chat);
    // The first word of the gateway clears what is said of the connection: this comes after it.
    const waiting = setInterval(() => {
      if (!chat.transcript.conversation && !chat.signal.aborted) return;
      clearInterval(waiting);
      chat.status(words.erased);
    }, SOON);
  });
}

/** Keep nothing of the visitor, as the gateway does, and go on as somebody new. @param {Chat} chat */
function forget(chat) {
  for (const shelf of [chat.shelf, chat.tab]) for (const name of shelf.names()) shelf.set(name, null);
  chat.transcript.forget();
  chat.begin();
  chat.draw(true);
}

/** The conversation as it is shown, as a text. @param {Chat} chat */
function written({ log }) {
  const lines = [...log.node.querySelectorAll("li")].map((line) => {
    const bubble = /** @type {HTMLElement | null} */ (line.querySelector(".bubble"));
    if (!bubble) return line.textContent;
    const said = bubble.innerText || bubble.querySelector("a")?.ariaLabel;
    return `${line.querySelector("time")?.dateTime} ${line.querySelector(".name")?.textContent}: ${said}`;
  });
  return `${lines.join("\n")}\n`;
}

/** Ask for what is the visitor's own: their token says who they are, and the website's word, if it gave it. @param {Chat} chat @param {"data" | "erase"} what */
async function own({ host, shelf }, what) {
  const address = `${host.server}/visitor/${encodeURIComponent(host.site)}/${what}`;
  const ask = (/** @type {object} */ identity) => fetch(address, { method: "POST", body: JSON.stringify({ token: shelf.get("token"), ...identity }) });
  const { identity } = texts(host.known);
  const answer = await ask({ identity });
  // Whose identity is not believed goes on without it, here as everywhere.
  return identity && answer.status === 401 ? ask({}) : answer;
}

/** Let the visitor save all that is kept of them. @param {Chat} chat */
async function saveOwn(chat) {
  const answer = await own(chat, "data");
  if (!answer.ok) throw new Error(`The gateway answered ${answer.status}.`);
  save(await answer.blob(), "data.json");
}

/** @param {Blob} content @param {string} name */
function save(content, name) {
  const address = URL.createObjectURL(content);
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
