// How does every answer of an audit save itself, and lose nothing?
//
// THE PAGE (macros/question.html makes all of it)
//   <form data-autosave-url="/audits/7/answers"   where answers are saved: PUT {url}/{key}
//         data-autosave-owner="12/7"              whose words, of which audit: user id / audit id
//         data-token-url="/session/token" data-sign-in-url="/login">
//     <input type="hidden" name="csrf_token">
//     <div data-question="seen-alone" data-kind="judgement">   one for each question
//       inputs named `seen-alone` (a date: `seen-alone-day`, `-month`, `-year`), perhaps `seen-alone__comment`,
//       the hidden `seen-alone__version`, an empty [data-saved] for "Saved 10:42", and [data-identifies] for warnings
//     </div>
//     <div data-saving> [data-saving-line] [data-saving-more] </div>   the line at the end of the form
//   </form>
//
// THE SERVER
//   PUT {url}/{key}   JSON {value, comment, version}, header X-CSRFToken. The answers:
//     200 {version, saved_at, warnings}   saved; `warnings` are sentences about what in it could identify somebody;
//                                 `saved_at` is ISO 8601. Words equal to those kept are saved, not a conflict.
//     409 {yours, theirs, their_name, their_time, version}   `yours` and `theirs` are {value, comment}; nothing was
//                                 changed; `their_time` is words ("10:42"); `version` is the one to send to win
//     401, or a redirect          signed out
//     403                         the token is old (or may not: a new token is tried once)
//     429, 5xx                    later
//     any other {error}           refused: a sentence to show; not tried again until the answer changes
//   GET {token-url}   200 {csrf_token, user_id} when signed in; 401 or a redirect when not
//   Values are text: a key for a choice, keys one a line for several, ISO 8601 for a date, digits, or the words.
//
// Only what the reader changed is ever sent. Words are kept in this browser until the server has said that it has
// them, so that a crash, a lost connection or an ended session costs nothing.

import { questionsOf } from "./autosave/answers.js";
import { Connection } from "./autosave/connection.js";
import { KeptWords } from "./autosave/kept.js";
import { Saver } from "./autosave/saver.js";
import { SavingLine } from "./autosave/line.js";
import { offerChoice } from "./autosave/choice.js";

/** Make a form save itself. Returns the savers by question key, for whoever wants to look. */
export function startAutosave(form) {
  const kept = new KeptWords(form.dataset.autosaveOwner);
  const connection = new Connection(form);
  const line = new SavingLine(form);
  const savers = new Map();
  for (const question of questionsOf(form)) {
    const saver = new Saver(question, connection, kept, () => line.show(savers, connection));
    savers.set(question.key, saver);
    offerKeptWords(saver, kept);
  }

  const changed = (event) => savers.get(event.target.closest("[data-question]")?.dataset.question)?.changed();
  form.addEventListener("input", changed);
  form.addEventListener("change", (event) => {
    changed(event);
    savers.get(event.target.closest("[data-question]")?.dataset.question)?.hurry();
  });

  const retry = () => savers.forEach((saver) => saver.retryNow());
  window.addEventListener("online", retry);
  window.addEventListener("focus", retry);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") savers.forEach((saver) => saver.hurry());
    else retry();
  });
  warnBeforeLosing(form, savers, line);
  form.dataset.autosaving = "";
  // What was typed before this script arrived.
  savers.forEach((saver) => saver.hasUnsavedWords && saver.changed());
  return savers;
}

/** Words of an earlier visit that never reached the server: show both, let the reader choose. */
function offerKeptWords(saver, kept) {
  const words = kept.of(saver.question.key);
  if (!words) return;
  if (saver.isSaved(words)) {
    kept.forget(saver.question.key);
    return;
  }
  offerChoice(saver.question, {
    calm: true,
    title: "You wrote something here that was not saved",
    text: `On ${words.when} these words could not be saved. They are still in this browser.`,
    mine: { who: `Not saved, ${words.when}`, words, button: "Put my words back" },
    theirs: { who: "Saved", words: saver.saved, button: "Leave it as it is" },
    keepMine: () => {
      saver.question.write(words);
      saver.changed();
      saver.hurry();
    },
    keepTheirs: () => kept.forget(saver.question.key),
  });
}

/** Ask before the page goes while words are unsaved, and let what is being saved arrive before the form is sent. */
function warnBeforeLosing(form, savers, line) {
  const unsaved = () => [...savers.values()].filter((saver) => saver.hasUnsavedWords);
  let isSending = false;
  window.addEventListener("beforeunload", (event) => {
    if (isSending || unsaved().length === 0) return;
    event.preventDefault();
    event.returnValue = "";
  });
  form.addEventListener("submit", async (event) => {
    if (isSending || unsaved().length === 0) {
      isSending = true;
      return;
    }
    event.preventDefault();
    const submitter = event.submitter;
    line.say("Saving your last words…");
    await Promise.race([
      Promise.all(unsaved().map((saver) => saver.settled())),
      new Promise((resolve) => setTimeout(resolve, 4000)),
    ]);
    if (unsaved().some((saver) => saver.isWaiting || saver.isInConflict)) {
      line.say("Not sent: some of your words are not saved yet. They are safe on this page.", "waiting");
      return;
    }
    isSending = true;
    form.requestSubmit(submitter);
  });
  window.addEventListener("pageshow", () => {
    isSending = false;
  });
}
