/** Makes elements. Text always enters the page as text nodes: nothing here, or anywhere else, parses HTML. */

/**
 * Make an element: `element("button.send", {type: "button", onclick: f}, "text", child, …)`.
 * Attributes that are null, undefined or false are left out; `on…` are listeners; children may be nested arrays.
 */
export function element(spec, attributes = {}, ...children) {
  const [tag, ...classes] = spec.split(".");
  const node = document.createElement(tag || "div");
  if (classes.length) node.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...present(children));
  return node;
}

/** Make an SVG element; attributes only, styling is the style sheet's. */
export function drawing(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...present(children));
  return node;
}

/** A button that is only a picture for the eye, with `label` for everybody else. */
export function iconButton(spec, iconName, label, onclick, attributes = {}) {
  return element(
    `button.icon-button${spec}`,
    { type: "button", title: label, "aria-label": label, onclick, ...attributes },
    icon(iconName),
  );
}

const STROKES = {
  add: "M12 5v14M5 12h14",
  back: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  bot: "M6 9h12v10H6zM12 9V5M9.5 13.5v1M14.5 13.5v1M3.5 12.5v4M20.5 12.5v4",
  camera: "M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 16.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4z",
  check: "M5 12.5l4.5 4.5L19 7.5",
  chevron: "M7 10l5 5 5-5",
  clock: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2",
  close: "M6 6l12 12M18 6L6 18",
  command: "M15.5 5l-7 14",
  copy: "M9 9h10v11H9zM5 15V4h10",
  document: "M6.5 3.5h7l4 4v13h-11zM13.5 3.5v4h4",
  down: "M12 5v13M6 12.5l6 6 6-6",
  edit: "M5 19l1-4L16.5 4.5l3 3L9 18zM14 7l3 3",
  group:
    "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3.5 19c0-3 2.2-5 5.5-5s5.5 2 5.5 5M16 11.2a2.6 2.6 0 1 0-1-5M16.8 14.2c2.3.4 3.7 2.2 3.7 4.8",
  help: "M9.2 9.2A2.9 2.9 0 1 1 13.4 12c-.9.5-1.4 1-1.4 2.2M12 17.4v.4M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z",
  link: "M9 15l6-6M10.5 7.5L13 5a4.2 4.2 0 0 1 6 6l-2.5 2.5M13.5 16.5L11 19a4.2 4.2 0 0 1-6-6l2.5-2.5",
  more: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c0-3.8 3-6 7.5-6s7.5 2.2 7.5 6",
  pin: "M12 21s6.5-6.3 6.5-11a6.5 6.5 0 1 0-13 0c0 4.7 6.5 11 6.5 11zM12 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z",
  play: "M8 5.5v13l10.5-6.5z",
  reply: "M10 6l-6 5.5 6 5.5v-3.5c4.5 0 7.5 1.2 10 4.5-.7-5.5-4-8.5-10-8.7z",
  send: "M4 12L20 4l-5.5 16-3.5-6.5zM11 13.5L20 4",
  smile:
    "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM8.5 14c.8 1.4 2 2.1 3.5 2.1s2.7-.7 3.5-2.1M9 9.7v.4M15 9.7v.4",
  trash: "M5 7h14M9.5 7V4.5h5V7M7 7l.8 12.5h8.4L17 7",
};

/** Draw the named icon as inline SVG, hidden from assistive technology. */
export function icon(name) {
  return drawing(
    "svg",
    { class: `icon icon-${name}`, viewBox: "0 0 24 24", "aria-hidden": "true" },
    drawing("path", { d: STROKES[name] }),
  );
}

function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}
