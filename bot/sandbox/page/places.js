/**
 * Places as small drawn maps. Streets and houses are made up from the coordinates, the same ones for the same place:
 * the page works without a network, so it never asks a map service. Says "sketch" wherever it is shown.
 */

import { drawing, element, icon } from "./element.js";
import { say } from "./words.js";

const METRES_PER_DEGREE = 111320;
const METRES_PER_PIXEL = 0.9;
const BLOCK = 92;

/** Places a newcomer can send with one press, close to each other. */
const PRESETS = [
  { name: "building", latitude: 35.41386, longitude: 116.60212 },
  { name: "gate", latitude: 35.41342, longitude: 116.60391 },
  { name: "square", latitude: 35.41451, longitude: 116.60318 },
  { name: "bikeShed", latitude: 35.41301, longitude: 116.60255 },
];

/** "35.41386, 116.60212" */
export const coordinates = ({ latitude, longitude }) => `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;

/** Draw the surroundings of a place, `width` × `height` CSS pixels, the pin in the middle. */
export function mapSketch(place, width, height) {
  const [east, south] = metres(place);
  const origin = [east - (width * METRES_PER_PIXEL) / 2, south - (height * METRES_PER_PIXEL) / 2];
  const picture = drawing("svg", {
    class: "map",
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": `${say("sketch")} ${coordinates(place)}`,
    preserveAspectRatio: "xMidYMid slice",
  });
  picture.append(drawing("rect", { class: "map-street", width, height }));
  for (let row = Math.floor(origin[1] / BLOCK); row * BLOCK < origin[1] + height * METRES_PER_PIXEL; row++) {
    for (let column = Math.floor(origin[0] / BLOCK); column * BLOCK < origin[0] + width * METRES_PER_PIXEL; column++) {
      const at = [(column * BLOCK - origin[0]) / METRES_PER_PIXEL, (row * BLOCK - origin[1]) / METRES_PER_PIXEL];
      picture.append(...block(column, row, at));
    }
  }
  picture.append(
    drawing("path", {
      class: "map-pin",
      d: "M0 0c-7-10-10-14-10-19a10 10 0 1 1 20 0c0 5-3 9-10 19z",
      transform: `translate(${width / 2} ${height / 2})`,
    }),
    drawing("circle", { class: "map-pin-eye", cx: width / 2, cy: height / 2 - 19, r: 3.6 }),
  );
  return picture;
}

/** A panel to choose a place: presets, a sketch to tap, two numbers. Calls `send({latitude, longitude})`. */
export function placePicker(send) {
  const size = [288, 150];
  const latitude = numberField(say("latitude"), "latitude");
  const longitude = numberField(say("longitude"), "longitude");
  const sketch = element("button.map-field", { type: "button", "aria-label": say("mapNote"), onclick: move });
  const problem = element("p.problem", { role: "alert" });
  let place = PRESETS[0];

  function choose(next, keepFields = false) {
    place = next;
    sketch.replaceChildren(mapSketch(place, ...size));
    problem.textContent = "";
    if (keepFields) return;
    latitude.input.value = place.latitude.toFixed(5);
    longitude.input.value = place.longitude.toFixed(5);
  }

  function move(event) {
    const box = sketch.getBoundingClientRect();
    const [dx, dy] =
      event.detail === 0
        ? [0, 0]
        : [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2];
    const degrees = METRES_PER_PIXEL / METRES_PER_DEGREE;
    choose({
      latitude: place.latitude - dy * degrees,
      longitude: place.longitude + (dx * degrees) / Math.cos((place.latitude * Math.PI) / 180),
    });
  }

  function read() {
    const typed = { latitude: Number(latitude.input.value), longitude: Number(longitude.input.value) };
    const fine =
      latitude.input.value.trim() &&
      longitude.input.value.trim() &&
      Math.abs(typed.latitude) <= 90 &&
      Math.abs(typed.longitude) <= 180;
    if (fine) choose(typed, true);
    else problem.textContent = say("badCoordinates");
    return fine ? typed : null;
  }

  for (const field of [latitude, longitude]) field.input.addEventListener("input", read);
  choose(place);
  return element(
    "div.place-picker",
    {},
    element("h2", {}, say("locationTitle")),
    element(
      "div.presets",
      { role: "group", "aria-label": say("presets") },
      PRESETS.map((preset) =>
        element("button.chip", { type: "button", onclick: () => choose(preset) }, say(preset.name)),
      ),
    ),
    sketch,
    element("small.map-note", {}, say("mapNote")),
    element("div.fields", {}, latitude.label, longitude.label),
    problem,
    element(
      "button.solid",
      {
        type: "button",
        onclick: () => {
          const typed = read();
          if (typed) send(typed);
        },
      },
      icon("pin"),
      say("sendLocation"),
    ),
  );
}

function numberField(label, name) {
  const input = element("input", { name, inputmode: "decimal", autocomplete: "off" });
  return { input, label: element("label", {}, element("span", {}, label), input) };
}

function metres({ latitude, longitude }) {
  return [longitude * METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180), -latitude * METRES_PER_DEGREE];
}

function block(column, row, [x, y]) {
  const chance = dice(column, row);
  const wide = (number) => (number % 4 === 0 ? 13 : 6);
  const left = x + wide(column);
  const top = y + wide(row);
  const width = BLOCK / METRES_PER_PIXEL - wide(column) - 4;
  const height = BLOCK / METRES_PER_PIXEL - wide(row) - 4;
  const kind = chance() < 0.16 ? "park" : chance() < 0.06 ? "water" : "ground";
  const shapes = [
    drawing("rect", { class: `map-${kind}`, x: left, y: top, width, height, rx: kind === "ground" ? 4 : 14 }),
  ];
  if (kind === "park") {
    for (let tree = 0; tree < 7; tree++)
      shapes.push(
        drawing("circle", {
          class: "map-tree",
          cx: left + 10 + chance() * (width - 20),
          cy: top + 10 + chance() * (height - 20),
          r: 3 + chance() * 4,
        }),
      );
  } else if (kind === "ground") {
    const rows = 3 + Math.floor(chance() * 2);
    const step = height / rows;
    for (let house = 0; house < rows; house++)
      shapes.push(
        drawing("rect", {
          class: "map-house",
          x: left + 7,
          y: top + house * step + step * 0.24,
          width: (width - 14) * (0.55 + chance() * 0.45),
          height: step * 0.5,
          rx: 2,
        }),
      );
  }
  return shapes;
}

function dice(column, row) {
  let state = (Math.imul(column, 73856093) ^ Math.imul(row, 19349663)) >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 4294967296;
  };
}
