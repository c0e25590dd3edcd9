/** Short words that come and go: toasts, the bot's alerts, the line that says the connection is lost. */

import { element, iconButton } from "./element.js";
import { say } from "./words.js";

const TOAST_MS = 4200;
const MOST_AT_ONCE = 3;

/** Show `text` for a few seconds at the foot of `place` (an element with room for toasts). `kind`: "bot", "error" or "note". */
export function toast(place, text, kind = "note") {
  let shelf = place.querySelector(":scope > .toasts");
  if (!shelf) {
    shelf = element("div.toasts", { role: "status", "aria-live": "polite" });
    place.append(shelf);
  }
  const note = element(
    `div.toast.${kind}`,
    {},
    element("span", {}, text),
    iconButton(".small", "close", say("closeDialog"), () => note.remove()),
  );
  shelf.append(note);
  while (shelf.children.length > MOST_AT_ONCE) shelf.firstChild.remove();
  setTimeout(() => note.remove(), TOAST_MS);
}

/** Show an alert of the bot to one person; it stays until it is confirmed. */
export function alertBox(title, text) {
  const box = element(
    "dialog.alert",
    { "aria-label": title },
    element("h2", {}, title),
    element("p", {}, text),
    element("button.solid", { type: "button", autofocus: true, onclick: () => box.close() }, say("ok")),
  );
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}

/** Run `work()`; when it fails, say why at `place` and return undefined. */
export async function attempt(place, work) {
  try {
    return await work();
  } catch (error) {
    toast(place, say("failed", { why: error.message }), "error");
    return undefined;
  }
}

/** Let `node` glow once, so that the eye finds it. */
export function light(node) {
  node.classList.remove("glow");
  // Reading a size between the two makes the animation start again.
  void node.offsetWidth;
  node.classList.add("glow");
}
