/** The row of columns, the tab strip a phone shows instead, what each person has read. A reload finds the same people in the same chats. */

import { Column } from "./column.js";
import { element, iconButton } from "./element.js";
import { peopleChoices } from "./membership.js";
import { openMenu } from "./menus.js";
import { avatar, chatsOf, nameOf, noteOf, personOf, reportsChatOf, ROLES, somebodyWho } from "./people.js";
import { listen, messagesOf, town } from "./town.js";
import { say } from "./words.js";

const STORE = "qianshao.columns";
const seen = new Map();

export class Columns {
  /** `did(kind, column)` hears what the reader did: "photo", "reply", "press", … */
  constructor(did) {
    this.did = did;
    this.all = [];
    this.active = null;
    this.pressed = null;
    this.strip = element("div.people-tabs", { role: "tablist", "aria-label": say("columns") });
    this.row = element("main.columns");
    this.ends = [
      listen("messages", (change) => this.hearMessages(change)),
      listen("reset", () => this.reset()),
      listen("toast", (toast) => this.hearToast(toast)),
      listen("typing", ({ chat }) =>
        this.each((column) => String(column.chat) === String(chat) && column.hearTyping()),
      ),
      listen("clock", () => this.each((column) => column.messages.refreshTimes())),
    ];
    this.ticking = setInterval(() => this.each((column) => column.messages.refreshTimes()), 20000);
    markAllRead();
    const { columns, active } = remembered();
    for (const { person, chat } of columns) this.add(personOf(person), chat);
    this.activate(this.all[active] ?? this.all[0]);
  }

  /** Add a column; the reader may keep as many as the screen bears. */
  add(person, chat = chatsOf(person)[0]) {
    const column = new Column(person, chat, this);
    this.all.push(column);
    this.row.append(column.root);
    this.changed();
    return column;
  }

  close(column) {
    if (this.all.length === 1) return;
    column.messages.close();
    column.root.remove();
    this.all = this.all.filter((one) => one !== column);
    if (this.active === column) this.activate(this.all[0]);
    this.changed();
  }

  /** Let go of timers and listeners before the page is built anew. */
  end() {
    for (const end of this.ends) end();
    clearInterval(this.ticking);
    this.each((column) => column.messages.close());
  }

  /** The column where `person` stands in `chat`: one that is open already, else one that is turned to it. */
  columnFor(person, chat) {
    const column =
      this.all.find((one) => one.person.id === person.id && one.chat === chat) ??
      this.all.find((one) => one.person.id === person.id) ??
      this.add(person, chat);
    if (column.chat !== chat) column.become(person, chat);
    this.activate(column);
    column.root.scrollIntoView({ inline: "nearest", block: "nearest", behavior: "smooth" });
    return column;
  }

  activate(column) {
    this.active = column ?? null;
    this.each((one) => {
      one.root.classList.toggle("active", one === column);
      one.messages.scroller.root.setAttribute("aria-live", one === column ? "polite" : "off");
    });
    if (column?.messages.scroller.stuck) column.messages.scroller.toEnd();
    this.changed();
  }

  focused(column) {
    if (this.active !== column) this.activate(column);
  }

  read(column) {
    const last = messagesOf(column.chat).at(-1)?.message_id ?? 0;
    const key = `${column.person.id}:${column.chat}`;
    if ((seen.get(key) ?? 0) >= last) return;
    seen.set(key, last);
    this.drawCounts();
  }

  unread(person, chat) {
    const last = seen.get(`${person.id}:${chat}`) ?? 0;
    const log = messagesOf(chat);
    let count = 0;
    for (let i = log.length - 1; i >= 0 && log[i].message_id > last; i--)
      count += log[i].from?.id === person.id ? 0 : 1;
    return count;
  }

  /** Choose who joins the row. */
  chooseNew(anchor) {
    openMenu(
      anchor,
      peopleChoices(null, (person) => this.activate(this.add(person))).map((choice) => ({
        ...choice,
        checked: undefined,
      })),
      say("addColumn"),
    );
  }

  changed() {
    store(
      this.all.map(({ person, chat }) => ({ person: person.id, chat })),
      this.all.indexOf(this.active),
    );
    this.row.classList.toggle("alone", this.all.length === 1);
    this.drawCounts();
  }

