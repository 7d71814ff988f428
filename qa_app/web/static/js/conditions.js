// Which questions does what has been answered lead to?
//
// A convenience: the server decides. An element with data-show-if (the JSON of qa_app/domain/conditions.py) is hidden
// while its condition does not hold. Its inputs keep what was typed. As on the server, a question that is not asked
// counts as not answered. Answers on other pages come as JSON in data-known-answers of the form, {key: value}.

import { questionsOf } from "./autosave/answers.js";

export function startConditions(root) {
  for (const form of root.querySelectorAll("form")) {
    if (!form.querySelector("[data-show-if]")) continue;
    const announce = announcer(form);
    const show = () => announce(showWhatIsAsked(form));
    showWhatIsAsked(form);
    form.addEventListener("input", show);
    form.addEventListener("change", show);
  }
}

/** Hide and show; returns how many questions appeared. */
export function showWhatIsAsked(form) {
  const questions = new Map(questionsOf(form).map((question) => [question.element, question]));
  const counted = JSON.parse(form.dataset.knownAnswers ?? "{}");
  let appeared = 0;
  for (const element of form.querySelectorAll("[data-show-if], [data-question]")) {
    if (element.dataset.showIf) {
      const isAsked = holds(JSON.parse(element.dataset.showIf), counted);
      if (isAsked && element.hidden) appeared += 1;
      element.hidden = !isAsked;
    }
    const question = questions.get(element);
    if (question) counted[question.key] = element.closest("[hidden]") ? "" : (question.value() ?? "");
  }
  return appeared;
}

/** Whether a condition is true of these values (question key → value, several one a line). */
export function holds(condition, values) {
  if (condition.any) return condition.any.some((each) => holds(each, values));
  if (condition.all) return condition.all.every((each) => holds(each, values));
  const chosen = new Set((values[condition.question] ?? "").split("\n").filter(Boolean));
  return (condition.is_any ?? [condition.is]).some((value) => chosen.has(value));
}

function announcer(form) {
  const region = document.createElement("p");
  region.className = "govuk-visually-hidden";
  region.setAttribute("role", "status");
  form.append(region);
  return (appeared) => {
    if (appeared) region.textContent = appeared === 1 ? "One more question below" : `${appeared} more questions below`;
  };
}
