// Requests to the gateway. What it refuses arrives as a problem document in the reader's language, and is thrown as one.

export class Problem extends Error {
  constructor({ status = 0, code = "", title = "", detail = "", errors = [] }) {
    super(detail || title);
    Object.assign(this, { status, code, title, detail, errors });
  }
}

export class Api {
  constructor({ token, language, words, expired }) {
    Object.assign(this, { token, language, words, expired });
  }

  /** The answer: its data (or a blob of a file) and its version. A command carries its own key, so that pressing twice does it once. */
  async ask(method, path, { query, body, file, key, version } = {}) {
    const headers = { Authorization: `Bearer ${this.token}`, Accept: "application/json, */*;q=0.5", "Accept-Language": this.language };
    if (key) headers["Idempotency-Key"] = key;
    if (version) headers["If-Match"] = version;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (file) headers["Content-Type"] = file.type;
    const answer = await this.send(`${path}${asked(query)}`, { method, headers, body: file?.content ?? (body && JSON.stringify(body)) });
    if (!answer.ok) throw await this.refused(answer);
    return { version: answer.headers.get("ETag"), ...(await content(answer)) };
  }

  async send(address, request) {
    try {
      return await fetch(address, { ...request, cache: "no-store", redirect: "error", credentials: "omit" });
    } catch {
      throw new Problem({ title: this.words.ui("unreachable"), detail: this.words.ui("unreachable_detail") });
    }
  }

  async refused(answer) {
    const told = await answer.json().catch(() => ({}));
    if (answer.status === 401) this.expired();
    return new Problem({ title: answer.statusText, ...told, status: answer.status });
  }
}

async function content(answer) {
  const type = answer.headers.get("Content-Type") ?? "";
  if (answer.status === 204) return { data: null };
  if (type.startsWith("application/json")) return { data: await answer.json() };
  const named = /filename\*?="?(?:UTF-8'')?([^";]+)/.exec(answer.headers.get("Content-Disposition") ?? "");
  return { blob: await answer.blob(), name: named ? decodeURIComponent(named[1]) : "file" };
}

function asked(query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return given.length ? `?${new URLSearchParams(given)}` : "";
}
