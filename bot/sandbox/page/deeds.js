/** What the person of a column can do with the messages in front of them, and the menu that offers it. */

import { coloured, EMOJI } from "./bubbles.js";
import { element } from "./element.js";
import { openMenu } from "./menus.js";
import { toast } from "./notices.js";
import { say } from "./words.js";

/** The deeds bubbles and menus call: menu, reply, react, press, copy, command, startBot, jump, tell. */
export function deedsOf(column) {
  const deeds = {
    reply: (message) => column.composer.reply(message),
    react: (message, emoji) => column.order("react", { message_id: message.message_id, emoji }),
    command: (text) => column.composer.sendNow(text),
    tell: (text) => toast(column.root, text),
    menu: (anchor, messages) => openMenu(anchor, entries(column, deeds, messages), say("messageMenu")),

    async press(message, data) {
      column.home.pressed = column;
      const answer = await column.order("press", { message_id: message.message_id, data });
      if (answer) column.home.did("press", column);
      return answer;
    },

    async copy(text) {
      await navigator.clipboard?.writeText(text).catch(() => undefined);
      toast(column.root, say("copied"));
    },

    startBot(payload) {
      column.become(column.person, column.person.id);
      column.composer.sendNow(`/start ${payload}`);
    },

    jump(messageId) {
      if (!column.messages.jump(messageId)) toast(column.root, say("deleted"));
    },
  };
  return deeds;
}

function entries(column, deeds, messages) {
  const [head] = messages;
  const speaker = messages.find((message) => message.text ?? message.caption) ?? head;
  const text = speaker.text ?? speaker.caption;
  const own = head.from?.id === column.person.id;
  const remove = () => messages.forEach((message) => column.order("delete", { message_id: message.message_id }));
  return [
    { row: (done) => faces(column, deeds, head, done) },
    { label: say("reply"), icon: "reply", run: () => deeds.reply(head) },
    own && text ? { label: say("edit"), icon: "edit", run: () => column.composer.edit(speaker) } : null,
    text ? { label: say("copy"), icon: "copy", run: () => deeds.copy(text) } : null,
    ...(own ? ["-", { label: say("remove"), icon: "trash", danger: true, run: remove }] : []),
  ].filter(Boolean);
}

function faces(column, deeds, message, done) {
  const present = message.reactions?.find((reaction) => reaction.by.includes(column.person.id))?.emoji;
  const face = (emoji) =>
    element(
      "button",
      {
        type: "button",
        role: "menuitemcheckbox",
        tabindex: "-1",
        "aria-checked": String(emoji === present),
        "aria-label": say("react", { emoji }),
        onclick: () => {
          done();
          deeds.react(message, emoji === present ? "" : emoji);
        },
      },
      coloured(emoji),
    );
  return element("div.faces", { role: "group" }, EMOJI.map(face));
}
