/** What each person has begun to write in each chat. Outlives changing the chat and the language; a reload forgets it. */

const drafts = new Map();

/** The draft of `person` in `chat`: text, sample names, files [{file, url}], asFile, replyTo and editing (message ids or null). */
export function draftOf(person, chat) {
  const key = `${person.id}:${chat}`;
  if (!drafts.has(key)) drafts.set(key, blank());
  return drafts.get(key);
}

/** Empty the draft and return what it held. */
export function takeDraft(draft) {
  const held = { ...draft };
  Object.assign(draft, blank());
  return held;
}

/** How many pictures the draft holds. */
export const pictureCount = (draft) => draft.samples.length + draft.files.length;

/** What sending the draft would be called: "edit", "photo", "reply", "text", or "" when there is nothing to send. */
export function kindOf(draft) {
  if (!draft.text.trim() && !pictureCount(draft)) return "";
  if (draft.editing) return "edit";
  if (pictureCount(draft)) return "photo";
  return draft.replyTo ? "reply" : "text";
}

/** The body of `send` for the draft: plain JSON, or a form when files of the reader's own machine go along. */
export function letter({ text, samples, files, asFile, replyTo }, address) {
  const plain = { ...address, text: text.trim(), reply_to: replyTo, samples, as_file: asFile, location: null };
  if (!files.length) return plain;
  const form = new FormData();
  for (const [name, value] of Object.entries(plain)) {
    if (value !== null) form.append(name, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
  for (const { file } of files) form.append("file", file, file.name);
  return form;
}

function blank() {
  return { text: "", samples: [], files: [], asFile: false, replyTo: null, editing: null, before: "" };
}
