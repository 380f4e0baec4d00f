// The pages: what somebody does every day, a kind of record, one record, a form.

import { fill, folded, h } from "./dom.js";
import { Fields } from "./forms.js";
import { address } from "./operations.js";
import { Shown } from "./show.js";

const PAGED = new Set(["cursor", "limit"]);
const MOST_FOUND = 12;
const PLATFORM = "services";

export class Pages {
  constructor({ api, operations, words, language, who }) {
    Object.assign(this, { api, operations, words, language, who });
    this.versions = new Map();
    this.before = "#/";
  }

  /** The page at a place: `/accounts/17?as_of=…` or `do/billing.record_payment?customer_no=…`. */
  async at(place) {
    const [path, query = ""] = place.split(/\?(.*)/s);
    const given = Object.fromEntries(new URLSearchParams(query));
    if (path.startsWith("do/")) return this.form(this.operations.byId(path.slice(3)), given);
    this.before = `#${place}`;
    if (path === "" || path === "/") return this.home();
    const found = this.operations.at(path);
    if (found && found.view.parameters.length > 0) return this.record(found.view, found.values, path, given);
    return this.kind(path.slice(1).split(/[/:]/)[0], found?.view, given);
  }

  // ---- every day

  home() {
    const daily = this.who.roles.flatMap((role) => this.words.written.first[role] ?? []).map((id) => this.operations.byId(id));
    const known = [...new Set(daily)].filter(Boolean);
    return [
      h("h2", {}, this.words.ui("today")),
      known.length > 0 ? h("div", { class: "cards" }, known.map((operation) => this.card(operation))) : null,
      h("h2", {}, this.words.ui("everything")),
      this.services().map(([service, kinds]) =>
        folded(service === PLATFORM ? this.words.ui("platform") : this.words.service(service), () => h("ul", { class: "kinds" }, kinds.map((kind) => h("li", {}, h("a", { href: `#/${kind}` }, this.words.resource(kind)))))),
      ),
    ];
  }

  card(operation) {
    const asks = operation.method === "GET" && operation.parameters.length > 0;
    return h("div", { class: "card" }, asks ? this.opening(operation) : h("a", { href: this.leading(operation) }, this.words.operation(operation)));
  }

  leading(operation) {
    return operation.method === "GET" && operation.parameters.length === 0 ? `#${operation.path}` : `#do/${operation.id}`;
  }

  services() {
    const found = new Map();
    for (const { service, segment } of this.operations.all) {
      const owner = segment === PLATFORM ? PLATFORM : service;
      found.set(owner, (found.get(owner) ?? new Set()).add(segment));
    }
    const named = [...found].map(([service, kinds]) => [service, [...kinds]]);
    return named.sort(([a], [b]) => (a === PLATFORM) - (b === PLATFORM) || a.localeCompare(b));
  }

  /** What somebody looks for by its name, in either language, or by its path. */
  search(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const named = this.operations.all.map((operation) => [operation, `${this.words.operation(operation)} ${this.words.resource(operation.segment)} ${operation.id} ${operation.path}`.toLowerCase()]);
    const found = named.filter(([, name]) => words.every((word) => name.includes(word))).map(([operation]) => operation);
    return found.slice(0, MOST_FOUND).map((operation) => h("a", { href: this.leading(operation), role: "option" }, this.words.operation(operation), h("small", {}, ` ${this.words.service(operation.service)}`)));
  }

  // ---- a kind of record

  async kind(segment, list, given) {
    const all = this.operations.under(segment);
    const openable = all.filter((each) => each.method === "GET" && /^\/[^/]+(\/\{\w+\})+$/.test(each.path));
    const doable = all.filter((each) => each.method !== "GET" && each.parameters.length === 0);
    const others = all.filter((each) => each !== list && !openable.includes(each) && !doable.includes(each));
    if (all.length === 0) return h("p", { class: "notice" }, this.words.ui("not_here"));
    return [
      this.heading(all[0].service, this.words.resource(segment)),
      this.buttons(doable, {}),
      openable.length > 0 && h("div", { class: "openings" }, openable.map((view) => this.opening(view))),
      list && [this.filter(list, {}, given), await this.answered(list, {}, list.path, given)],
      others.length > 0 && folded(this.words.ui("more"), () => h("ul", {}, others.map((each) => h("li", {}, h("a", { href: this.leading(each) }, this.words.operation(each))))), { open: !list && openable.length === 0 && doable.length === 0 }),
    ];
  }

