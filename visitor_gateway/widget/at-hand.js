/** @import { CardShown, Refused } from "./wire.d.ts" */
/** @import { Log } from "./log.js" */
/** @import { Parts } from "./parts.js" */
/** @import { Control } from "./question.js" */
/** @import { Standing } from "./standing.js" */
/** @import { Strings } from "./languages/en.js" */
/** @import { Act } from "./wire.d.ts" */
import { question } from "./question.js";

/**
 * What a control needs of the chat.
 *
 * @typedef {object} Around
 * @property {Strings} strings
 * @property {Parts} parts
 * @property {Log} log
 * @property {(act: Act) => string} send answers the act's id
 * @property {() => void} came a control that had to be fetched is there now
 */

/** The card at hand: the buttons or the form of the one that waits for the visitor. */
export class AtHand {
  #around;
  /** @type {Standing["card"]} */
  #card = null;
  /** @type {Control | null} */
  #control = null;
  #sent = "";

  /** @param {Around} around */
  constructor(around) {
    this.#around = around;
  }

  /** @param {Standing["card"]} card the card that waits now */
  attend(card) {
    if (card?.n === this.#card?.n && (this.#control || !card)) return;
    this.#control?.node.remove();
    this.#card = card;
    this.#control = null;
    this.#sent = "";
    if (!card) return;
    const { parts, strings, send } = this.#around;
    const { card: name } = card;
    if (card.type === "card_shown" && !card.fields?.length)
      return this.#put(card, question(card, strings, (answer) => (this.#sent = send({ type: "answer", card: name, answer }))));
    parts.with("forms", ({ capture }, words) => {
      if (this.#control || this.#card !== card) return;
      this.#put(card, capture(card, words, (values) => (this.#sent = send({ type: "capture", card: name, values }))));
      this.#around.came();
    });
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

  /** @param {NonNullable<Standing["card"]>} card @param {Control} control */
  #put(card, control) {
    this.#control = control;
    this.#around.log.line(`n${card.n}`)?.append(control.node);
  }
}
