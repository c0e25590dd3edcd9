/** "What to try": five steps for a newcomer. A step prepares its deed in the right column; the newcomer does it. Done steps keep a tick. */

import { element, icon, iconButton } from "./element.js";
import { light, toast } from "./notices.js";
import { isBot, reportsChatOf, ROLES, somebodyWho } from "./people.js";
import { messagesOf, town } from "./town.js";
import { say } from "./words.js";

const STORE = "qianshao.hints";
const STEPS = [
  { name: "Report", icon: "camera", by: ["photo"] },
  { name: "Reply", icon: "reply", by: ["reply"] },
  { name: "Press", icon: "check", by: ["press"] },
  { name: "Clock", icon: "clock", by: ["clock"] },
  { name: "Digest", icon: "document", by: ["digest"] },
];

/** The card. `columns()` gives the row of columns. Return {root, toggle, did(kind)}. */
export function hintCard(columns) {
  const kept = read();
  const root = element("section.hints", { "aria-label": say("hintsTitle") });

  const deeds = {
    Report() {
      const rider = somebodyWho(ROLES.rider) ?? town.people[0];
      const column = columns().columnFor(rider, reportsChatOf(rider));
      const sample = town.samples.find(({ name, label }) => /wire|飞线/.test(`${name} ${label}`)) ?? town.samples[0];
      column.composer.fill({ text: say("hintReportWords"), samples: sample ? [sample.name] : [] });
    },
    Reply() {
      const found = cardColumn();
      if (!found) return toast(document.body, say("hintNothingYet"));
      found.column.composer.reply(found.card);
      return found.column.composer.fill({ text: say("hintReplyWords") });
    },
    Press() {
      const found = cardColumn();
      if (!found) return toast(document.body, say("hintNothingYet"));
      return found.column.messages.jump(found.card.message_id);
    },
    Clock: () => pulse(".clock-moves .step:nth-child(2), .clock-menu"),
    Digest() {
      const supervisor = somebodyWho(ROLES.supervisor);
      if (supervisor) columns().columnFor(supervisor, supervisor.id);
      pulse(".clock-moves .step:last-child, .clock-menu");
    },
  };

  function cardColumn() {
    const gridworker = somebodyWho(ROLES.gridworker);
    const card =
      gridworker &&
      messagesOf(gridworker.id).findLast(
        (message) => isBot(message.from?.id) && message.reply_markup?.inline_keyboard?.length,
      );
    return card ? { card, column: columns().columnFor(gridworker, gridworker.id) } : null;
  }

  function draw() {
    root.hidden = kept.hidden;
    root.replaceChildren(
      element("h2", {}, say("hintsTitle")),
      element(
        "ol",
        {},
        STEPS.map((step, number) => {
          const done = kept.done.includes(step.name);
          return element(
            `li${done ? ".done" : ""}`,
            {},
            element(
              "button.hint",
              { type: "button", "data-step": step.name, onclick: deeds[step.name] },
              element("span.hint-mark", { "aria-hidden": "true" }, done ? icon("check") : String(number + 1)),
              element(
                "span.hint-words",
                {},
                element(
                  "b",
                  {},
                  say(`hint${step.name}`),
                  done ? element("span.away", {}, ` (${say("hintDone")})`) : null,
                ),
                element("small", {}, say(`hint${step.name}Text`)),
              ),
            ),
          );
        }),
      ),
      iconButton(".small", "close", say("hideHints"), toggle),
    );
  }

  function toggle() {
    kept.hidden = !kept.hidden;
    keep();
  }

  function did(kind) {
    const step = STEPS.find(({ by }) => by.includes(kind));
    if (!step || kept.done.includes(step.name)) return;
    kept.done.push(step.name);
    keep();
  }

  function keep() {
    try {
      localStorage.setItem(STORE, JSON.stringify(kept));
    } catch {
      // Ticks that cannot be stored last until the page is closed.
    }
    draw();
  }

  draw();
  return { root, toggle, did };
}

function pulse(selector) {
  for (const node of document.querySelectorAll(selector)) {
    if (node.offsetParent === null) continue;
    light(node);
    node.focus();
  }
}

function read() {
  try {
    const { hidden, done } = JSON.parse(localStorage.getItem(STORE));
    return { hidden: Boolean(hidden), done: [...done] };
  } catch {
    return { hidden: false, done: [] };
  }
}