  /** A record is opened by its number. */
  opening(view) {
    const inputs = view.parameters.map((name) => h("input", { name, required: true, "aria-label": this.words.field(name, view.service), placeholder: this.words.field(name, view.service) }));
    const go = (event) => {
      event.preventDefault();
      location.hash = address(view.path, Object.fromEntries(inputs.map((input) => [input.name, input.value.trim()])));
    };
    return h("form", { class: "opening", onsubmit: go }, h("span", {}, this.words.operation(view)), inputs, h("button", {}, this.words.ui("open")));
  }

  // ---- one record

  async record(view, values, path, given) {
    const { views, commands } = this.operations.elsewhere(view);
    const key = view.parameters.map((name) => values[name]).join(" · ");
    const link = (each) => h("a", { href: this.narrowed(each, values) }, this.words.operation(each));
    const [own, others] = [commands.filter((each) => each.service === view.service), commands.filter((each) => each.service !== view.service)];
    return [
      this.heading(view.service, [h("a", { href: `#/${view.segment}` }, this.words.resource(view.segment)), ` ${key}`], this.words.operation(view)),
      h("nav", { class: "parts" }, this.operations.parts(view).map(link)),
      this.buttons([...this.operations.actions(view), ...own], values),
      this.filter(view, values, given),
      await this.answered(view, values, path, given),
      views.length > 0 && folded(this.words.ui("elsewhere", { key }), () => h("nav", { class: "parts" }, views.map(link))),
      others.length > 0 && folded(this.words.ui("also_do", { key }), () => this.buttons(others, values)),
    ];
  }

  narrowed(view, values) {
    if (view.parameters.length > 0) return `#${address(view.path, values)}`;
    const known = view.query.filter((item) => item.name in values).map((item) => [item.name, values[item.name]]);
    return `#${view.path}?${new URLSearchParams(known)}`;
  }

  heading(service, title, what) {
    return h("header", { class: "page" }, h("small", {}, this.words.service(service), what && ` · ${what}`), h("h2", {}, title));
  }

  buttons(commands, values) {
    const known = new URLSearchParams(values);
    return h("div", { class: "actions" }, commands.map((command) => h("a", { class: "button", href: `#do/${command.id}?${known}` }, this.words.operation(command))));
  }

  filter(view, values, given) {
    const asked = view.query.filter((item) => !PAGED.has(item.name));
    if (asked.length === 0) return null;
    const fields = this.asking(asked, view.service, given);
    const go = (event) => {
      event.preventDefault();
      location.hash = `${address(view.path, values)}?${new URLSearchParams(fields.read())}`;
    };
    return h("form", { class: "filter", onsubmit: go }, fields.node, h("button", {}, this.words.ui("show")));
  }

  asking(items, service, given) {
    const schema = { properties: Object.fromEntries(items.map((item) => [item.name, { ...item.schema, description: item.says }])), required: items.filter((item) => item.required).map((item) => item.name) };
    return new Fields(schema, { operations: this.operations, words: this.words, service, given, short: true });
  }

  async answered(view, values, path, given) {
    try {
      const { data, blob, name, version } = await this.api.ask("GET", path, { query: given });
      if (blob) return this.download(blob, name);
      if (version) this.versions.set(path, version);
      const shown = new Shown({ operations: this.operations, words: this.words, language: this.language, view, values });
      return [shown.answer(data), data?.next && this.more(shown, view, path, given, data.next)];
    } catch (problem) {
      return this.problem(problem);
    }
  }

  more(shown, view, path, given, cursor) {
    const more = h("button", { class: "quiet" }, this.words.ui("more_rows"));
    const place = h("div", {}, more);
    more.addEventListener("click", async () => fill(place, await this.answered(view, shown.values, path, { ...given, cursor })), { once: true });
    return place;
  }

  download(blob, name) {
    const link = h("a", { class: "button", download: name, href: URL.createObjectURL(blob) }, this.words.ui("download", { name }));
    return h("p", {}, link);
  }

  problem(problem, left = problem.errors ?? []) {
    const told = left.map(({ field, messages }) => h("li", {}, h("b", {}, this.words.field(field)), ` ${messages.join(" ")}`));
    return h("div", { class: "problem", role: "alert" }, h("b", {}, problem.title || this.words.ui("failed")), " ", problem.detail ?? problem.message, told.length > 0 && h("ul", {}, told), problem.code && h("small", {}, ` ${problem.code}`));
  }

  // ---- forms

