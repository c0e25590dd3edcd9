/** The bar at the top: the product's name, the town's clock, the language, the hints' button. */

import { element, icon, iconButton } from "./element.js";
import { openMenu } from "./menus.js";
import { attempt, light } from "./notices.js";
import { listen, order, town, townNow } from "./town.js";
import { language, moment, say, timeOfDay } from "./words.js";

const STEPS = [60, 600, 3600];
const DIGEST_HOUR = 20;

/** Build the bar. Hears: `spoke(code)`, `hints()`, `add(anchor)`, `moved(seconds)`. Return {root, end}; call `end` before building another. */
export function topBar({ spoke, hints, add, moved }) {
  const day = element("span.clock-day");
  const time = element("span.clock-time");
  const face = element(
    "span.clock-face",
    { role: "timer", "aria-label": say("clock"), title: say("clock") },
    icon("clock"),
    day,
    time,
  );
  const told = element("span.away", { role: "status" });
  const moves = element("span.clock-moves", { role: "group", "aria-label": say("moveClock") });
  const menu = iconButton(
    ".clock-menu",
    "next",
    say("moveClock"),
    () =>
      openMenu(
        menu,
        choices().map(({ label, seconds }) => ({ label, icon: "clock", run: () => move(seconds()) })),
        say("moveClock"),
      ),
    { "aria-haspopup": "menu" },
  );
  const root = element(
    "header.topbar",
    {},
    element(
      "h1",
      {},
      element("img", { src: "/page/mark.svg", alt: "", width: 28, height: 28 }),
      element("span", {}, say("brand")),
    ),
    element("div.clock", {}, face, told, moves, menu),
    element(
      "div.tools",
      {},
      element(
        "button.tool.hints-button",
        { type: "button", title: say("hintsTitle"), onclick: hints },
        icon("help"),
        element("span", {}, say("hints")),
      ),
      element(
        "button.tool.add-column",
        {
          type: "button",
          title: say("addColumn"),
          "aria-haspopup": "menu",
          onclick: (event) => add(event.currentTarget),
        },
        icon("add"),
        element("span", {}, say("addColumn")),
      ),
      element(
        "div.languages",
        { role: "group", "aria-label": say("language") },
        [
          ["zh", "中文", "中"],
          ["en", "English", "EN"],
        ].map(([code, name, short]) =>
          element(
            "button",
            {
              type: "button",
              lang: code === "zh" ? "zh-Hans" : "en",
              "aria-label": name,
              "aria-pressed": String(language() === code),
              onclick: () => spoke(code),
            },
            element("span.long", {}, name),
            element("span.short", {}, short),
          ),
        ),
      ),
    ),
  );

  async function move(seconds) {
    if ((await attempt(document.body, () => order("clock", { seconds }))) === undefined) return;
    tick();
    told.textContent = say("advanced", { time: `${day.textContent} ${time.textContent}` });
    light(face);
    moved(seconds);
  }

  function tick() {
    const now = townNow();
    day.textContent = moment(now, { month: "short", day: "numeric", weekday: "short" });
    time.textContent = timeOfDay(now);
  }

  function offer() {
    moves.replaceChildren(
      ...choices().map(({ label, short, title, seconds }) =>
        element(
          "button.step",
          { type: "button", title, "aria-label": title, onclick: () => move(seconds()) },
          short ?? label,
        ),
      ),
    );
    moves.hidden = menu.hidden = !town.movable;
    tick();
  }

  const ends = [listen("clock", tick), listen("reset", offer)];
  const timer = setInterval(tick, 1000);
  offer();
  return {
    root,
    end: () => {
      ends.forEach((end) => end());
      clearInterval(timer);
    },
  };
}

/** Seconds until the next 20:00 Beijing time, and a little, so that it has struck. */
function untilDigest(now) {
  const today = (now + 8 * 3600) % 86400;
  return ((DIGEST_HOUR * 3600 - today + 86400) % 86400) + 5;
}

function choices() {
  const steps = STEPS.map((seconds) => ({
    label: `+${say(`step${seconds}`)}`,
    title: say("advance", { step: say(`step${seconds}`) }),
    seconds: () => seconds,
  }));
  return [
    ...steps,
    { label: say("toDigest"), title: say("toDigestTitle"), seconds: () => Math.ceil(untilDigest(townNow())) },
  ];
}
