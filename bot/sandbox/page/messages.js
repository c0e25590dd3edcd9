/**
 * The list of one chat in one column. Keeps a window of the newest messages in the page, draws again only what changed,
 * and leaves the reader where they are unless they are at the end.
 */

import { block, takeOver } from "./blocks.js";
import { element, iconButton } from "./element.js";
import { refreshMoments } from "./entities.js";
import { walk } from "./keys.js";
import { light } from "./notices.js";
import { isBot } from "./people.js";
import { Scroller } from "./scroller.js";
import { findMessage, messagesOf, positionOf, townNow } from "./town.js";
import { dayName, say } from "./words.js";

const PAGE = 50;
const MOST_BLOCKS = 260;
const TYPING_MS = 5000;

/** One chat's messages. `column` gives {person, chat}; `act` as in bubbles.js; `read()` is told when the newest message is in sight. */
export class Messages {
  constructor(column, act, read) {
    Object.assign(this, { column, act, read, first: 0, blocks: new Map(), waiting: new Set(), frame: 0 });
    this.typing = element("div.typing", { hidden: true });
    this.content = element("div.content");
    this.scroller = new Scroller(this.content, {
      nearTop: () => this.first > 0 && this.drawOlder(),
      moved: () => this.noteEnd(),
      onkeydown: (event) => walk(event, this.content, this.act, (id) => this.partsAt(id)),
    });
    this.downCount = element("span.count");
    this.down = iconButton(".to-bottom", "down", say("toBottom"), () => this.scroller.toEnd(true));
    this.down.append(this.downCount);
    this.root = element("div.messages", {}, this.scroller.root, this.down);
  }

  /** Messages of the column's chat, oldest first. */
  get log() {
    return messagesOf(this.column.chat);
  }

  /** Draw the column's chat anew, at its end; `emptyNode` stands for a chat without messages. */
  show(label, emptyNode) {
    this.emptyNode = emptyNode;
    this.scroller.root.setAttribute("aria-label", label);
    this.beginAnew();
  }

  beginAnew() {
    this.blocks.clear();
    this.content.replaceChildren(this.typing);
    this.typing.hidden = true;
    this.first = this.startOf(this.log.length - PAGE);
    for (const key of this.keysOf(this.log.slice(this.first))) this.draw(key);
    this.drawEmpty();
    this.scroller.toEnd();
  }

  /** Messages `ids` were added, changed or deleted. Drawing waits for the next frame, so a flood costs one pass. */
  changed(ids) {
    for (const id of ids) this.waiting.add(id);
    this.frame ||= requestAnimationFrame(() => this.settle());
  }

  /** The whole town was read again: bring what is drawn up to date without moving the reader. */
  reload() {
    if (!this.blocks.size) return this.beginAnew();
    const drawn = [...this.blocks.values()].map((node) => Number(node.dataset.first));
    this.first = this.startOf(positionOf(this.column.chat, Math.min(...drawn)));
    return this.changed([...drawn, ...this.log.slice(this.first).map((message) => message.message_id)]);
  }

  /** The messages of the bubble that shows `messageId`. */
  partsAt(messageId) {
    return this.partsOf(keyOf(findMessage(this.column.chat, messageId)));
  }

  /** Bring a message into sight and let it glow. Return false when it is gone. */
  jump(messageId) {
    const message = findMessage(this.column.chat, messageId);
    if (!message) return false;
    const position = positionOf(this.column.chat, messageId);
    if (position < this.first) this.drawOlder(this.first - position + 12);
    const node = this.blocks.get(keyOf(message)).querySelector(".message, .service");
    this.scroller.toMiddle(node);
    light(node);
    node.focus({ preventScroll: true });
    return true;
  }

