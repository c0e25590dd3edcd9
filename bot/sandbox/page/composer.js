/** The foot of a column, where one person writes: words, pictures, a place, a command, a reply, a correction. Drafts survive changing the chat. */

import { summary } from "./bubbles.js";
import { draftOf, kindOf, letter, takeDraft } from "./drafts.js";
import { element, icon, iconButton } from "./element.js";
import { openMenu, openPanel } from "./menus.js";
import { attempt, toast } from "./notices.js";
import { nameOf, senderOf } from "./people.js";
import { forgetFiles, picturePicker, pictureStrip, takeFiles } from "./pictures.js";
import { placePicker } from "./places.js";
import { findMessage, messagesOf, order, town } from "./town.js";
import { say } from "./words.js";

/** The composer of one column; `column` gives {person, chat, root}; `sent(kind)` hears "text", "photo", "reply", "place" or "edit". */
export class Composer {
  constructor(column, sent) {
    Object.assign(this, { column, sent });
    this.above = element("div.above");
    this.field = element("textarea", {
      rows: 1,
      enterkeyhint: "send",
      oninput: () => this.typed(),
      onkeydown: (event) => this.key(event),
      onpaste: (event) => this.pasted(event),
    });
    this.camera = iconButton("", "camera", say("pictures"), () => this.choosePictures(), { "aria-haspopup": "dialog" });
    this.pin = iconButton("", "pin", say("location"), () => this.choosePlace(), { "aria-haspopup": "dialog" });
    this.slash = iconButton("", "command", say("commands"), () => this.chooseCommand(), { "aria-haspopup": "menu" });
    this.go = iconButton(".go", "send", say("send"), () => this.send());
    this.root = element(
      "form.composer",
      {
        onsubmit: (event) => {
          event.preventDefault();
          this.send();
        },
      },
      this.above,
      element("div.write", {}, this.camera, this.pin, element("div.field", {}, this.field, this.slash), this.go),
    );
    this.root.addEventListener("dragover", (event) => event.preventDefault());
    this.root.addEventListener("drop", (event) => {
      event.preventDefault();
      this.take(event.dataTransfer.files);
    });
  }

  get draft() {
    return draftOf(this.column.person, this.column.chat);
  }

  /** Show the draft of the column's present chat. */
  show() {
    this.field.setAttribute("aria-label", say("write", { name: nameOf(this.column.person) }));
    this.field.placeholder = say("message");
    this.field.value = this.draft.text;
    this.offerCommands();
    this.draw();
    this.fit();
  }

  offerCommands() {
    this.slash.hidden = !town.commands.length;
  }

  /** Begin an answer to `message`. */
  reply(message) {
    Object.assign(this.draft, { replyTo: message.message_id, editing: null });
    this.draw();
    this.field.focus();
  }

  /** Begin to correct `message`; what was being written comes back afterwards. */
  edit(message) {
    const { draft } = this;
    if (!draft.editing) draft.before = draft.text;
    Object.assign(draft, { editing: message.message_id, replyTo: null, text: message.text ?? message.caption ?? "" });
    this.show();
    this.field.focus();
  }

  /** Put words and sample pictures into the draft, ready to be sent. */
  fill(part) {
    Object.assign(this.draft, { editing: null, ...part });
    this.show();
    this.field.focus();
  }

  /** Send the draft, or save the correction. The draft comes back when it does not work. */
  async send() {
    const { draft } = this;
    const kind = kindOf(draft);
    if (!kind) return toast(this.column.root, say("nothingToSend"));
    const address = this.address();
    const held = takeDraft(draft);
    if (kind === "edit") draft.text = held.before;
    this.show();
    const sent = await this.inTurn(() =>
      kind === "edit"
        ? order("edit", { ...address, message_id: held.editing, text: held.text.trim() })
        : order("send", letter(held, address)),
    );
    if (sent) {
      forgetFiles(held);
      return this.sent(kind);
    }
    Object.assign(draft, held);
    return this.show();
  }

