/** Draws what a message carries besides words: photos and albums, documents, voice, video, places. Files come from the sandbox alone. */

import { element, icon } from "./element.js";
import { openLightbox } from "./lightbox.js";
import { coordinates, mapSketch } from "./places.js";
import { say } from "./words.js";

const fileUrl = (fileId) => `/people/file/${encodeURIComponent(fileId)}`;

/** Nodes for everything the messages of one bubble (one, or an album's parts) carry. `tell(text)` shows a short note. */
export function mediaOf(messages, tell) {
  const pictures = messages.filter((message) => message.photo?.length);
  const nodes = [];
  if (pictures.length) nodes.push(photos(pictures));
  for (const message of messages) {
    if (message.document) nodes.push(documentLine(message.document));
    else if (message.location) nodes.push(place(message.location, message.venue));
    else if (message.voice ?? message.audio) nodes.push(voice(message.voice ?? message.audio, tell));
    else if (message.video ?? message.animation ?? message.video_note)
      nodes.push(video(message.video ?? message.animation ?? message.video_note));
    else if (message.sticker)
      nodes.push(
        element("div.sticker", { role: "img", "aria-label": say("sticker") }, message.sticker.emoji ?? say("sticker")),
      );
  }
  return nodes;
}

/** A few words for what a message carries, for quotes and labels: "照片", "Location". Empty for plain text. */
export function mediaWords(message) {
  if (message.photo?.length) return say("photo");
  if (message.document) return message.document.file_name ?? say("document");
  if (message.location) return say("place");
  if (message.voice ?? message.audio) return say("voice");
  if (message.video ?? message.animation ?? message.video_note) return say("video");
  if (message.sticker) return message.sticker.emoji ?? say("sticker");
  return "";
}

/** Smallest thumbnail of a message's photo, as an address, or null. */
export function thumbnail(message) {
  return message.photo?.length ? fileUrl(message.photo[0].file_id) : null;
}

function photos(messages) {
  const pages = messages.map((message) => ({
    url: fileUrl(message.photo.at(-1).file_id),
    caption: message.caption ?? "",
  }));
  const many = messages.length > 1;
  return element(
    `div.photos${many ? `.album.of-${Math.min(messages.length, 10)}` : ""}`,
    many ? { role: "group", "aria-label": say("album", { n: messages.length }) } : {},
    messages.map((message, place) => {
      const size = fitting(message.photo, many ? 320 : 640);
      const picture = element("img", {
        src: fileUrl(size.file_id),
        width: size.width,
        height: size.height,
        alt: message.caption?.slice(0, 80) || say("photo"),
        decoding: "async",
      });
      const button = element(
        "button.photo",
        {
          type: "button",
          "aria-label": `${say("openPhoto")} ${many ? place + 1 : ""}`.trim(),
          onclick: () => openLightbox(pages, place),
        },
        picture,
      );
      if (!many) button.style.aspectRatio = String(Math.min(Math.max(size.width / size.height, 0.62), 2.2));
      return button;
    }),
  );
}

function fitting(sizes, wanted) {
  return sizes.find((size) => size.width >= wanted) ?? sizes.at(-1);
}

function documentLine(file) {
  const name = file.file_name ?? say("document");
  const ending = /\.(\w{1,5})$/.exec(name)?.[1] ?? "";
  return element(
    "a.file",
    { href: fileUrl(file.file_id), download: name, "aria-label": say("download", { name }) },
    element(
      "span.file-mark",
      { "aria-hidden": "true" },
      icon("document"),
      ending ? element("b", {}, ending.toUpperCase()) : null,
    ),
    element("span.file-words", {}, element("span.file-name", {}, name), element("small", {}, bytes(file.file_size))),
  );
}

function place(location, venue) {
  return element(
    "div.place",
    {},
    mapSketch(location, 260, 130),
    element("small.sketch-note", {}, say("sketch")),
    element(
      "div.place-words",
      {},
      icon("pin"),
      element(
        "span",
        {},
        venue ? element("b", {}, venue.title, " ") : null,
        element("span.numbers", {}, coordinates(location)),
      ),
    ),
  );
}

function voice(sound, tell) {
  const seconds = sound.duration ?? 0;
  const bars = Array.from({ length: 26 }, (_, bar) => {
    const stroke = element("i");
    stroke.style.height = `${24 + ((bar * 37 + seconds * 11) % 60) + (bar % 3) * 5}%`;
    return stroke;
  });
  const player = new Audio();
  player.preload = "none";
  const play = () => {
    player.src ||= fileUrl(sound.file_id);
    if (player.paused) player.play().catch(() => tell(say("noSound")));
    else player.pause();
  };
  return element(
    "div.voice",
    {},
    element(
      "button.round",
      { type: "button", "aria-label": say("playVoice", { n: seconds }), onclick: play },
      icon("play"),
    ),
    element("span.wave", { "aria-hidden": "true" }, bars),
    element("small", {}, say("seconds", { n: seconds })),
  );
}

function video(clip) {
  const size = { width: clip.width, height: clip.height };
  return element("video.video", {
    src: fileUrl(clip.file_id),
    controls: true,
    preload: "metadata",
    ...size,
    "aria-label": say("video"),
  });
}

function bytes(count) {
  if (!count) return "";
  return count < 1024
    ? `${count} B`
    : count < 1048576
      ? `${Math.round(count / 1024)} kB`
      : `${(count / 1048576).toFixed(1)} MB`;
}
