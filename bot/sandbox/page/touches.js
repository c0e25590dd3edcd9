/** What fingers do to messages: a swipe to the left answers, a tap or a long press opens the menu. The mouse has its hover buttons. */

const SWIPE_PX = 56;
const SLACK_PX = 12;
const LIVELY = "a, button, video, input, [role=button]";

/** Watch `content`; `act.reply(message)`, `act.menu(anchor, messages)`; `partsAt(messageId)` gives the messages of a bubble. */
export function watchTouches(content, act, partsAt) {
  let start = null;

  const bubbleAt = (event) => event.target.closest(".message");
  const partsOf = (message) => partsAt(Number(message.dataset.id));

  content.addEventListener("pointerdown", (event) => {
    start = null;
    const message = bubbleAt(event);
    if (event.pointerType === "touch" && message)
      start = { x: event.clientX, y: event.clientY, message, swiping: false };
  });
  content.addEventListener("pointermove", (event) => {
    if (!start) return;
    const dx = event.clientX - start.x;
    const dy = event.clientY - start.y;
    if (!start.swiping && Math.abs(dy) > SLACK_PX) return reset();
    if (dx < -SLACK_PX) start.swiping = true;
    if (start.swiping) start.message.style.transform = `translateX(${Math.max(dx, -SWIPE_PX * 1.3)}px)`;
  });
  content.addEventListener("pointerup", (event) => {
    if (!start) return;
    const { message, swiping, x } = start;
    const far = event.clientX - x <= -SWIPE_PX;
    reset();
    if (swiping && far) act.reply(partsOf(message)[0]);
  });
  content.addEventListener("pointercancel", reset);
  // A menu opened while the finger is going up would be dismissed by that same finger; the click comes after it.
  content.addEventListener("click", (event) => {
    const message = bubbleAt(event);
    if (event.pointerType !== "touch" || !message || !event.target.closest(".bubble") || event.target.closest(LIVELY))
      return;
    act.menu({ x: event.clientX, y: event.clientY }, partsOf(message));
  });
  content.addEventListener("contextmenu", (event) => {
    const message = bubbleAt(event);
    // A reader who has marked some text, or is on a link, wants the browser's own menu.
    if (!message || event.target.closest("a, video") || !getSelection().isCollapsed) return;
    event.preventDefault();
    act.menu({ x: event.clientX, y: event.clientY }, partsOf(message));
  });

  function reset() {
    if (start) start.message.style.transform = "";
    start = null;
  }
}
