/** Menus and panels that open beside a button: light dismiss, arrow keys, focus goes back where it came from. Knows no product words. */

import { element, icon } from "./element.js";

const MARGIN = 8;

let lastClosed = { owner: null, at: 0 };

/**
 * Open a menu at `anchor`. Items: {label, note, icon, lead (node), danger, checked, run} or {row: node} for something else to press or "-" for a line.
 * Return the menu element.
 */
export function openMenu(anchor, items, label) {
  const menu = element("div.menu", { role: "menu", "aria-label": label, onkeydown: walk });
  for (const item of items) menu.append(entry(item, () => close(menu)));
  show(anchor, menu);
  menu.querySelector("[role^=menuitem]")?.focus();
  return menu;
}

/** Open a panel with `content` at `anchor`; a second press on the anchor closes it. Return a function that closes it. */
export function openPanel(anchor, content, label) {
  const panel = element("div.panel", { role: "dialog", "aria-label": label }, content);
  show(anchor, panel);
  (panel.querySelector("[autofocus]") ?? panel.querySelector("button, input"))?.focus();
  return () => close(panel);
}

function entry(item, done) {
  if (item === "-") return element("hr", { role: "separator" });
  if (item.row) return item.row(done);
  const role = item.checked === undefined ? "menuitem" : "menuitemradio";
  const state = item.checked === undefined ? {} : { "aria-checked": String(item.checked) };
  const run = () => {
    done();
    item.run();
  };
  return element(
    `button.menu-item${item.danger ? ".danger" : ""}`,
    { type: "button", role, tabindex: "-1", onclick: run, ...state },
    item.lead ?? (item.icon ? icon(item.icon) : null),
    element("span.menu-words", {}, element("span", {}, item.label), item.note ? element("small", {}, item.note) : null),
    item.checked ? icon("check") : null,
  );
}

function walk(event) {
  const entries = [...event.currentTarget.querySelectorAll("[role^=menuitem]")];
  const at = entries.indexOf(document.activeElement);
  const steps = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    ArrowRight: at + 1,
    ArrowLeft: at - 1,
    Home: 0,
    End: entries.length - 1,
  };
  if (!(event.key in steps)) return;
  event.preventDefault();
  entries[(steps[event.key] + entries.length) % entries.length]?.focus();
}

function show(anchor, box) {
  const owner = anchor instanceof Element ? anchor : null;
  // The press that closes a popover reaches its button as well; without this the button would open it again at once.
  if (owner && lastClosed.owner === owner && performance.now() - lastClosed.at < 250) return;
  box.popover = "auto";
  document.body.append(box);
  const returnTo = document.activeElement;
  box.addEventListener("beforetoggle", (event) => {
    if (event.newState === "closed") lastClosed = { owner, at: performance.now() };
  });
  box.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const hadFocus = box.contains(document.activeElement) || document.activeElement === document.body;
    box.remove();
    owner?.setAttribute("aria-expanded", "false");
    if (hadFocus) (owner ?? returnTo)?.focus?.({ preventScroll: true });
  });
  box.showPopover();
  owner?.setAttribute("aria-expanded", "true");
  place(box, owner ? owner.getBoundingClientRect() : new DOMRect(anchor.x, anchor.y, 0, 0));
}

function close(box) {
  if (!box.matches(":popover-open")) return;
  box.hidePopover();
  lastClosed = { owner: null, at: 0 };
}

function place(box, near) {
  const { width, height } = box.getBoundingClientRect();
  const below = near.bottom + 4;
  const above = near.top - height - 4;
  const top =
    below + height <= innerHeight - MARGIN
      ? below
      : above >= MARGIN
        ? above
        : Math.max(MARGIN, innerHeight - height - MARGIN);
  const left = Math.min(Math.max(MARGIN, near.left), Math.max(MARGIN, innerWidth - width - MARGIN));
  box.style.top = `${top}px`;
  box.style.left = `${left}px`;
}
