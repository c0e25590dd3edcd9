/** The buttons under a message. A button's style shows in colour and weight, its words say what it does. */

import { element, icon } from "./element.js";
import { safeLink } from "./entities.js";

const PATIENCE_MS = 6000;
const STYLES = new Set(["primary", "success", "danger"]);

/**
 * Draw `markup.inline_keyboard`, or null when there is none. Calls `press(data)` (a promise), `copy(text)`, `onStart(payload)`.
 * A pressed button shows that it waits until its message changes, `answered` is dispatched on it, or some seconds have passed.
 */
export function keyboard(markup, callbacks) {
  const rows = markup?.inline_keyboard?.filter((row) => row.length) ?? [];
  if (!rows.length) return null;
  return element(
    "div.keyboard",
    { role: "group" },
    rows.map((row) =>
      element(
        "div.keyboard-row",
        {},
        row.map((button) => key(button, callbacks)),
      ),
    ),
  );
}

function key(button, callbacks) {
  const style = STYLES.has(button.style) ? `.${button.style}` : "";
  if (button.url) {
    const link = safeLink(button.url, [button.text, icon("link")], callbacks);
    link.classList.remove("link");
    link.classList.add("key", ...(style ? [button.style] : []));
    return link;
  }
  if (button.copy_text)
    return element(
      `button.key${style}`,
      { type: "button", onclick: () => callbacks.copy(button.copy_text.text) },
      button.text,
      icon("copy"),
    );
  if (button.callback_data === undefined)
    return element(`button.key${style}`, { type: "button", disabled: true }, button.text);
  const node = element(
    `button.key${style}`,
    { type: "button", "data-data": button.callback_data, onclick: () => press(node, button.callback_data, callbacks) },
    button.text,
  );
  return node;
}

async function press(node, data, callbacks) {
  if (node.classList.contains("waiting")) return;
  node.classList.add("waiting");
  node.setAttribute("aria-busy", "true");
  const rest = () => {
    node.classList.remove("waiting");
    node.removeAttribute("aria-busy");
    clearTimeout(timer);
  };
  const timer = setTimeout(rest, PATIENCE_MS);
  node.addEventListener("answered", rest, { once: true });
  if ((await callbacks.press(data)) === undefined) rest();
}
