/** What the keyboard does in a list of messages: arrows go from one to the next, Enter opens the menu, R answers. Fingers are in touches.js. */

/** Handle `keydown` anywhere in the scroller around `content`; `partsAt(messageId)` gives the messages of a bubble. */
export function walk(event, content, act, partsAt) {
  const held = document.activeElement;
  const here = held?.classList.contains("message") ? held : null;
  // Keys that belong to something inside a message, a button or a video, stay with it.
  if (!here && held !== event.currentTarget) return;
  const stops = [...content.querySelectorAll(".message")];
  const at = here ? stops.indexOf(here) : stops.length;
  const steps = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: stops.length - 1 };
  if (event.key in steps) {
    event.preventDefault();
    stops[Math.min(Math.max(steps[event.key], 0), stops.length - 1)]?.focus();
  } else if (here && (event.key === "Enter" || event.key === "ContextMenu")) {
    event.preventDefault();
    act.menu(here.querySelector(".bubble"), partsAt(Number(here.dataset.id)));
  } else if (here && event.key.toLowerCase() === "r" && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    act.reply(partsAt(Number(here.dataset.id))[0]);
  }
}
