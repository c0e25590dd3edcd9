/** Names, notes, pictures of people and chats as one person sees them. Reads the town, changes nothing. */

import { element, icon } from "./element.js";
import { town } from "./town.js";
import { language, say } from "./words.js";

const HUES = 8;

export const personOf = (id) => town.people.find((person) => person.id === id);

export const chatOf = (id) => town.chats.find((chat) => chat.id === id);

export const isBot = (id) => id === town.bot.id;

/** First and last name of a Bot API user, chat or person. */
export function nameOf(who) {
  return [who?.first_name, who?.last_name].filter(Boolean).join(" ") || who?.title || who?.username || "?";
}

/** Who sent a message: anonymous admins speak in the group's name. */
export const senderOf = (message) => message.sender_chat ?? message.from ?? message.chat;

export const noteOf = (person) => (language() === "en" && person.note_en) || person.note || "";

/** Chats `person` can open: the private chat with the bot (known by their own id), then their groups. */
export function chatsOf(person) {
  return [person.id, ...town.chats.filter((chat) => chat.members.includes(person.id)).map((chat) => chat.id)];
}

/** Where `person` reports: their first group, or in private when they are in none. */
export const reportsChatOf = (person) => chatsOf(person)[1] ?? person.id;

/** What a chat is called in its tab. */
export function chatName(chat, person) {
  return chat === person.id ? say("privateChat") : (chatOf(chat)?.title ?? String(chat));
}

/** Does the bot take part? It always does in private, unless the person blocked it. */
export function botTakesPart(chat, person) {
  return chat === person.id ? !person.blocked_bot : !["left", "kicked"].includes(chatOf(chat)?.bot_status);
}

/** A round picture with an initial; each person of the town has a colour of their own. */
export function avatar(who, size = "") {
  if (isBot(who.id)) return element(`span.avatar.of-bot${size}`, { "aria-hidden": "true" }, icon("bot"));
  const place = town.people.findIndex((person) => person.id === who.id);
  const hue = place >= 0 ? place % HUES : Math.abs(who.id) % HUES;
  return element(`span.avatar.hue-${hue}${size}`, { "aria-hidden": "true" }, initialOf(nameOf(who)));
}

/** The class that colours a sender's name as their picture. */
export function hueOf(who) {
  const place = town.people.findIndex((person) => person.id === who.id);
  return isBot(who.id) ? "name-bot" : `name-${(place >= 0 ? place : Math.abs(who.id)) % HUES}`;
}

/** The first person whose note speaks of one of these roles, or undefined. */
export function somebodyWho(pattern) {
  return town.people.find((person) => pattern.test(`${person.note ?? ""} ${person.note_en ?? ""}`));
}

export const ROLES = {
  rider: /骑手|外卖|快递|\brider\b|courier/i,
  gridworker: /网格员|gridworker/i,
  chief: /网格长|grid chief/i,
  supervisor: /督导|监督|supervisor/i,
};

function initialOf(name) {
  const [first] = [...name.replace(/[^\p{L}\p{N}]/gu, "")];
  return (first ?? "?").toUpperCase();
}
