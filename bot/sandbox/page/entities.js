/** Draws text with Bot API entities. Offsets are UTF-16 code units, which is what JavaScript strings count, so they apply directly. */

import { element } from "./element.js";
import { moment, say, distance } from "./words.js";
import { town, townNow } from "./town.js";

const SAFE_LINK = /^(https?|mailto|tel):/i;
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const PLAIN_TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  hashtag: "span.tag",
  cashtag: "span.tag",
};

/**
 * Return nodes for `text`. Callbacks: `onCommand(text)` for a tapped /command, `onStart(payload)` for a deep link to the bot.
 * Entities outside the text or overlapping are clipped; unknown kinds show as plain text.
 */
export function richText(text, entities = [], callbacks = {}) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return stretch(text, sorted, 0, text.length, callbacks);
}

/** If `url` is a deep link to this bot ("t.me/<bot>?start=x"), return its payload, else null. */
function startPayload(url) {
  const [, name, payload] = /^(?:https?:\/\/)?(?:t|telegram)\.me\/(\w+)\?start=([\w-]{1,64})$/i.exec(url) ?? [];
  return name && name.toLowerCase() === (town.bot.username ?? "").toLowerCase() ? payload : null;
}

/** A link that leaves the page safely, or plain text when the address is of a kind we do not open. */
export function safeLink(url, children, callbacks) {
  const payload = startPayload(url);
  if (payload !== null && callbacks.onStart)
    return element("button.link", { type: "button", onclick: () => callbacks.onStart(payload) }, children);
  const address = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `https://${url}`;
  if (!SAFE_LINK.test(address)) return element("span", {}, children);
  return element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, children);
}

/** Bring "in 10 min" texts under `root` up to date. */
export function refreshMoments(root) {
  for (const node of root.querySelectorAll("time[data-unix]"))
    node.textContent = distance(Number(node.dataset.unix), townNow());
}

function stretch(text, entities, from, to, callbacks) {
  const nodes = [];
  let place = from;
  for (let i = 0; i < entities.length; i++) {
    const entity = entities[i];
    const start = Math.max(entity.offset, place);
    const end = Math.min(entity.offset + entity.length, to);
    if (start >= end) continue;
    const blockHere = BLOCKS.has(entity.type);
    if (start > place) nodes.push(blockHere ? text.slice(place, start).replace(/\n$/, "") : text.slice(place, start));
    const inner = entities.slice(i + 1).filter((other) => other.offset < end);
    nodes.push(draw(entity, text.slice(start, end), () => stretch(text, inner, start, end, callbacks), callbacks));
    // A block stands on lines of its own already, so the line break that follows it is not shown a second time.
    place = blockHere && end < to && text[end] === "\n" ? end + 1 : end;
  }
  if (place < to) nodes.push(text.slice(place, to));
  return nodes;
}

function draw(entity, words, children, callbacks) {
  if (entity.type in PLAIN_TAGS) return element(PLAIN_TAGS[entity.type], {}, children());
  switch (entity.type) {
    case "pre":
      return element("pre", { "data-language": entity.language }, element("code", {}, children()));
    case "blockquote":
      return element("blockquote", {}, children());
    case "expandable_blockquote":
      return expandable(children());
    case "spoiler":
      return spoiler(children());
    case "url":
      return safeLink(words, children(), callbacks);
    case "text_link":
      return safeLink(entity.url ?? "", children(), callbacks);
    case "email":
      return safeLink(`mailto:${words}`, children(), callbacks);
    case "phone_number":
      return safeLink(`tel:${words.replace(/[^\d+]/g, "")}`, children(), callbacks);
    case "mention":
    case "text_mention":
      return element("span.mention", { title: say("mention", { name: entity.user?.first_name ?? words }) }, children());
    case "bot_command":
      return element(
        "button.link.command",
        { type: "button", onclick: () => callbacks.onCommand?.(words) },
        children(),
      );
    case "date_time":
      return dateTime(entity, children());
    default:
      return element("span", {}, children());
  }
}

function expandable(children) {
  const quote = element("blockquote.folded", {}, children);
  const more = element(
    "button.link.unfold",
    {
      type: "button",
      onclick: () => {
        quote.classList.remove("folded");
        more.remove();
      },
    },
    say("showMore"),
  );
  return element("div", {}, quote, more);
}

function spoiler(children) {
  const hidden = element("span.spoiler", { role: "button", tabindex: "0", "aria-label": say("spoiler") }, children);
  const show = () => {
    hidden.classList.add("seen");
    for (const name of ["role", "tabindex", "aria-label"]) hidden.removeAttribute(name);
  };
  hidden.addEventListener("click", show);
  hidden.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      show();
    }
  });
  return hidden;
}

function dateTime(entity, children) {
  const unix = entity.unix_time;
  const format = entity.date_time_format ?? "";
  const title = moment(unix, { dateStyle: "full", timeStyle: "medium" });
  const at = { datetime: new Date(unix * 1000).toISOString(), title };
  if (format === "r") return element("time.moment", { ...at, "data-unix": unix }, distance(unix, townNow()));
  if (!/^w?[dD]?[tT]?$/.test(format) || format === "") return element("time.moment", at, children);
  const options = {};
  if (format.includes("w")) options.weekday = format.includes("D") ? "long" : "short";
  if (format.includes("d")) Object.assign(options, { month: "numeric", day: "numeric" });
  if (format.includes("D")) Object.assign(options, { year: "numeric", month: "long", day: "numeric" });
  if (/t/i.test(format)) Object.assign(options, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  if (format.includes("T")) options.second = "2-digit";
  return element("time.moment", at, moment(unix, options));
}
