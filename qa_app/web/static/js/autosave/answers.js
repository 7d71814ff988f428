// What has been typed or chosen for each question of a form, as the text that the server keeps?

const PARTS = ["year", "month", "day"];

/** One question of the page: reads and writes its inputs, knows its version. */
export class Question {
  constructor(element) {
    this.element = element;
    this.key = element.dataset.question;
    this.kind = element.dataset.kind;
    this.form = element.closest("form");
    this.versionInput = this.named(`${this.key}__version`)[0];
    this.commentInput = this.named(`${this.key}__comment`)[0];
    this.inputs = this.kind === "date" ? PARTS.map((part) => this.named(`${this.key}-${part}`)[0]) : this.named(this.key);
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

  get title() {
    const words = this.element.querySelector("legend, label");
    return (words?.textContent ?? this.key).trim();
  }

  /** The words as they are now. A half-typed date has value null: it is not an answer yet. */
  read() {
    return { value: this.readValue(), comment: this.commentInput?.value ?? "" };
  }

  readValue() {
    if (this.kind === "date") return readDate(this.inputs.map((input) => input.value.trim()));
    const [first] = this.inputs;
    if (first?.type === "radio" || first?.type === "checkbox") {
      return this.inputs.filter((input) => input.checked).map((input) => input.value).join("\n");
    }
    return first?.value ?? "";
  }

  /** Put words into the inputs, and tell the rest of the page. */
  write({ value, comment }) {
    if (this.kind === "date") {
      const parts = value ? value.split("-") : ["", "", ""];
      this.inputs.forEach((input, index) => (input.value = (parts[index] ?? "").replace(/^0+/, "")));
    } else if (this.inputs[0]?.type === "radio" || this.inputs[0]?.type === "checkbox") {
      const chosen = new Set(value.split("\n"));
      this.inputs.forEach((input) => (input.checked = chosen.has(input.value)));
    } else if (this.inputs[0]) {
      this.inputs[0].value = value;
    }
    if (this.commentInput) this.commentInput.value = comment ?? "";
    this.inputs[0]?.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** An answer as a person reads it: the labels of what is chosen, then the comment. */
  inWords({ value, comment }) {
    const labels = new Map(
      this.inputs
        .filter((input) => input.type === "radio" || input.type === "checkbox")
        .map((input) => [input.value, input.labels[0]?.textContent.trim() ?? input.value]),
    );
    const words = (value ?? "").split("\n").map((one) => labels.get(one) ?? one).join("\n");
    return [words, comment].filter(Boolean).join("\n\n");
  }
}

/** The questions of a form, in the order of the page. */
export function questionsOf(form) {
  return [...form.querySelectorAll("[data-question]")].map((element) => new Question(element));
}

function readDate([year, month, day]) {
  if (!year && !month && !day) return "";
  if (!year || !month || !day) return null;
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}
