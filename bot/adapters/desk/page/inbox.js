// What stands in this person's inbox: the posts, folded into threads. Knows no page and no socket.

/**
 * @typedef {{type: string, id: string, thread: string, at: number, author?: string, text?: string, title?: string,
 *   visitor?: string, facts?: [string, string][], waiting_since?: number, since?: string, status?: string, status_line?: string, activity?: string, read_at?: number,
 *   actions?: string[], channel?: string, name?: string, size?: number, path?: string}} Post
 * @typedef {{id: string, card: Post, number: number, at: number, posts: Map<string, {number: number, post: Post}>}} Thread
 */

export class Inbox {
  /** @type {Map<string, Thread>} */
  #threads = new Map();
  #read;

  /** @param {{get(thread: string): number, set(thread: string, number: number): void}} read up to where was read */
  constructor(read) {
    this.#read = read;
  }

  clear() {
    this.#threads.clear();
  }

  /**
   * Take in a post. Numbers only rise, and a card that comes again takes the place of the older one.
   * @param {number} number
   * @param {Post} post
   */
  take(number, post) {
    let thread = this.#threads.get(post.thread);
    if (!thread) {
      // A card that was replaced comes after the words under it: until then its thread is not shown.
      thread = { id: post.thread, card: post, number, at: post.at, posts: new Map() };
      this.#threads.set(post.thread, thread);
    }
    thread.number = Math.max(thread.number, number);
    thread.at = Math.max(thread.at, post.at);
    if (post.type === "card") thread.card = post;
    thread.posts.set(post.id, { number, post });
  }

  /** The threads whose card is known, the one with the newest change first; each board has numbers of its own. */
  threads() {
    const known = [...this.#threads.values()].filter((thread) => thread.card.type === "card");
    return known.sort((a, b) => b.at - a.at || b.number - a.number);
  }

  /** @param {string} id */
  thread(id) {
    const thread = this.#threads.get(id);
    return thread?.card.type === "card" ? thread : undefined;
  }

  /** What was said in a thread, in its order. @param {Thread} thread */
  said(thread) {
    const posts = [...thread.posts.values()].filter(({ post }) => post.type !== "card");
    return posts.sort((a, b) => a.number - b.number).map(({ post }) => post);
  }

  /** How many posts of a thread nobody has looked at: visitors' words, and an offer that waits. @param {Thread} thread */
  unread(thread) {
    const read = this.#read.get(thread.id);
    return [...thread.posts.values()].filter(({ number, post }) => number > read && wakes(post)).length;
  }

  /** @param {Thread} thread */
  markRead(thread) {
    if (this.#read.get(thread.id) < thread.number) this.#read.set(thread.id, thread.number);
  }
}

/** Whether a post is worth a person's attention. @param {Post} post */
export function wakes(post) {
  if (post.type === "card") return post.status === "offered" || post.status === "follow_up";
  return post.type === "said" && post.author !== "";
}

/**
 * What a reply looks like it is. Only its look: what it means is decided where it is relayed.
 * @param {string} text
 */
export function looksLike(text) {
  const typed = text.trim();
  if (typed.startsWith("//")) return "note";
  return /^!\p{L}/u.test(typed) ? "order" : "words";
}
