// How far is long work? Reads the job's address until it ends, and says so.
//
// THE SERVER: GET {data-progress-url} → JSON {state, message, done, total, next_href, next_text}
//   state is "waiting", "running", "done" or "failed"; done and total may be null; next_* are for when it is done.

const FASTEST = 1000;
const SLOWEST = 5000;

export function follow(job) {
  let pause = FASTEST;
  const look = async () => {
    const news = await read(job.dataset.progressUrl);
    if (news) show(job, news);
    if (news?.state === "done" || news?.state === "failed") return;
    pause = Math.min(SLOWEST, pause * 1.1);
    setTimeout(look, document.hidden ? SLOWEST : pause);
  };
  if (job.dataset.state === "waiting" || job.dataset.state === "running") setTimeout(look, FASTEST);
}

async function read(url) {
  try {
    const response = await fetch(url, { redirect: "manual", headers: { Accept: "application/json" } });
    return response.ok ? await response.json() : null;
  } catch {
    return null; // No connection, or not JSON: the work goes on without us; ask again.
  }
}

function show(job, news) {
  job.dataset.state = news.state;
  const part = (name) => job.querySelector(`[data-progress-${name}]`);
  if (part("message").textContent !== news.message) part("message").textContent = news.message;
  if (news.total) {
    part("bar").max = news.total;
    part("bar").value = news.done;
  }
  const hasEnded = news.state === "done" || news.state === "failed";
  part("leave").hidden = hasEnded;
  part("bar").hidden = hasEnded;
  if (hasEnded && news.next_href) {
    const link = document.createElement("a");
    link.className = "govuk-link";
    link.href = news.next_href;
    link.textContent = news.next_text ?? "Continue";
    part("next").replaceChildren(link);
    part("next").hidden = false;
  }
}
