/** Builds the page once the town is known, and anew when the language changes. Everything else is in the files it names. */

import { Columns } from "./columns.js";
import { element } from "./element.js";
import { hintCard } from "./hints.js";
import { toast } from "./notices.js";
import { topBar } from "./topbar.js";
import { listen, openTown, town } from "./town.js";
import { language, say, speak } from "./words.js";

let parts = null;

const lost = element("div.lost", { role: "alert", hidden: true });
document.body.append(lost, element("div.opening", { role: "status" }, say("loading")));

listen("connection", (there) => {
  if (there && !lost.hidden) toast(document.body, say("reconnected"));
  lost.textContent = say(parts ? "reconnecting" : "unreachable");
  lost.hidden = there;
});

listen("reset", () => {
  if (!parts?.columns) build();
});

openTown();

function build() {
  parts?.bar.end();
  parts?.columns?.end();
  document.documentElement.lang = language() === "zh" ? "zh-Hans" : "en";
  document.title = say("pageTitle");
  const hints = hintCard(() => parts.columns);
  const bar = topBar({
    spoke: (code) => {
      speak(code);
      build();
      document.querySelector(".languages [aria-pressed=true]").focus();
    },
    hints: () => hints.toggle(),
    add: (anchor) => parts.columns?.chooseNew(anchor),
    moved: (seconds) => hints.did(seconds > 3600 ? "digest" : "clock"),
  });
  lost.hidden = true;
  document.body.replaceChildren(bar.root, lost);
  parts = { bar, columns: null };
  if (!town.people.length) return document.body.append(element("div.opening", {}, say("noChats")));
  parts.columns = new Columns((kind) => hints.did(kind));
  document.body.append(hints.root, parts.columns.strip, parts.columns.row);
  return parts.columns.activate(parts.columns.active);
}
