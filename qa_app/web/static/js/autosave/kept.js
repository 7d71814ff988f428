// Which words of this person and this audit has the server not acknowledged yet?
//
// They are kept in localStorage under the person and the audit, so that nobody else who uses this browser is offered
// them, and are thrown away after a fortnight. Where storage is switched off or full, the page goes on without it.

const PREFIX = "case-audit:words:";
const FORTNIGHT = 14 * 24 * 60 * 60 * 1000;

export class KeptWords {
  constructor(owner) {
    this.prefix = `${PREFIX}${owner}:`;
    this.throwOutOldOnes();
  }

  /** Keep the words of one answer. Says whether that worked. */
  keep(key, { value, comment }) {
    try {
      localStorage.setItem(this.prefix + key, JSON.stringify({ value, comment, at: Date.now() }));
      return true;
    } catch {
      return false;
    }
  }

  forget(key) {
    try {
      localStorage.removeItem(this.prefix + key);
    } catch {
      // Nothing was kept, then.
    }
  }

  /** The words kept for one answer, with `when` in words; null when there are none. */
  of(key) {
    try {
      const words = JSON.parse(localStorage.getItem(this.prefix + key));
      return words && { ...words, when: whenInWords(words.at) };
    } catch {
      return null;
    }
  }

  throwOutOldOnes() {
    try {
      for (const name of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
        const words = JSON.parse(localStorage.getItem(name));
        if (!(Date.now() - words?.at < FORTNIGHT)) localStorage.removeItem(name);
      }
    } catch {
      // A page that cannot read storage has nothing old in it.
    }
  }
}

function whenInWords(at) {
  return new Date(at).toLocaleString("en-GB", {
    timeZone: "Europe/London", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit",
  });
}
