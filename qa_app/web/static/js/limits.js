// Which limiting rules do the answers fire now?
//
// [data-limits] holds the words; its data-limits-url answers with the same part of a page, newly made. It is read again
// after an answer was saved that a rule can look at: a choice, never a text.

export function keepUpToDate(place) {
  let isReading = false;
  let isOld = false;
  place.setAttribute("aria-live", "polite");
  const read = async () => {
    if (isReading) {
      isOld = true;
      return;
    }
    isReading = true;
    isOld = false;
    const words = await partOfPage(place.dataset.limitsUrl);
    isReading = false;
    // The same words again would be read out again.
    if (words && words.textContent.trim() !== place.textContent.trim()) place.replaceChildren(...words.childNodes);
    if (isOld) read();
  };
  document.addEventListener("answer-saved", (event) => event.detail.isChosen && read());
}

async function partOfPage(url) {
  try {
    const response = await fetch(url, { redirect: "manual" });
    if (!response.ok) return null;
    return new DOMParser().parseFromString(await response.text(), "text/html").body;
  } catch {
    return null; // No connection: the words stay as they are, and the server decides anyway.
  }
}
