/** The language the page speaks, and the one way to write a moment. People's own words are never translated. */

import { chinese } from "./chinese.js";
import { english } from "./english.js";

const TIME_ZONE = "Asia/Shanghai";
const WORDS = { zh: chinese, en: english };

let current = remembered() ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");

/** Return "zh" or "en". */
export const language = () => current;

/** Speak `code` from now on, and after a reload too. */
export function speak(code) {
  current = code === "en" ? "en" : "zh";
  try {
    localStorage.setItem("qianshao.language", current);
  } catch {
    // Private windows may refuse storage; the choice then lasts as long as the page.
  }
}

/** Return the words for `key` with {placeholders} filled in. An unknown key shows itself, so that it is noticed. */
export function say(key, values = {}) {
  return (WORDS[current][key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

const formats = new Map();

/** Write a Unix time (seconds) in Beijing time; `options` as in Intl.DateTimeFormat. */
export function moment(unixTime, options) {
  const key = current + JSON.stringify(options);
  if (!formats.has(key))
    formats.set(
      key,
      new Intl.DateTimeFormat(current === "zh" ? "zh-CN" : "en-GB", { timeZone: TIME_ZONE, ...options }),
    );
  return formats.get(key).format(unixTime * 1000);
}

/** Write the time of day, "17:05". */
export const timeOfDay = (unixTime) => moment(unixTime, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** Number of the Beijing calendar day: equal for two moments on one day. China has no summer time, so +8 h is exact. */
export const dayNumber = (unixTime) => Math.floor((unixTime + 8 * 3600) / 86400);

/** Write the day for a separator: today, yesterday, or the date. */
export function dayName(unixTime, now) {
  const away = dayNumber(now) - dayNumber(unixTime);
  if (away === 0) return say("today");
  if (away === 1) return say("yesterday");
  return moment(unixTime, { month: "long", day: "numeric", weekday: "short" });
}

/** Write how far `unixTime` lies from `now`, in whole minutes, hours or days: "10 分钟后", "2 h ago". */
export function distance(unixTime, now) {
  const minutes = Math.round(Math.abs(unixTime - now) / 60);
  if (minutes < 1) return say("now");
  const n =
    minutes < 60
      ? say("minutes", { n: minutes })
      : minutes < 2880
        ? say("hours", { n: Math.round(minutes / 60) })
        : say("days", { n: Math.round(minutes / 1440) });
  return say(unixTime > now ? "in" : "ago", { n });
}

function remembered() {
  try {
    return localStorage.getItem("qianshao.language");
  } catch {
    return null;
  }
}
