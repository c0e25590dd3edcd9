/** The entries of the menus about people: who to be, whom to block, which group to leave or join. */

import { attempt } from "./notices.js";
import { avatar, chatName, chatOf, nameOf, noteOf } from "./people.js";
import { order, town } from "./town.js";
import { say } from "./words.js";

/** Menu entries to become somebody; `chosen(person)`. */
export function peopleChoices(present, chosen) {
  return town.people.map((person) => ({
    label: nameOf(person),
    note: noteOf(person),
    lead: avatar(person, ".small"),
    checked: person.id === present?.id,
    run: () => chosen(person),
  }));
}

/** Menu entries for what the person of `column` can do. */
export function personActions(column) {
  const { person, chat } = column;
  const group = chatOf(chat);
  const member = (chatId, who, status) => () =>
    attempt(column.root, () => order("membership", { as: person.id, chat: chatId, person: who, status }));
  const outside = town.chats.filter((one) => !one.members.includes(person.id));
  return [
    person.blocked_bot
      ? { label: say("unblock"), icon: "check", run: () => column.order("block", { blocked: false }) }
      : { label: say("block"), icon: "close", danger: true, run: () => column.order("block", { blocked: true }) },
    ...(group
      ? [
          {
            label: say("leave", { chat: chatName(chat, person) }),
            icon: "back",
            danger: true,
            run: member(chat, person.id, "left"),
          },
        ]
      : []),
    ...outside.map((one) => ({
      label: say("join", { chat: one.title }),
      icon: "group",
      run: member(one.id, person.id, "member"),
    })),
    ...(group ? ["-", ...botActions(column, group, member)] : []),
    "-",
    {
      label: say("changePerson"),
      icon: "person",
      run: () => column.choosePerson(column.header.querySelector(".icon-button")),
    },
    { label: say("removeColumn"), icon: "close", run: () => column.home.close(column) },
  ];
}

function botActions(column, group, member) {
  const title = { chat: group.title };
  if (["left", "kicked"].includes(group.bot_status))
    return [{ label: say("addBot", title), icon: "bot", run: member(group.id, "bot", "member") }];
  const admin = group.bot_status === "administrator";
  return [
    {
      label: say(admin ? "makeMember" : "makeAdmin"),
      icon: "bot",
      run: member(group.id, "bot", admin ? "member" : "administrator"),
    },
    { label: say("removeBot", title), icon: "close", danger: true, run: member(group.id, "bot", "kicked") },
    ...(group.type === "group"
      ? [
          {
            label: say("migrate"),
            icon: "group",
            run: () => attempt(column.root, () => order("migrate", { chat: group.id })),
          },
        ]
      : []),
  ];
}
