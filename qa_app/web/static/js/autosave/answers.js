// What has been typed or chosen for each question of a form, as the text that the server keeps?

const PARTS = ["year", "month", "day"];

// Two ways to look at an input: as it is now, and as the page came.
const NOW = { text: (input) => input.value, isTicked: (input) => input.checked };
const AT_FIRST = { text: (input) => input.defaultValue, isTicked: (input) => input.defaultChecked };

/** One question of the page: reads and writes its inputs, knows its version. */
export class Question {
  constructor(element) {
    this.element = element;
    this.key = element.dataset.question;
    this.kind = element.dataset.kind;
    this.versionInput = this.named(`${this.key}__version`)[0];
    this.commentInput = this.named(`${this.key}__comment`)[0];
    this.inputs = this.kind === "date" ? PARTS.flatMap((part) => this.named(`${this.key}-${part}`)) : this.named(this.key);
    this.isChosen = ["radio", "checkbox"].includes(this.inputs[0]?.type);
  }

  named(name) {
    return [...this.element.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  }

  get version() {
    return Number(this.versionInput?.value ?? 0);
  }

  set version(number) {
    if (this.versionInput) this.versionInput.value = String(number);
  }

  /** The words as they are now. A half-typed date has value null: it is not an answer yet. */
  read() {
    return this.words(NOW);
  }

  /** The words that the page came with: what the server had when it made the page. */
  readFirst() {
    return this.words(AT_FIRST);
  }

  words(look) {
    return { value: this.value(look), comment: this.commentInput ? look.text(this.commentInput) : "" };
  }

  value(look = NOW) {
    if (this.kind === "date") return dateOf(this.inputs.map((input) => look.text(input).trim()));
    if (this.isChosen) return this.inputs.filter(look.isTicked).map((input) => input.value).join("\n");
    return this.inputs[0] ? look.text(this.inputs[0]) : "";
  }

  /** Put words into the inputs, and tell the rest of the page. */
  write({ value, comment }) {
    if (this.kind === "date") {
      const parts = value ? value.split("-") : [];
      this.inputs.forEach((input, index) => (input.value = (parts[index] ?? "").replace(/^0+/, "")));
    } else if (this.isChosen) {
      const chosen = new Set(value.split("\n"));
      this.inputs.forEach((input) => (input.checked = chosen.has(input.value)));
    } else if (this.inputs[0]) {
      this.inputs[0].value = value;
    }
    if (this.commentInput) this.commentInput.value = comment ?? "";
    this.inputs[0]?.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Say beside the answer what in it could identify somebody; nothing any more when there are no sentences. */
  warn(sentences) {
    const place = this.element.querySelector("[data-identifies]");
    if (!place || place.dataset.said === sentences.join("\n")) return;
    place.dataset.said = sentences.join("\n");
    place.replaceChildren();
    if (sentences.length === 0) return;
    const list = made("ul", "app-identifies__list");
    list.append(...sentences.map((sentence) => made("li", "", sentence)));
    const box = made("div", "app-identifies");
    box.append(
      made("p", "app-identifies__title", "This could identify somebody"),
      list,
      made("p", "app-identifies__more", "Change the words if it does. Write what was done, not who they are."),
    );
    place.append(box);
  }

  /** Let other scripts know what happened to this answer. */
  tell(event) {
    const detail = { key: this.key, isChosen: this.isChosen };
    this.element.dispatchEvent(new CustomEvent(event, { bubbles: true, detail }));
  }

  /** An answer as a person reads it: the labels of what is chosen, then the comment. */
  inWords({ value, comment }) {
    const labels = new Map(
      this.inputs.filter(() => this.isChosen).map((input) => [input.value, input.labels[0]?.textContent.trim()]),
    );
    const said = (value ?? "").split("\n").map((one) => labels.get(one) ?? one).join("\n");
    return [said, comment].filter(Boolean).join("\n\n");
  }
}

/** The questions of a form, in the order of the page. */
export function questionsOf(form) {
  return [...form.querySelectorAll("[data-question]")].map((element) => new Question(element));
}

function made(tag, kind, text = "") {
  const element = document.createElement(tag);
  if (kind) element.className = kind;
  element.textContent = text;
  return element;
}

function dateOf([year, month, day]) {
  if (!year && !month && !day) return "";
  if (!year || !month || !day) return null;
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}
