/** One photo at a time over the whole page; arrow keys and swipes turn the pages of an album, Escape closes. */

import { element, iconButton } from "./element.js";
import { say } from "./words.js";

/** Open `pages` ([{url, caption}, …]) at number `start`. */
export function openLightbox(pages, start = 0) {
  let at = start;
  const picture = element("img", { alt: "" });
  const caption = element("figcaption");
  const box = element(
    "dialog.lightbox",
    { "aria-label": say("photo") },
    element("figure", {}, picture, caption),
    iconButton(".lightbox-close", "close", say("closeDialog"), () => box.close()),
    pages.length > 1
      ? [
          iconButton(".lightbox-back", "back", say("previous"), () => turn(-1)),
          iconButton(".lightbox-next", "next", say("next"), () => turn(1)),
        ]
      : null,
  );
  let touchedAt = null;

  function turn(by) {
    at = (at + by + pages.length) % pages.length;
    picture.src = pages[at].url;
    picture.alt = pages[at].caption || say("photo");
    caption.textContent = [pages.length > 1 ? `${at + 1} / ${pages.length}` : "", pages[at].caption]
      .filter(Boolean)
      .join(" · ");
  }

  box.addEventListener("keydown", (event) => {
    if (pages.length > 1 && event.key === "ArrowLeft") turn(-1);
    if (pages.length > 1 && event.key === "ArrowRight") turn(1);
  });
  box.addEventListener("pointerdown", (event) => {
    touchedAt = event.clientX;
  });
  box.addEventListener("pointerup", (event) => {
    if (pages.length > 1 && touchedAt !== null && Math.abs(event.clientX - touchedAt) > 50)
      turn(event.clientX < touchedAt ? 1 : -1);
    touchedAt = null;
  });
  box.addEventListener("click", (event) => {
    if (event.target === box || event.target.tagName === "FIGURE") box.close();
  });
  box.addEventListener("close", () => box.remove());
  turn(0);
  document.body.append(box);
  box.showModal();
}
