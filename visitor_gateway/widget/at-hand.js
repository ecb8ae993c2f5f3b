/** @import { Chat } from "./chat.js" */
/** @import { Control } from "./question.js" */
/** @import { Standing } from "./standing.js" */
/** @import { Act, Refused } from "./wire.js" */
import { question } from "./question.js";

/** The card at hand: the buttons or the form of the one that waits for the visitor. */
export class AtHand {
  #chat;
  /** @type {Standing["card"]} */
  #card = null;
  /** @type {Control | null} */
  #control = null;
  #sent = "";

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
  }

  /** @param {Standing["card"]} card the card that waits now */
  attend(card) {
    if (card?.n !== this.#card?.n) {
      this.#control?.node.remove();
      this.#control = null;
      this.#sent = "";
    }
    this.#card = card;
    if (!card || this.#control) return;
    this.#control = this.#made(card);
    if (this.#control) this.#chat.log.line(`n${card.n}`)?.append(this.#control.node);
  }

  /** @param {NonNullable<Standing["card"]>} card @returns {Control | null} null while what it needs is on its way */
  #made(card) {
    const chat = this.#chat;
    const { card: name } = card;
    if (card.type === "card_shown" && !card.fields?.length)
      return question(card, chat.strings, (answer) => (this.#sent = chat.send({ type: "answer", card: name, answer })));
    const forms = chat.parts.now("forms");
    return forms && forms.capture(card, forms.words, (values) => (this.#sent = chat.send({ type: "capture", card: name, values })));
  }

  /** @param {{ act: Act }[]} unsent */
  busy(unsent) {
    this.#control?.busy(unsent.some(({ act }) => "card" in act && act.card === this.#card?.card));
  }

  /** Say what to mend; false if the frame is about something else. @param {Refused} frame */
  refuse(frame) {
    if (frame.id !== this.#sent) return false;
    this.#control?.refuse(frame);
    return true;
  }
}