  drawCounts() {
    this.drawing ||= requestAnimationFrame(() => {
      this.drawing = 0;
      this.each((column) => {
        column.drawTabs();
        const unread = column.messages.scroller.stuck ? 0 : this.unread(column.person, column.chat);
        column.messages.downCount.textContent = unread || "";
      });
      this.drawStrip();
    });
  }

  drawStrip() {
    const counts = this.all.map((column) =>
      chatsOf(column.person).reduce(
        (sum, chat) => sum + (column === this.active && chat === column.chat ? 0 : this.unread(column.person, chat)),
        0,
      ),
    );
    const picture = JSON.stringify([counts, this.all.map((column) => column.person), this.all.indexOf(this.active)]);
    if (picture === this.stripDrawn) return;
    this.stripDrawn = picture;
    const held = this.strip.contains(document.activeElement);
    this.strip.replaceChildren(
      ...this.all.map((column, place) => {
        const open = column === this.active;
        const unread = counts[place];
        return element(
          "button.person-tab",
          {
            type: "button",
            role: "tab",
            "aria-selected": String(open),
            tabindex: open ? "0" : "-1",
            onclick: () => this.activate(column),
            onkeydown: (event) => this.walk(event),
          },
          avatar(column.person, ".small"),
          element(
            "span.person-words",
            {},
            element("b", {}, nameOf(column.person)),
            element("small", {}, noteOf(column.person)),
          ),
          unread ? element("span.count", { "aria-label": say("unread", { n: unread }) }, String(unread)) : null,
        );
      }),
      iconButton(".small", "add", say("addColumn"), (event) => this.chooseNew(event.currentTarget), {
        "aria-haspopup": "menu",
      }),
    );
    if (held) this.strip.querySelector("[aria-selected=true]")?.focus();
  }

  walk(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) this.activate(this.all[(this.all.indexOf(this.active) + step + this.all.length) % this.all.length]);
  }

  hearMessages({ chat, ids }) {
    this.each((column) => String(column.chat) === chat && column.messages.changed(ids));
    this.drawCounts();
  }

  hearToast(toast) {
    const own = this.all.filter((column) => column.person.id === toast.person);
    const shown = own.includes(this.pressed)
      ? this.pressed
      : (own.find((column) => column.root.offsetParent !== null) ?? own[0]);
    for (const column of own) column.hearToast(column === shown ? toast : { text: "" });
  }

  reset() {
    for (const column of [...this.all]) {
      const person = personOf(column.person.id);
      if (person) column.refresh(person);
      else if (this.all.length > 1) this.close(column);
      else column.become(town.people[0]);
      column.messages.reload();
    }
    this.changed();
  }

  each(visit) {
    this.all.forEach(visit);
  }
}

function markAllRead() {
  for (const person of town.people) {
    for (const chat of chatsOf(person)) {
      const key = `${person.id}:${chat}`;
      if (!seen.has(key)) seen.set(key, messagesOf(chat).at(-1)?.message_id ?? 0);
    }
  }
}

function ordinary() {
  const rider = somebodyWho(ROLES.rider) ?? town.people[0];
  const others = [somebodyWho(ROLES.gridworker), somebodyWho(ROLES.chief), somebodyWho(ROLES.supervisor)];
  const cast = [...new Set([rider, ...others, ...town.people])].filter(Boolean).slice(0, 4);
  return cast.map((person, place) => ({ person: person.id, chat: place === 0 ? reportsChatOf(person) : person.id }));
}

function remembered() {
  try {
    const { columns, active } = JSON.parse(localStorage.getItem(STORE));
    const kept = columns.filter(({ person, chat }) => personOf(person) && chatsOf(personOf(person)).includes(chat));
    if (kept.length) return { columns: kept, active };
  } catch {
    // Nothing was stored yet, or something unreadable: both mean a first visit.
  }
  return { columns: ordinary(), active: 0 };
}

function store(columns, active) {
  try {
    localStorage.setItem(STORE, JSON.stringify({ columns, active }));
  } catch {
    // Without storage a reload simply starts with the ordinary four.
  }
}
