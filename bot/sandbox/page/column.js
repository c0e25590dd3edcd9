/** One column: one person in one chat. Joins the header, the messages and the composer; what they do to each other is in deeds.js. */

import { Composer } from "./composer.js";
import { deedsOf } from "./deeds.js";
import { element, icon, iconButton } from "./element.js";
import { openMenu } from "./menus.js";
import { Messages } from "./messages.js";
import { alertBox, attempt, toast } from "./notices.js";
import { avatar, botTakesPart, chatName, chatsOf, nameOf, noteOf, reportsChatOf } from "./people.js";
import { personActions, peopleChoices } from "./membership.js";
import { watchTouches } from "./touches.js";
import { movedTo, order, town } from "./town.js";
import { say } from "./words.js";

export class Column {
  /** `home` is the row of columns: it keeps what was read and hears `changed`, `close` and `did(kind)`. */
  constructor(person, chat, home) {
    Object.assign(this, { person, chat, home });
    this.act = deedsOf(this);
    this.header = element("header.who");
    this.tabs = element("div.chats", { role: "tablist" });
    this.banner = element("div.banner", { role: "note", hidden: true });
    this.root = element("section.column", { onfocusin: () => home.focused(this) });
    this.messages = new Messages(this, this.act, () => home.read(this));
    this.composer = new Composer(this, (kind) => {
      this.messages.scroller.toEnd();
      home.did(kind, this);
    });
    this.root.append(this.header, this.banner, this.messages.root, this.composer.root);
    watchTouches(this.messages.content, this.act, (id) => this.messages.partsAt(id));
    this.show();
  }

  /** Become `person` in `chat`. */
  become(person, chat = chatsOf(person)[0]) {
    Object.assign(this, { person, chat });
    this.show();
    this.home.changed();
  }

  show() {
    this.drawHeader();
    this.drawBanner();
    this.messages.show(
      say("messagesOf", { chat: chatName(this.chat, this.person), name: nameOf(this.person) }),
      this.emptyNode(),
    );
    this.composer.show();
  }

  drawHeader() {
    const person = element(
      "button.person",
      {
        type: "button",
        "aria-haspopup": "menu",
        title: say("changePerson"),
        onclick: (event) => this.choosePerson(event.currentTarget),
      },
      avatar(this.person),
      element(
        "span.person-words",
        {},
        element("b", {}, nameOf(this.person)),
        element("small", {}, noteOf(this.person)),
      ),
      icon("chevron"),
    );
    const more = iconButton(
      "",
      "more",
      say("personMenu", { name: nameOf(this.person) }),
      (event) => openMenu(event.currentTarget, personActions(this), say("personMenu", { name: nameOf(this.person) })),
      { "aria-haspopup": "menu" },
    );
    this.root.setAttribute("aria-label", nameOf(this.person));
    this.tabs.setAttribute("aria-label", say("chatsOf", { name: nameOf(this.person) }));
    this.header.replaceChildren(element("div.who-line", {}, person, more), this.tabs);
    this.drawTabs();
  }

  drawTabs() {
    const chats = chatsOf(this.person);
    const counts = chats.map((chat) =>
      chat === this.chat && this.messages.scroller.stuck ? 0 : this.home.unread(this.person, chat),
    );
    // Drawn only when it differs: a tab that is replaced between press and release would lose the click.
    const picture = JSON.stringify([chats, counts, this.chat, chats.map((chat) => chatName(chat, this.person))]);
    if (picture === this.tabsDrawn) return;
    this.tabsDrawn = picture;
    const held = this.tabs.contains(document.activeElement);
    this.tabs.replaceChildren(
      ...chats.map((chat, place) => {
        const open = chat === this.chat;
        const unread = counts[place];
        return element(
          "button.chat-tab",
          {
            type: "button",
            role: "tab",
            "aria-selected": String(open),
            tabindex: open ? "0" : "-1",
            onclick: () => this.become(this.person, chat),
            onkeydown: (event) => this.walkTabs(event),
          },
          icon(chat === this.person.id ? "bot" : "group"),
          element("span", {}, chatName(chat, this.person)),
          unread ? element("span.count", { "aria-label": say("unread", { n: unread }) }, String(unread)) : null,
        );
      }),
    );
    const open = this.tabs.querySelector("[aria-selected=true]");
    if (held) open?.focus();
    if (open) this.tabs.scrollLeft = open.offsetLeft - this.tabs.clientWidth / 2 + open.offsetWidth / 2;
  }

  drawBanner() {
    const away = !botTakesPart(this.chat, this.person);
    this.banner.hidden = !away;
    const words = this.chat === this.person.id ? say("blockedNote", { name: nameOf(this.person) }) : say("botAway");
    const mend =
      this.chat === this.person.id
        ? [say("unblock"), () => this.order("block", { blocked: false })]
        : [
            say("addBot", { chat: chatName(this.chat, this.person) }),
            () => order("membership", { chat: this.chat, person: "bot", status: "member" }),
          ];
    this.banner.replaceChildren(
      element("span", {}, words),
      element("button.outline.small", { type: "button", onclick: () => attempt(this.root, mend[1]) }, mend[0]),
    );
  }

  emptyNode() {
    const privately = this.chat === this.person.id;
    return element(
      "div.empty",
      {},
      icon(privately ? "bot" : "group"),
      element("p", {}, say(privately ? "emptyPrivate" : "empty")),
      privately
        ? element("button.solid", { type: "button", onclick: () => this.composer.sendNow("/start") }, say("start"))
        : null,
    );
  }

  /** People or chats changed: keep what still exists. */
  refresh(person) {
    const chats = chatsOf(person);
    if (!chats.includes(this.chat)) {
      const next = this.chat < 0 ? reportsChatOf(person) : person.id;
      return this.become(person, chats.includes(movedTo(this.chat)) ? movedTo(this.chat) : next);
    }
    this.person = person;
    this.drawHeader();
    this.drawBanner();
    this.composer.offerCommands();
    return undefined;
  }

  hearToast({ text, alert }) {
    for (const key of this.root.querySelectorAll(".key.waiting")) key.dispatchEvent(new Event("answered"));
    if (!text) return;
    if (alert) alertBox(say("botSays", { name: nameOf(this.person) }), text);
    else toast(this.root, text, "bot");
  }

  hearTyping() {
    this.messages.showTyping(nameOf(town.bot));
  }

  order(path, body) {
    return attempt(this.root, () => order(path, { as: this.person.id, chat: this.chat, ...body }));
  }

  choosePerson(anchor) {
    openMenu(
      anchor,
      peopleChoices(this.person, (person) => this.become(person)),
      say("changePerson"),
    );
  }

  walkTabs(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const chats = chatsOf(this.person);
    this.become(this.person, chats[(chats.indexOf(this.chat) + step + chats.length) % chats.length]);
  }
}
