/** Draws one message, or the parts of one album, as the person of a column sees it. Knows where nothing is scrolled to. */

import { element, icon, iconButton } from "./element.js";
import { richText } from "./entities.js";
import { keyboard } from "./keyboards.js";
import { mediaOf, mediaWords, thumbnail } from "./media.js";
import { avatar, hueOf, isBot, nameOf, personOf, senderOf } from "./people.js";
import { say, timeOfDay } from "./words.js";

export const EMOJI = ["👍", "👎", "❤", "👀", "🎉"];

/** "❤" and its like are drawn as black text unless the variation selector asks for the coloured picture. */
export const coloured = (emoji) =>
  /^\p{Emoji}$/u.test(emoji) && !/\p{Emoji_Presentation}/u.test(emoji) ? `${emoji}\uFE0F` : emoji;

/**
 * Draw `messages` (one, or an album in order). `view` is {person, chat, follows}: follows = same sender just before.
 * `act` holds what can be done: menu, reply, react, press, copy, command, startBot, jump, tell.
 */
export function bubble(messages, view, act) {
  const [head] = messages;
  const service = serviceWords(head);
  if (service)
    return element(
      "div.service",
      { role: "note", "aria-label": `${say("serviceMessage")}: ${service}` },
      element("span", {}, service),
    );
  const sender = senderOf(head);
  const mine = head.from?.id === view.person.id && !head.sender_chat;
  const named = view.chat < 0 && !mine && !view.follows;
  const speaker = messages.find((message) => message.caption ?? message.text) ?? head;
  const text = speaker.text ?? speaker.caption ?? "";
  const above = speaker.show_caption_above_media;
  const time = foot(messages, mine);
  // The time floats into the last line of words; only without words has it a place of its own.
  const words = text
    ? element(
        "div.words",
        { dir: "auto" },
        richText(text, speaker.entities ?? speaker.caption_entities, { onCommand: act.command, onStart: act.startBot }),
        above ? null : time,
      )
    : null;
  const media = mediaOf(messages, act.tell);
  const body = element(
    `div.bubble${media.length ? ".with-media" : ""}${words ? "" : ".wordless"}`,
    {},
    named
      ? element(
          `div.sender.${hueOf(sender)}`,
          {},
          nameOf(sender),
          isBot(sender.id) ? element("small.badge", {}, "bot") : null,
        )
      : null,
    head.forward_origin
      ? element("div.forwarded", {}, say("forwarded", { name: forwardedFrom(head.forward_origin) }))
      : null,
    head.reply_to_message ? quote(head, act) : null,
    above ? [words, media] : [media, words],
    !words && !media.length ? element("div.words.unsupported", {}, say("unsupported")) : null,
    words && !above ? null : time,
  );
  const actions = element(
    "div.actions",
    {},
    iconButton(".small", "reply", say("reply"), () => act.reply(head), { tabindex: "-1" }),
    iconButton(".small", "smile", say("moreActions"), (event) => act.menu(event.currentTarget, messages), {
      tabindex: "-1",
      "aria-haspopup": "menu",
    }),
  );
  const kind = mine ? "mine" : isBot(sender.id) ? "theirs.from-bot" : "theirs";
  return element(
    `article.message.${kind}${view.follows ? ".follows" : ""}`,
    { tabindex: "-1", "data-id": head.message_id, "aria-label": spoken(head, sender, mine, text) },
    view.chat < 0 && !mine ? element("span.face", {}, view.follows ? null : avatar(sender, ".small")) : null,
    element(
      "div.stack",
      {},
      element("div.line", {}, body, actions),
      keyboard(messages.at(-1).reply_markup ?? head.reply_markup, {
        press: (data) => act.press(head, data),
        copy: act.copy,
        onStart: act.startBot,
      }),
      reactions(messages, view, act),
    ),
  );
}

/** One line that stands for a message in quotes and previews. */
export function summary(message) {
  return (
    [mediaWords(message), (message.text ?? message.caption ?? "").replace(/\s+/g, " ").slice(0, 120)]
      .filter(Boolean)
      .join(" · ") || say("unsupported")
  );
}

/** The sentence for a service message, or "" for an ordinary one. */
function serviceWords(message) {
  const name = nameOf(senderOf(message));
  const names = (people) => people.map(nameOf).join(", ");
  if (message.new_chat_members?.length) {
    const alone = message.new_chat_members.length === 1 && message.new_chat_members[0].id === message.from?.id;
    return alone ? say("joined", { name }) : say("added", { name, others: names(message.new_chat_members) });
  }
  if (message.left_chat_member) {
    const self = message.left_chat_member.id === message.from?.id;
    return self ? say("left", { name }) : say("kicked", { name, others: nameOf(message.left_chat_member) });
  }
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return say("migrated");
  if (message.pinned_message) return say("pinned", { name });
  if (message.group_chat_created || message.supergroup_chat_created) return say("created", { name });
  if (message.new_chat_title) return say("titled", { name, title: message.new_chat_title });
  return "";
}

function spoken(message, sender, mine, text) {
  return [mine ? say("you") : nameOf(sender), mediaWords(message), text.slice(0, 200), timeOfDay(message.date)]
    .filter(Boolean)
    .join(", ");
}

function foot(messages, mine) {
  const last = messages.at(-1);
  const edited = messages.some((message) => message.edited);
  return element(
    "div.foot",
    {},
    edited ? element("span.edited", {}, say("edited")) : null,
    element("time", { datetime: new Date(last.date * 1000).toISOString() }, timeOfDay(last.date)),
    mine ? icon("check") : null,
  );
}

function quote(message, act) {
  const original = message.reply_to_message;
  const sender = senderOf(original);
  const picture = thumbnail(original);
  return element(
    `button.quote.${hueOf(sender)}`,
    { type: "button", onclick: () => act.jump(original.message_id) },
    picture ? element("img", { src: picture, alt: "", width: 36, height: 36 }) : null,
    element(
      "span.quote-words",
      {},
      element("b", {}, nameOf(sender)),
      element("span", {}, message.quote?.text ?? summary(original)),
    ),
  );
}

function reactions(messages, view, act) {
  const owner = messages.find((message) => message.reactions?.length);
  if (!owner) return null;
  return element(
    "div.reactions",
    {},
    owner.reactions
      .filter((reaction) => reaction.by.length)
      .map((reaction) => {
        const own = reaction.by.includes(view.person.id);
        const names = reaction.by.map((id) => (isBot(id) ? say("privateChat") : nameOf(personOf(id)))).join(", ");
        return element(
          `button.reaction${own ? ".own" : ""}`,
          {
            type: "button",
            title: names,
            "aria-pressed": String(own),
            "aria-label": `${reaction.emoji} ${reaction.by.length}: ${names}`,
            onclick: () => act.react(owner, own ? "" : reaction.emoji),
          },
          element("span", {}, coloured(reaction.emoji)),
          element("small", {}, String(reaction.by.length)),
        );
      }),
  );
}

function forwardedFrom(origin) {
  return origin.sender_user_name ?? nameOf(origin.sender_user ?? origin.sender_chat ?? origin.chat);
}
