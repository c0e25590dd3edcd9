/** Pictures waiting to be sent: the choosing panel and the strip above the text field. Holds them in the draft, sends nothing. */

import { pictureCount } from "./drafts.js";
import { element, icon, iconButton } from "./element.js";
import { town } from "./town.js";
import { language, say } from "./words.js";

const MOST = 10;
const KINDS = new Set(["image/jpeg", "image/png"]);

const labelOf = (sample) => (language() === "en" && sample.label_en) || sample.label;

/** Add files of the reader's machine to the draft. Calls `complain(sentence)` for those that cannot be sent. */
export function takeFiles(draft, files, complain) {
  for (const file of files) {
    if (!KINDS.has(file.type)) complain(say("onlyPictures", { name: file.name }));
    else if (pictureCount(draft) >= MOST) return complain(say("tenAtMost"));
    else draft.files.push({ file, url: URL.createObjectURL(file) });
  }
}

/** Let go of the memory that previews of a sent draft's files hold. */
export function forgetFiles(draft) {
  for (const { url } of draft.files) URL.revokeObjectURL(url);
}

/** The panel with the sample pictures and "choose files". `changed()` after every choice, `done()` to close, `complain(sentence)`. */
export function picturePicker(draft, { changed, done, complain }) {
  const input = element("input.hidden", {
    type: "file",
    accept: "image/jpeg,image/png",
    multiple: true,
    tabindex: "-1",
    "aria-hidden": "true",
    onchange: () => {
      takeFiles(draft, input.files, complain);
      input.value = "";
      changed();
      done();
    },
  });
  const tiles = town.samples.map((sample) => {
    const tile = element(
      "button.sample",
      {
        type: "button",
        "aria-pressed": String(draft.samples.includes(sample.name)),
        "data-sample": sample.name,
        onclick: () => {
          const at = draft.samples.indexOf(sample.name);
          if (at >= 0) draft.samples.splice(at, 1);
          else if (pictureCount(draft) >= MOST) return complain(say("tenAtMost"));
          else draft.samples.push(sample.name);
          tile.setAttribute("aria-pressed", String(at < 0));
          confirm.textContent = confirmWords(draft);
          changed();
        },
      },
      element("img", { src: sample.url, alt: "", width: 112, height: 84, loading: "lazy" }),
      element("span", {}, labelOf(sample)),
      element("i.tick", {}, icon("check")),
    );
    return tile;
  });
  const confirm = element("button.solid", { type: "button", onclick: done }, confirmWords(draft));
  return element(
    "div.picture-picker",
    {},
    element("h2", {}, say("picturesTitle")),
    input,
    element("button.outline", { type: "button", onclick: () => input.click() }, icon("camera"), say("chooseFiles")),
    tiles.length ? element("div.samples", { role: "group", "aria-label": say("samplePictures") }, tiles) : null,
    confirm,
  );
}

/** The strip that shows what will be sent, with "as file". Empty when the draft has no pictures. */
export function pictureStrip(draft, changed) {
  if (!pictureCount(draft)) return null;
  const chosen = [
    ...draft.samples.map((name) => {
      const sample = town.samples.find((one) => one.name === name);
      return {
        url: sample?.url ?? "",
        label: sample ? labelOf(sample) : name,
        drop: () => draft.samples.splice(draft.samples.indexOf(name), 1),
      };
    }),
    ...draft.files.map((held) => ({
      url: held.url,
      label: held.file.name,
      drop: () => {
        URL.revokeObjectURL(held.url);
        draft.files.splice(draft.files.indexOf(held), 1);
      },
    })),
  ];
  return element(
    "div.strip",
    {},
    element(
      "div.strip-pictures",
      {},
      chosen.map(({ url, label, drop }) =>
        element(
          "span.strip-picture",
          {},
          element("img", { src: url, alt: label, width: 52, height: 52 }),
          iconButton(".tiny", "close", say("removePicture", { name: label }), () => {
            drop();
            changed();
          }),
        ),
      ),
    ),
    element(
      "label.switch",
      { title: say("asFileNote") },
      element("input", {
        type: "checkbox",
        role: "switch",
        checked: draft.asFile,
        onchange: (event) => {
          draft.asFile = event.target.checked;
        },
      }),
      element("span.switch-track", { "aria-hidden": "true" }),
      element("span", {}, say("asFile")),
    ),
  );
}

function confirmWords(draft) {
  const n = pictureCount(draft);
  return n ? `${say("done")} · ${say("picked", { n })}` : say("done");
}
