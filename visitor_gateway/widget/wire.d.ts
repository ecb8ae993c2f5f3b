/** The frames and entries of docs/protocol.md, for the type checker only: no browser loads this file. */

export type Field = {
  attribute: string;
  label: string;
  placeholder?: string;
  type?: string;
  required?: boolean;
  value?: string;
  choices?: string[];
  min?: string;
  max?: string;
};

export type Agent = { id: string; name: string; avatar?: string };

type At = { n: number; at: number };

export type CardShown = At & {
  type: "card_shown";
  card: string;
  kind: string;
  text?: string;
  answers?: string[];
  fields?: Field[];
  link?: string;
};
export type FallbackShown = At & { type: "fallback_shown"; text: string; card: string; fields?: Field[]; booking?: string };
/** `[style, start, end]`, and of a link its address: counted in UTF-16 units. */
export type Span = [style: string, start: number, end: number, address?: string];
export type SentFile = { id: string; name: string; type: string; size: number; address: string };
export type VisitorSaid = At & { type: "visitor_wrote" | "visitor_answered" | "follow_up_left"; id: string; card?: string; text: string; email?: string };
export type VisitorSentFile = At & { type: "visitor_sent_file"; id: string; file: SentFile | null };
export type AgentWrote = At & { type: "agent_wrote"; id?: string; agent: Agent; text: string; format?: Span[]; sent: number };
export type AgentSentFile = At & { type: "agent_sent_file"; id: string; agent: Agent; file: SentFile | null; sent: number };
/** What changes a message that was said before. */
export type Change =
  | (At & { type: "agent_edited"; message: string; agent: Agent; text: string; format?: Span[] })
  | (At & { type: "agent_deleted"; message: string })
  | (At & { type: "agent_reacted"; message: string; agent: Agent; emoji: string; added: boolean; sent: number });
export type Entry =
  | CardShown
  | VisitorSaid
  | VisitorSentFile
  | AgentWrote
  | AgentSentFile
  | Change
  | (At & { type: "live_chat_requested" | "conversation_reopened" })
  | (At & { type: "agent_accepted" | "agent_joined" | "agent_left"; agent: Agent })
  | (At & { type: "delivery_late" | "delivery_caught_up" })
  | FallbackShown
  | (At & { type: "visitor_queued"; position: number })
  | (At & { type: "agent_removed" })
  | (At & { type: "idle_warned"; left: number })
  | (At & { type: "conversation_ended"; by: string; reason: string; rating?: boolean })
  | (At & { type: "visitor_rated"; id: string; score: number; comment?: string });

/** What the visitor does. `id` is given by the outbox. */
export type Act =
  | { type: "message"; text: string }
  | { type: "answer"; card: string; answer: string }
  | { type: "capture"; card: string; values: Record<string, string> }
  | { type: "open"; card: string }
  | { type: "end" }
  | { type: "rate"; score: number; comment: string }
  | { type: "start" };

/** An act whose entry was not seen yet. */
export type Unsent = {
  id: string;
  /** Rises from one act to the next: the order in which they are sent. */
  at: number;
  /** The conversation it was meant for. */
  conversation: string;
  act: Act;
  /** Stored for good, but its entry was not seen yet. */
  accepted?: boolean;
  /** Why it was refused: a text, or a name in strings.js. Such an act is not sent again; the visitor may say it anew. */
  refused?: string;
};

export type Welcome = { type: "welcome"; token: string; conversation: string; last: number; entries: Entry[]; files?: number };
export type Entries = { type: "entries"; entries: Entry[]; last: number; past?: boolean };
export type Refused = {
  type: "refused";
  id: string;
  code: string;
  text?: string;
  problems?: Record<string, string>;
  after?: number;
};
export type Frame =
  | Welcome
  | Entries
  | Refused
  | { type: "queue"; position: number }
  | { type: "agent_typing"; agent: Agent }
  | { type: "accepted"; id: string; n: number }
  | { type: "error"; code: string; text?: string; after?: number }
  | { type: "pong" };

export type Page = { url: string; title: string; referrer: string };
