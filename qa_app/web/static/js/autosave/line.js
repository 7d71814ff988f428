// What does the page say about saving, to eyes and to ears?
//
// Each question has its own short line. The line at the end of the form is the only one that is read out: it says the
// most urgent thing of the whole page, and says it once.

const WAITING = {
  offline: ["No connection. Go on typing: your words are kept in this browser and saved when the connection is back.", ""],
  busy: ["The service is busy. Go on typing: your words are kept in this browser, and we keep trying.", ""],
  "signed-out": ["You are signed out. Go on typing: your words are kept in this browser.", "Sign in again to save them (opens in a new tab)"],
  "somebody-else": ["Somebody else is signed in now. Your words are kept in this browser.", "Sign in as yourself to save them (opens in a new tab)"],
};

export class SavingLine {
  constructor(form) {
    this.region = form.querySelector("[data-saving]");
    this.line = form.querySelector("[data-saving-line]");
    this.more = form.querySelector("[data-saving-more]");
  }

  show(savers, connection) {
    const all = [...savers.values()];
    all.forEach(showBeside);
    const waiting = all.find((saver) => saver.state === "waiting");
    const conflict = all.find((saver) => saver.state === "conflict");
    const refused = all.find((saver) => saver.state === "refused");
    if (waiting) {
      const [sentence, link] = WAITING[waiting.reason];
      const kept = all.every((saver) => saver.isKept) ? sentence : sentence.replace("kept in this browser", "on this page: do not close it");
      this.say(kept, "waiting", link, connection.signInUrl, true);
    } else if (conflict) {
      this.say(`${conflict.reason} also changed an answer. Choose which words to keep.`, "waiting", "Go to the two answers", `#${conflict.question.element.id}`);
    } else if (refused) {
      this.say("One answer could not be saved.", "waiting", "Go to it", `#${refused.question.element.id}`);
    } else {
      const last = all.filter((saver) => saver.savedAt).map((saver) => saver.savedAt).sort().at(-1);
      if (last && !all.some((saver) => saver.state === "typed" || saver.state === "saving")) this.say(`Saved ${last}`);
    }
  }

  say(sentence, look = "", link = "", href = "", isNewTab = false) {
    if (!this.region) return;
    this.region.hidden = false;
    this.region.dataset.look = look;
    // The same words again would be read out again.
    if (this.line.textContent !== sentence) this.line.textContent = sentence;
    if (this.more.textContent !== link) this.more.replaceChildren(...(link ? [anchor(link, href, isNewTab)] : []));
    this.more.hidden = !link;
  }
}

function showBeside(saver) {
  const place = saver.question.element.querySelector("[data-saved]");
  if (!place) return;
  const said = {
    saving: "Saving…",
    saved: `Saved ${saver.savedAt}`,
    waiting: saver.isKept ? "Not saved yet. Kept in this browser" : "Not saved yet",
    refused: `Not saved: ${saver.reason}`,
    conflict: "Not saved: choose which words to keep",
    typed: saver.reason,
  }[saver.state];
  if (said !== undefined && place.textContent !== said) place.textContent = said;
  place.dataset.look = saver.state;
}

function anchor(text, href, isNewTab) {
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = href;
  link.textContent = text;
  if (isNewTab) {
    link.target = "_blank";
    link.rel = "noopener";
  }
  return link;
}
