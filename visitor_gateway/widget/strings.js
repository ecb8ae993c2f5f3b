const english = {
  title: "Chat with us",
  close: "Close the chat",
  unread: (/** @type {number} */ count) => `${count} new ${count === 1 ? "message" : "messages"}`,
  more: "More",
  end: "End conversation",
  end_question: "End this conversation?",
  end_yes: "End it",
  end_no: "Keep chatting",
  log: "Messages",
  you: "You",
  us: "Automatic message",
  write: "Write a message",
  write_or_choose: "Choose above, or write",
  fill_in: "Please fill in the form above first.",
  send: "Send",
  submit: "Continue",
  required: "Please fill this in.",
  optional: "optional",
  check: "Please check what is marked.",
  looking: "Looking for somebody to help you",
  place: (/** @type {number} */ place) =>
    place > 1 ? `Everybody is busy. You are number ${place} in line.` : "Everybody is busy. You are next in line.",
  late: "Your message has not reached us yet. It will.",
  joined: (/** @type {string} */ name) => `${name} is here`,
  handed_over: "Somebody else will take over.",
  with: "You are chatting with",
  reconnecting: "Reconnecting…",
  offline: "You are offline. Your messages are sent when you are back.",
  connecting: "Connecting",
  not_sent: "Not sent",
  retry: "Try again",
  edit: "Edit",
  other_conversation: "The conversation was over before this arrived.",
  newest: "New messages",
  ended_by_visitor: "You ended the conversation.",
  ended_by_agent: "The conversation was ended. Thank you!",
  ended_by_system: "This conversation is over.",
  thanks: "Thank you! We will write to you.",
  start: "Start a new conversation",
  too_fast: "That was a little fast. Please wait a moment.",
  too_long: "This message is too long.",
  bad_answer: "That answer does not fit. Please try again.",
  not_now: "This could not be sent now.",
  bad_frame: "This could not be sent.",
};

/** @typedef {typeof english} Strings */

/**
 * The widget's own words in the language that fits best; English where there is none.
 *
 * @param {string} locale a BCP 47 tag
 * @returns {Strings}
 */
export function strings(locale) {
  return LANGUAGES[locale.split("-")[0]] ?? english;
}

/** @type {Record<string, Strings>} */
const LANGUAGES = { en: english };
