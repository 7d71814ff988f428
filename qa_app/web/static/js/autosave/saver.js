// Where is one answer on its way from the keyboard to the server?
//
// At most one request is under way for an answer; what is typed meanwhile goes with the next. A failed request is
// tried again after 1, 2, 4 … 30 seconds, and at once when the connection or the reader comes back.

import { offerChoice } from "./choice.js";

const PAUSE = 400; // after the last keystroke
const LONGEST = 800; // after the first, however fast the typing
const SLOWEST = 30000;

export class Saver {
  constructor(question, connection, kept, tell) {
    this.question = question;
    this.connection = connection;
    this.kept = kept;
    this.tell = tell;
    this.saved = question.readFirst();
    this.state = "quiet"; // quiet, typed, saving, saved, waiting, refused, conflict
    this.reason = ""; // why it waits: offline, busy, signed-out, somebody-else; or a sentence, when refused
    this.tries = 0;
    this.isKept = true;
    this.waiters = [];
  }

  get hasUnsavedWords() {
    return !this.isSaved(this.question.read());
  }

  get isWaiting() {
    return this.state === "waiting";
  }

  get isInConflict() {
    return this.state === "conflict";
  }

  isSaved({ value, comment }) {
    return value === this.saved.value && comment === this.saved.comment;
  }

  /** The reader changed something: keep it here at once, send it within a second. */
  changed() {
    const words = this.question.read();
    if (this.state === "conflict") {
      this.isKept = this.kept.keep(this.question.key, words);
      return;
    }
    if (this.isSaved(words) && !this.isUnderWay) {
      this.kept.forget(this.question.key);
      clearTimeout(this.timer);
      this.firstTyped = null;
      if (this.state !== "saved") this.become("quiet");
      return;
    }
    this.isKept = this.kept.keep(this.question.key, words);
    if (words.value === null) {
      this.become("typed", "Not saved yet: the date needs a day, a month and a year");
      return;
    }
    if (this.state === "waiting") {
      this.tell();
      return; // the retry is under way, and takes the newest words
    }
    this.firstTyped ??= Date.now();
    this.become("typed");
    this.sendIn(Math.max(0, Math.min(PAUSE, this.firstTyped + LONGEST - Date.now())));
  }

  /** Send now what would be sent within a second. */
  hurry() {
    if (this.state === "typed") this.sendIn(0);
  }

  retryNow() {
    if (this.state === "waiting") this.sendIn(0);
  }

  /** Resolves when nothing is under way any more, whatever came of it. */
  settled() {
    this.hurry();
    return this.state === "typed" || this.isUnderWay
      ? new Promise((resolve) => this.waiters.push(resolve))
      : Promise.resolve();
  }

  sendIn(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), milliseconds);
  }

  async send() {
    const words = this.question.read();
    if (this.isUnderWay || words.value === null) return;
    this.isUnderWay = true;
    this.firstTyped = null;
    if (this.state !== "waiting") this.become("saving");
    const answer = await this.connection.save(this.question.key, { ...words, version: this.question.version });
    this.isUnderWay = false;
    this[{ saved: "onSaved", conflict: "onConflict", refused: "onRefused" }[answer.kind] ?? "onWaiting"](answer, words);
    this.waiters.splice(0).forEach((resolve) => resolve());
  }

  onSaved({ version, at, warnings }, words) {
    this.saved = words;
    this.question.version = version;
    this.tries = 0;
    this.savedAt = clock(at);
    this.become("saved");
    this.question.tell("answer-saved");
    if (warnings) this.question.warn(warnings);
    if (this.hasUnsavedWords) this.changed();
    else this.kept.forget(this.question.key);
  }

  onWaiting({ kind }) {
    this.tries += 1;
    this.become("waiting", kind);
    this.sendIn(Math.min(SLOWEST, 500 * 2 ** this.tries));
  }

  onRefused({ message }) {
    this.tries = 0;
    this.become("refused", message);
  }

  onConflict({ theirs, their_name: name, their_time: time, version }) {
    if (this.question.read().value === theirs.value && this.question.read().comment === (theirs.comment ?? "")) {
      this.onSaved({ version }, this.question.read());
      return;
    }
    this.become("conflict", name);
    const settle = (words) => {
      this.question.version = version;
      this.saved = { value: theirs.value, comment: theirs.comment ?? "" };
      this.state = "quiet";
      this.question.write(words);
      this.changed();
      this.hurry();
      this.tell();
    };
    offerChoice(this.question, {
      title: `${name} also changed this answer`,
      text: `${name} saved this answer at ${time}, after you opened the page. Nothing of yours is lost. Choose which to keep.`,
      mine: { who: "Yours, not saved yet", words: () => this.question.read(), button: "Keep mine" },
      theirs: { who: `${name.replace(/,$/, "")}, ${time}`, words: theirs, button: "Keep theirs" },
      keepMine: () => settle(this.question.read()),
      keepTheirs: () => settle(theirs),
    });
  }

  become(state, reason = "") {
    this.state = state;
    this.reason = reason;
    this.tell();
  }
}

function clock(at) {
  return new Date(at ?? Date.now()).toLocaleTimeString("en-GB", {
    timeZone: "Europe/London", hour: "2-digit", minute: "2-digit",
  });
}