  form(operation, given) {
    if (!operation) return h("p", { class: "notice" }, this.words.ui("not_here"));
    return new Form(this, operation, given).node;
  }
}

/** One command (or a query that needs more than a number): its path, its body or its file, and what came of it. */
class Form {
  constructor(pages, operation, given) {
    Object.assign(this, { pages, operation, words: pages.words, key: crypto.randomUUID() });
    const context = { operations: pages.operations, words: this.words, service: operation.service };
    const inPath = operation.parameters.map((name) => ({ name, schema: { type: "string" }, required: true }));
    const asked = operation.method === "GET" || operation.upload ? operation.query.filter((item) => !PAGED.has(item.name)) : [];
    this.path = pages.asking(inPath, operation.service, given);
    this.query = pages.asking(asked, operation.service, given);
    this.body = operation.body && new Fields(operation.body, { ...context, given, example: operation.example });
    this.file = (operation.import || operation.upload) && h("input", { type: "file", required: true, accept: operation.import ? ".csv,.ndjson" : null, "aria-label": this.words.ui("file") });
    this.outcome = h("div", { class: "outcome", "aria-live": "polite" });
    this.button = h("button", { class: "main" }, this.words.ui(operation.method === "GET" ? "show" : "send"));
    const form = h("form", { class: "doing", onsubmit: (event) => this.submitted(event) }, this.path.node, this.query.node, this.body?.node, this.file && h("p", {}, this.file), this.button);
    const says = pages.language === "en" && h("p", { class: "says" }, operation.says);
    const back = h("p", {}, h("a", { href: pages.before }, `← ${this.words.ui("back")}`));
    this.node = [pages.heading(operation.service, this.words.operation(operation)), says, form, this.outcome, back];
  }

  async submitted(event) {
    event.preventDefault();
    const path = address(this.operation.path, this.path.read());
    if (this.operation.method === "GET") {
      location.hash = `${path}?${new URLSearchParams(this.query.read())}`;
      return;
    }
    this.button.disabled = true;
    try {
      this.done(await this.sent(path));
    } catch (problem) {
      this.refused(problem);
    } finally {
      this.button.disabled = false;
    }
  }

  async sent(path) {
    const { method, version: versioned } = this.operation;
    const file = this.file && { content: this.file.files[0], type: fileType(this.file.files[0], this.operation) };
    const record = [...this.pages.versions.keys()].filter((known) => path === known || path.startsWith(`${known}/`) || path.startsWith(`${known}:`)).pop();
    const version = versioned && record ? this.pages.versions.get(record) : undefined;
    return this.pages.api.ask(method, path, { query: this.query.read(), body: this.body?.read(), file, key: this.key, version });
  }

  refused(problem) {
    const left = this.body ? this.body.complain(problem.errors ?? []) : problem.errors;
    this.key = crypto.randomUUID();
    const told = problem.code === "validation_failed" ? { ...problem, detail: this.words.ui("look_at_fields") } : problem;
    fill(this.outcome, this.pages.problem(told, left));
  }

  done({ data, blob, name }) {
    this.key = crypto.randomUUID();
    this.body?.complain([]);
    this.pages.versions.clear();
    const shown = new Shown({ ...this.pages, view: this.operation, values: this.path.read() });
    const again = h("a", { href: location.hash, onclick: () => dispatchEvent(new Event("hashchange")) }, this.words.ui("again"));
    const told = blob ? this.pages.download(blob, name) : this.operation.import ? this.imported(data) : shown.answer(data);
    fill(this.outcome, h("p", { class: "done" }, `✓ ${this.words.ui("done")} `, again), told);
  }

  imported({ summary, refused, refused_omitted: omitted }) {
    const rows = refused.map(({ line, key, code, text }) => h("tr", {}, [line, key, text, code].map((cell) => h("td", {}, String(cell ?? "")))));
    const head = ["line", "key", "reason", "code"].map((name) => h("th", {}, this.words.ui(name)));
    const counted = Object.entries(summary).filter(([, value]) => typeof value === "number").map(([name, value]) => h("div", {}, h("dt", {}, this.words.field(name)), h("dd", {}, String(value))));
    return [h("dl", {}, counted), rows.length > 0 && h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows)), omitted > 0 && h("p", {}, this.words.ui("omitted", { count: omitted }))];
  }
}

function fileType({ name, type }, operation) {
  if (operation.upload) return type || "application/octet-stream";
  return name.endsWith(".ndjson") ? "application/x-ndjson" : "text/csv";
}
