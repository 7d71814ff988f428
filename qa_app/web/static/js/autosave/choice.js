// Two texts for one answer: which shall it be?
//
// The panel stands under the question, shows both in full, and never takes the focus from somebody who is typing.

/** mine and theirs: {who, words: {value, comment} or a function for the newest, button}. One panel a question. */
export function offerChoice(question, { title, text, mine, theirs, keepMine, keepTheirs, calm = false }) {
  question.element.querySelector("[data-choice]")?.remove();
  const id = `choice-${question.key}`;
  const panel = element("section", calm ? "app-choice app-choice--calm" : "app-choice");
  panel.dataset.choice = "";
  panel.setAttribute("aria-labelledby", id);
  const heading = element("h2", "govuk-heading-s app-choice__title", title);
  heading.id = id;
  const choose = (then) => () => {
    panel.remove();
    then();
    (question.inputs.find((input) => input.checked) ?? question.inputs[0])?.focus();
  };
  const pair = element("div", "app-choice__pair");
  const ours = side(question, mine, choose(keepMine));
  pair.append(ours, side(question, theirs, choose(keepTheirs)));
  panel.append(heading, element("p", "govuk-body", text), pair);
  question.element.append(panel);
  if (typeof mine.words === "function") {
    const words = ours.querySelector(".app-choice__words");
    question.element.addEventListener("input", () => showWords(words, question, mine.words()));
  }
}

function side(question, { who, words, button }, choose) {
  const box = element("div", "app-choice__side");
  const said = element("p", "app-choice__words");
  showWords(said, question, typeof words === "function" ? words() : words);
  const press = element("button", "govuk-button govuk-button--secondary", button);
  press.type = "button";
  press.addEventListener("click", choose);
  box.append(element("p", "app-choice__who", who), said, press);
  return box;
}

function showWords(place, question, words) {
  const said = question.inWords(words);
  place.textContent = said || "Nothing";
  place.classList.toggle("app-choice__words--none", !said);
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