  /** Send `text` at once, leaving the draft alone: commands and the start button. */
  async sendNow(text) {
    const address = this.address();
    if (await this.inTurn(() => order("send", { ...address, text }))) this.sent("text");
  }

  address() {
    return { as: this.column.person.id, chat: this.column.chat };
  }

  /** One order after the other: a small message must not overtake a large picture. Return undefined when it fails. */
  inTurn(work) {
    this.turn = (this.turn ?? Promise.resolve()).then(() => attempt(this.column.root, work));
    return this.turn;
  }

  typed() {
    this.draft.text = this.field.value;
    this.fit();
    if (this.field.value === "/" && town.commands.length) this.chooseCommand();
  }

  fit() {
    this.field.style.height = "auto";
    // Before the column is on the page it has no height to measure; the style sheet's single line then stands.
    if (this.field.scrollHeight) this.field.style.height = `${Math.min(this.field.scrollHeight, 140)}px`;
  }

  key(event) {
    // While an input method is composing, Enter chooses a word; it must not send half a sentence.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && (this.draft.replyTo || this.draft.editing)) {
      event.preventDefault();
      this.cancel();
    } else if (event.key === "ArrowUp" && !this.field.value && !this.draft.editing) {
      const own = messagesOf(this.column.chat).findLast(
        (message) => message.from?.id === this.column.person.id && (message.text ?? message.caption),
      );
      if (own) {
        event.preventDefault();
        this.edit(own);
      }
    }
  }

  cancel() {
    const { draft } = this;
    if (draft.editing) draft.text = draft.before;
    Object.assign(draft, { replyTo: null, editing: null });
    this.show();
    this.field.focus();
  }

  pasted(event) {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    this.take(event.clipboardData.files);
  }

  take(files) {
    takeFiles(this.draft, files, (why) => toast(this.column.root, why, "error"));
    this.draw();
  }

  draw() {
    const { replyTo, editing } = this.draft;
    const about = findMessage(this.column.chat, editing ?? replyTo);
    const title = about && (editing ? say("editing") : say("replyingTo", { name: nameOf(senderOf(about)) }));
    this.above.replaceChildren(
      ...[
        about
          ? element(
              "div.about",
              {},
              icon(editing ? "edit" : "reply"),
              element("span.about-words", {}, element("b", {}, title), element("span", {}, summary(about))),
              iconButton(".small", "close", say("cancel"), () => this.cancel()),
            )
          : null,
        editing ? null : pictureStrip(this.draft, () => this.draw()),
      ].filter(Boolean),
    );
    this.camera.disabled = this.pin.disabled = Boolean(editing);
    this.go.classList.toggle("saving", Boolean(editing));
    this.go.setAttribute("aria-label", editing ? say("save") : say("send"));
  }

  choosePictures() {
    const content = picturePicker(this.draft, {
      changed: () => this.draw(),
      done: () => {
        close();
        this.field.focus();
      },
      complain: (why) => toast(this.column.root, why, "error"),
    });
    const close = openPanel(this.camera, content, say("picturesTitle"));
  }

  choosePlace() {
    const send = async (location) => {
      close();
      const place = { ...this.address(), reply_to: this.draft.replyTo, location };
      this.draft.replyTo = null;
      this.draw();
      if (await this.inTurn(() => order("send", { text: "", samples: [], as_file: false, ...place })))
        this.sent("place");
    };
    const close = openPanel(this.pin, placePicker(send), say("locationTitle"));
  }

  chooseCommand() {
    openMenu(
      this.slash,
      town.commands.map((command) => ({
        label: `/${command.command}`,
        note: command.description,
        run: () => {
          if (this.field.value === "/") this.fill({ text: "" });
          this.sendNow(`/${command.command}`);
        },
      })),
      say("commands"),
    );
  }
}
