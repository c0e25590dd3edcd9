/**
 * What the sandbox has told this page: people, chats, messages, the time; kept up to date by a long poll.
 * Also the only way to act on it (`order`). Draws nothing.
 */

const POLL_SECONDS = 25;
const RETRY_FIRST_MS = 400;
const RETRY_LONGEST_MS = 6000;

const listeners = new Map();
let version = 0;
let logs = new Map();
const moves = new Map();
let clock = { at: 0, taken: 0, runs: true };

export const town = {
  bot: { id: 0, first_name: "", username: "" },
  people: [],
  chats: [],
  commands: [],
  samples: [],
  movable: false,
};

/** Call `hear(detail)` on every `kind`: messages, world, reset, toast, typing, clock, connection. Return a function that ends it. */
export function listen(kind, hear) {
  if (!listeners.has(kind)) listeners.set(kind, new Set());
  listeners.get(kind).add(hear);
  return () => listeners.get(kind).delete(hear);
}

/** The sandbox's time now, Unix seconds. */
export const townNow = () => clock.at + (clock.runs ? (performance.now() - clock.taken) / 1000 : 0);

/** Messages of a chat, oldest first. A private chat with the bot goes by the person's id. */
export const messagesOf = (chat) => logs.get(String(chat)) ?? [];

/** The supergroup that `chat` has become while this page was open, or undefined. */
export const movedTo = (chat) => moves.get(String(chat));

/** Position of `messageId` in the chat, or where it would stand. */
export function positionOf(chat, messageId) {
  const log = messagesOf(chat);
  let low = 0;
  let high = log.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (log[middle].message_id < messageId) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The message, or undefined. */
export function findMessage(chat, messageId) {
  const found = messagesOf(chat)[positionOf(chat, messageId)];
  return found?.message_id === messageId ? found : undefined;
}

/** Ask the sandbox to do something. Return its answer; throw an Error whose message is the server's sentence. */
export async function order(path, body) {
  const form = body instanceof FormData;
  const response = await fetch(`/people/${path}`, {
    method: "POST",
    body: form ? body : JSON.stringify(body),
    headers: form ? {} : { "Content-Type": "application/json" },
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `HTTP ${response.status}`);
  if (answer.now) setClock(answer.now);
  return answer;
}

/** Load everything, then follow the changes for as long as the page is open. Resolves after the first load. */
export async function openTown() {
  await untilItWorks(loadState);
  follow();
}

async function follow() {
  for (;;) {
    try {
      const answer = await ask(`/people/changes?since=${version}&wait=${POLL_SECONDS}`, (POLL_SECONDS + 15) * 1000);
      if (answer.reset) await loadState();
      else await take(answer);
    } catch {
      tell("connection", false);
      // The server may have been restarted with a version count of its own, so a lost connection always means a fresh start.
      await untilItWorks(loadState);
      tell("connection", true);
    }
  }
}

async function untilItWorks(attempt) {
  for (let pause = RETRY_FIRST_MS; ; pause = Math.min(pause * 1.7, RETRY_LONGEST_MS)) {
    try {
      return await attempt();
    } catch {
      tell("connection", false);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

async function ask(path, patienceMs = 15000) {
  const response = await fetch(path, { signal: AbortSignal.timeout(patienceMs), cache: "no-store" });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
}

async function loadState() {
  const state = await ask("/people/state");
  const { bot, people, chats, commands = [], samples = [], movable } = state;
  Object.assign(town, { bot, people, chats, commands, samples, movable });
  logs = new Map(
    Object.entries(state.messages).map(([chat, log]) => [chat, [...log].sort((a, b) => a.message_id - b.message_id)]),
  );
  version = state.version;
  setClock(state.now);
  tell("reset");
}

async function take(answer) {
  const touched = new Map();
  let worldChanged = false;
  for (const change of answer.changes ?? []) {
    if (change.kind === "message") put(change.chat, change.message, touched);
    else if (change.kind === "delete") drop(change.chat, change.message_id, touched);
    else if (change.kind === "world") worldChanged = true;
    else tell(change.kind, change);
  }
  version = answer.version;
  if (answer.now) setClock(answer.now);
  for (const [chat, ids] of touched) tell("messages", { chat, ids });
  if (worldChanged) await loadState();
}

function put(chat, message, touched) {
  const key = String(chat);
  if (message.migrate_to_chat_id) moves.set(key, message.migrate_to_chat_id);
  if (!logs.has(key)) logs.set(key, []);
  const log = logs.get(key);
  const position = positionOf(chat, message.message_id);
  log.splice(position, log[position]?.message_id === message.message_id ? 1 : 0, message);
  touch(touched, key, message.message_id);
}

function drop(chat, messageId, touched) {
  if (!findMessage(chat, messageId)) return;
  messagesOf(chat).splice(positionOf(chat, messageId), 1);
  touch(touched, String(chat), messageId);
}

function touch(touched, chat, messageId) {
  if (!touched.has(chat)) touched.set(chat, new Set());
  touched.get(chat).add(messageId);
}

function setClock(iso) {
  const at = Date.parse(iso) / 1000;
  const passed = (performance.now() - clock.taken) / 1000;
  const moved = at - clock.at;
  // A frozen clock repeats itself, or jumps by a round step when it is moved; ours must then stand still between answers too.
  let { runs } = clock;
  if (passed > 0.5) runs = runs ? moved > 0 : Math.abs(moved - passed) < 1 + passed * 0.2;
  clock = { at, taken: performance.now(), runs };
  tell("clock");
}

function tell(kind, detail) {
  for (const hear of [...(listeners.get(kind) ?? [])]) hear(detail);
}