  /** Show that `name` is typing; it ends with the bot's next message or after some seconds. */
  showTyping(name) {
    this.typing.replaceChildren(element("i"), element("i"), element("i"), element("span", {}, say("typing", { name })));
    this.typing.hidden = false;
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => {
      this.typing.hidden = true;
    }, TYPING_MS);
  }

  /** Day names and "in 10 min" follow the clock. */
  refreshTimes() {
    for (const day of this.content.querySelectorAll(".day[data-unix]")) {
      day.firstChild.textContent = dayName(Number(day.dataset.unix), townNow());
    }
    refreshMoments(this.content);
  }

  close() {
    this.scroller.close();
    cancelAnimationFrame(this.frame);
  }

  settle() {
    this.frame = 0;
    const ids = [...this.waiting].sort((a, b) => a - b);
    this.waiting.clear();
    if (this.scroller.stuck && ids.length > MOST_BLOCKS) return this.beginAnew();
    const floor = this.log[this.first]?.message_id ?? 0;
    const keys = new Set();
    for (const id of ids) {
      const message = findMessage(this.column.chat, id);
      if (!message) this.forget(id, keys);
      else if (id >= floor) keys.add(keyOf(message));
      if (isBot(message?.from?.id)) this.typing.hidden = true;
    }
    for (const key of keys) this.draw(key);
    this.drawEmpty();
    if (!this.scroller.stuck) return this.noteEnd();
    this.trim();
    return this.scroller.toEnd();
  }

  /** Draw the block `key`, in its old place or where its first message belongs; take it away when nothing is left of it. */
  draw(key) {
    const old = this.blocks.get(key);
    const parts = this.partsOf(key);
    if (!parts.length) {
      old?.remove();
      this.blocks.delete(key);
      return;
    }
    const node = this.blockOf(parts);
    if (old) takeOver(old, node);
    else this.insert(node);
    this.blocks.set(key, node);
  }

  drawOlder(count = PAGE) {
    const until = this.first;
    this.first = this.startOf(until - count);
    const keys = this.keysOf(this.log.slice(this.first, until));
    const fresh = keys.map((key) => [key, this.blockOf(this.partsOf(key))]);
    this.scroller.holding(this.content.querySelector(".block"), () => {
      this.content.prepend(...fresh.map(([, node]) => node));
    });
    this.blocks = new Map([...fresh, ...this.blocks]);
  }

  blockOf(parts) {
    const before = this.log[positionOf(this.column.chat, parts[0].message_id) - 1];
    return block(parts, before, this.column, this.act);
  }

  insert(node) {
    const id = Number(node.dataset.first);
    let after = this.content.lastElementChild;
    while (after && !(Number(after.dataset.first) < id)) after = after.previousElementSibling;
    if (after) after.after(node);
    else this.content.prepend(node);
  }

  /** A message is gone: take its block away, let its neighbour below and the albums be drawn again. */
  forget(id, keys) {
    this.blocks.get(id)?.remove();
    this.blocks.delete(id);
    const next = this.log[positionOf(this.column.chat, id)];
    if (next && this.blocks.has(keyOf(next))) keys.add(keyOf(next));
    for (const key of this.blocks.keys()) if (typeof key === "string") keys.add(key);
  }

  drawEmpty() {
    this.content.querySelector(":scope > .empty")?.remove();
    if (!this.log.length && this.emptyNode) this.content.append(this.emptyNode);
  }

  trim() {
    if (this.blocks.size <= MOST_BLOCKS) return;
    this.first = this.startOf(this.log.length - PAGE * 2);
    const floor = this.log[this.first].message_id;
    for (const [key, node] of this.blocks) {
      if (Number(node.dataset.first) >= floor) continue;
      node.remove();
      this.blocks.delete(key);
    }
  }

  noteEnd() {
    if (this.scroller.stuck && this.root.offsetParent !== null) this.read();
    this.down.classList.toggle("shown", !this.scroller.stuck);
  }

  partsOf(key) {
    if (typeof key === "number") return [findMessage(this.column.chat, key)].filter(Boolean);
    return this.log.filter((message) => message.media_group_id && keyOf(message) === key);
  }

  keysOf(messages) {
    return [...new Set(messages.map(keyOf))];
  }

  /** The position to begin at: never in the middle of an album. */
  startOf(position) {
    let start = Math.max(0, position);
    const albumAt = (place) => this.log[place]?.media_group_id;
    while (start > 0 && albumAt(start) && albumAt(start) === albumAt(start - 1)) start--;
    return start;
  }
}

/** What makes one block: an album for its parts, a message's own number otherwise. */
function keyOf(message) {
  return message.media_group_id ? `album ${message.media_group_id}` : message.message_id;
}
