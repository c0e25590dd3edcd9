/** One block of a chat: a message or an album, with the day's name above the first of a day. Also how a redrawn block follows the old one. */

import { bubble } from "./bubbles.js";
import { element } from "./element.js";
import { townNow } from "./town.js";
import { dayName, dayNumber } from "./words.js";

const SAME_BREATH_SECONDS = 300;

/** Draw `parts` (messages of one bubble); `before` is the message above them, if any; `column` gives {person, chat}. */
export function block(parts, before, { person, chat }, act) {
  const [head] = parts;
  const newDay = !before || dayNumber(before.date) !== dayNumber(head.date);
  const follows = !newDay && inOneBreath(before, head);
  return element(
    "div.block",
    { "data-first": head.message_id },
    newDay ? element("div.day", { "data-unix": head.date }, element("span", {}, dayName(head.date, townNow()))) : null,
    bubble(parts, { person, chat, follows }, act),
  );
}

/** Put `node` in the place of `old`, keeping the keyboard focus and the pictures that are loaded already. */
export function takeOver(old, node) {
  const held = old.contains(document.activeElement) ? document.activeElement : null;
  const [before, after] = [old.querySelector(".photos"), node.querySelector(".photos")];
  if (before && after && addresses(before) === addresses(after)) after.replaceWith(before);
  old.replaceWith(node);
  if (!held) return;
  const twin = held.dataset.data
    ? [...node.querySelectorAll("[data-data]")].find((key) => key.dataset.data === held.dataset.data)
    : null;
  (held.isConnected ? held : (twin ?? node.querySelector(".message")))?.focus({ preventScroll: true });
}

function inOneBreath(before, head) {
  const sameVoice = before.from?.id === head.from?.id && before.sender_chat?.id === head.sender_chat?.id;
  return (
    sameVoice && head.date - before.date < SAME_BREATH_SECONDS && !before.new_chat_members && !before.left_chat_member
  );
}

function addresses(photos) {
  return [...photos.querySelectorAll("img")].map((picture) => picture.src).join();
}
