/** A box that stays at its end while content grows below, unless the reader has scrolled up. Knows nothing of messages. */

import { element } from "./element.js";

const NEAR_END = 48;
const NEAR_TOP = 400;
const SLIGHT = 2;

export class Scroller {
  /** Scroll `content`. `nearTop()` is told when the reader comes near the top, `moved()` after every move; `onkeydown` as usual. */
  constructor(content, { nearTop, moved, onkeydown }) {
    Object.assign(this, { nearTop, moved, stuck: true, lastTop: 0 });
    this.root = element(
      "div.scroller",
      { role: "log", tabindex: "0", onscroll: () => this.scrolled(), onkeydown },
      content,
    );
    this.watcher = new ResizeObserver(() => {
      if (this.stuck) this.toEnd();
    });
    this.watcher.observe(content);
    this.watcher.observe(this.root);
  }

  toEnd(smooth = false) {
    this.stuck = true;
    this.root.scrollTo({ top: this.root.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    if (!smooth) this.lastTop = this.root.scrollTop;
    this.moved();
  }

  /** Bring `node` to the middle and leave the end. */
  toMiddle(node) {
    this.stuck = false;
    node.scrollIntoView({ block: "center", behavior: "instant" });
    this.lastTop = this.root.scrollTop;
    this.moved();
  }

  /** Run `change` and keep `anchor` (may be null) where it stands on the screen. */
  holding(anchor, change) {
    const before = anchor?.getBoundingClientRect().top ?? 0;
    change();
    if (anchor) this.root.scrollTop += anchor.getBoundingClientRect().top - before;
    this.lastTop = this.root.scrollTop;
  }

  close() {
    this.watcher.disconnect();
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.root;
    // Content that grows below also makes a gap; only a move upwards is the reader's wish to leave the end.
    if (scrollHeight - scrollTop - clientHeight < NEAR_END) this.stuck = true;
    else if (scrollTop < this.lastTop - SLIGHT) this.stuck = false;
    this.lastTop = scrollTop;
    if (scrollTop < NEAR_TOP) this.nearTop();
    this.moved();
  }
}
