// How does one answer reach the server, and what did the server say?
//
// Every answer of `save` is one of: {kind: "saved", version, at, warnings}, {kind: "conflict", …}, {kind: "refused", message},
// {kind: "offline"}, {kind: "busy"}, {kind: "signed-out"}, {kind: "somebody-else"}.

export class Connection {
  constructor(form) {
    this.url = form.dataset.autosaveUrl;
    this.tokenUrl = form.dataset.tokenUrl;
    this.signInUrl = form.dataset.signInUrl;
    this.user = form.dataset.autosaveOwner.split("/")[0];
    this.tokenInputs = [...document.querySelectorAll('input[name="csrf_token"]')];
    this.token = form.querySelector('input[name="csrf_token"]')?.value ?? "";
  }

  async save(key, words) {
    const answer = await this.put(key, words);
    if (answer.kind !== "signed-out" && answer.kind !== "token-old") return answer;
    // One fetch for a new token, however many answers wait for it.
    this.renewal ??= this.renewToken().finally(() => (this.renewal = null));
    const renewed = await this.renewal;
    if (renewed !== "renewed") return { kind: renewed };
    const again = await this.put(key, words);
    return again.kind === "token-old" ? { kind: "refused", message: again.message } : again;
  }

  async put(key, words) {
    let response;
    try {
      response = await fetch(`${this.url}/${encodeURIComponent(key)}`, {
        method: "PUT",
        redirect: "manual",
        keepalive: JSON.stringify(words).length < 20000,
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.token },
        body: JSON.stringify(words),
      });
    } catch {
      return { kind: "offline" };
    }
    return understand(response);
  }

  /** Ask whether this person is signed in again: "renewed", "signed-out", "somebody-else" or "offline". */
  async renewToken() {
    try {
      const response = await fetch(this.tokenUrl, { redirect: "manual", headers: { Accept: "application/json" } });
      if (!response.ok) return response.status >= 500 ? "busy" : "signed-out";
      const { csrf_token: token, user_id: user } = await response.json();
      if (user !== undefined && String(user) !== this.user) return "somebody-else";
      this.token = token;
      this.tokenInputs.forEach((input) => (input.value = token));
      return "renewed";
    } catch (error) {
      return error instanceof SyntaxError ? "signed-out" : "offline";
    }
  }
}

async function understand(response) {
  if (response.type === "opaqueredirect" || response.status === 401) return { kind: "signed-out" };
  if (response.status === 429 || response.status >= 500) return { kind: "busy" };
  const said = await response.json().catch(() => null);
  if (response.ok) {
    // A page instead of an answer is the sign-in page.
    return said?.version === undefined ? { kind: "signed-out" } : { kind: "saved", version: said.version, at: said.saved_at, warnings: said.warnings };
  }
  const message = said?.error ?? "This answer could not be saved.";
  if (response.status === 403) return { kind: "token-old", message };
  if (response.status === 409 && said?.theirs) return { kind: "conflict", ...said };
  return { kind: "refused", message };
}
