// Answers as people read them: records as lists of terms, rows as tables, decisions with the clauses that decided them.

import { h, folded } from "./dom.js";
import { address } from "./operations.js";

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:\d\d|Z)$/;
const NAME = /^[a-z][a-z0-9_]*$/;
const HIDDEN = new Set(["version"]);

/** Shows what one operation answers. */
export class Shown {
  constructor({ operations, words, language, view, values = {}, deciding = false }) {
    Object.assign(this, { operations, words, language, view, values, deciding, service: view.service });
  }

  /** An answer: a page of rows, decisions, an overview by service, or a record. */
  answer(data, schema = this.view.answer) {
    if (data === null || data === undefined) return h("p", { class: "none" }, this.words.ui("nothing"));
    if (Array.isArray(data.items) && "next" in data) return this.table(data.items, this.ofItems(schema), { own: true });
    if (this.view.overview) return this.overview(data);
    return this.record(data, schema);
  }

  ofItems(schema) {
    return this.operations.resolved(this.operations.resolved(schema).properties?.items).items;
  }

  record(data, schema) {
    const known = this.operations.resolved(schema).properties ?? {};
    const told = Object.entries(data).filter(([name]) => !HIDDEN.has(name));
    const simple = told.filter(([, value]) => !isNested(value));
    const nested = told.filter(([, value]) => isNested(value));
    const terms = simple.map(([name, value]) => h("div", {}, h("dt", {}, this.label(name)), h("dd", {}, this.value(value, name, known[name]))));
    return [
      terms.length > 0 && h("dl", {}, terms),
      nested.map(([name, value]) => h("section", {}, h("h4", {}, this.label(name)), this.nested(value, name, known[name]))),
    ];
  }

  nested(value, name, schema) {
    if (name === "decisions") return value.map((decision) => this.decision(decision));
    if (!Array.isArray(value)) return this.record(value, schema);
    return this.table(value, this.operations.resolved(schema).items);
  }

  /** Rows; those of the list itself lead to their records, those within a record offer what can be done to them. */
  table(rows, schema, { own = false } = {}) {
    if (rows.length === 0) return h("p", { class: "none" }, this.words.ui("no_rows"));
    const known = this.operations.resolved(schema).properties ?? {};
    const named = [...new Set([...Object.keys(known), ...rows.flatMap((row) => Object.keys(row))])].filter((name) => !HIDDEN.has(name));
    const used = named.filter((name) => rows.some((row) => row[name] !== null && row[name] !== undefined && !isEmpty(row[name])));
    const leads = own ? this.operations.views.find((view) => rowView(this.view, view, rows[0])) : null;
    const body = rows.map((row) => this.row(row, used, known, leads));
    return h("div", { class: "wide" }, h("table", {}, h("thead", {}, h("tr", {}, used.map((name) => h("th", { class: this.sided(known[name]) }, this.label(name))))), h("tbody", {}, body)));
  }

  row(row, used, known, leads) {
    const actions = leads ? [] : this.operations.rowActions(this.view, row);
    const cells = used.map((name) => {
      const linked = leads?.parameters.includes(name) && `#${address(leads.path, { ...this.values, ...row })}`;
      const shown = isNested(row[name]) ? this.small(row[name], name, known[name]) : this.value(row[name], name, known[name], linked);
      return h("td", { class: this.sided(known[name]) }, shown);
    });
    const buttons = actions.map((action) => h("a", { class: "button", href: this.doing(action, row) }, this.words.operation(action)));
    return h("tr", {}, cells, buttons.length > 0 && h("td", {}, buttons));
  }

  /** Numbers stand to the right. */
  sided(schema) {
    const { format, type } = this.operations.resolved(schema);
    return format === "decimal" || [type].flat().includes("integer") ? "number" : null;
  }

  doing(action, row) {
    const given = Object.fromEntries(action.parameters.map((name) => [name, row[name] ?? this.values[name]]));
    return `#do/${action.id}?${new URLSearchParams(given)}`;
  }

  small(value, name, schema) {
    const count = Array.isArray(value) ? String(value.length) : "…";
    return folded(count, () => h("div", {}, this.nested(value, name, schema)));
  }

  value(value, name, schema, link) {
    if (value === null || value === undefined || value === "" || isEmpty(value)) return h("span", { class: "none" }, "–");
    if (Array.isArray(value)) return value.map((each, at) => [at > 0 && ", ", this.value(each, name.replace(/s$/, ""), this.operations.resolved(schema).items)]);
    if (typeof value === "boolean") return this.words.ui(value ? "yes" : "no");
    const address = link || this.recordOf(name, value);
    const text = this.text(value, schema);
    return address ? h("a", { href: address }, text) : text;
  }

  text(value, schema) {
    if (MOMENT.test(value)) return new Date(value).toLocaleString(this.language, { dateStyle: "medium", timeStyle: "short" });
    const chosen = this.operations.resolved(schema).enum?.includes(value) || NAME.test(value);
    return chosen ? this.words.choice(value, this.service) : String(value);
  }

  recordOf(name, value) {
    const found = typeof value === "string" && this.operations.recordOf(name, value);
    return found && found !== address(this.view.path, this.values) ? `#${found}` : null;
  }

  label(name) {
    return this.deciding ? this.words.decided(name, this.service) : this.words.field(name, this.service);
  }

  /** What was decided, by which clauses with which values, from which facts (the answer to "why"). */
  decision({ name, outcome, facts = {}, because = [] }) {
    const inner = new Shown({ ...this, deciding: true });
    const clauses = because.map((clause) =>
      h("li", {}, h("b", {}, clause.title ?? clause.id), clause.value !== null && [" = ", this.plainly(clause.value)], " ", h("small", {}, clause.reference, clause.since && ` · ${clause.since}`)),
    );
    return h(
      "article",
      { class: "decision" },
      h("h5", {}, this.words.decision(name, this.service)),
      h("p", {}, isNested(outcome) ? inner.nested(outcome, "outcome") : inner.value(outcome, "outcome")),
      h("ul", { class: "clauses" }, clauses),
      Object.keys(facts).length > 0 && folded(this.words.ui("facts"), () => h("div", {}, inner.record(facts, {}))),
    );
  }

  plainly(value) {
    return isNested(value) ? JSON.stringify(value) : this.value(value, "value");
  }

  /** A customer as every service knows him; who did not answer in time is named. */
  overview({ parts, missing }) {
    const late = missing.length > 0 && h("p", { class: "notice" }, this.words.ui("missing_parts", { parts: missing.map((each) => this.words.service(each.service ?? each)).join(", ") }));
    const told = Object.entries(parts).flatMap(([service, answers]) => Object.entries(answers).map(([verb, data]) => [service, verb, data]));
    return [late, told.map(([service, verb, data]) => this.part(service, verb, data))];
  }

  part(service, verb, data) {
    const view = this.operations.byId(`${service}.${verb}`);
    if (!view) return null;
    const inner = new Shown({ ...this, view, values: this.values });
    const leads = view.parameters.every((name) => name in this.values) && `#${address(view.path, this.values)}`;
    const title = this.words.operation(view);
    const empty = Array.isArray(data?.items) && data.items.length === 0;
    return folded([title, empty && h("span", { class: "none" }, ` – ${this.words.ui("no_rows")}`)], () => h("div", {}, leads && h("p", {}, h("a", { href: leads }, this.words.ui("open"))), inner.answer(data)), { open: !empty && service !== "documents" });
  }
}

function rowView(list, view, row) {
  const [own] = view.parameters.slice(-1);
  return view.path === `${list.path}/{${own}}` && row[own] !== undefined;
}

/** Whether a value is a record, or rows of records. */
function isNested(value) {
  if (value === null || typeof value !== "object" || isEmpty(value)) return false;
  return !Array.isArray(value) || (value[0] !== null && typeof value[0] === "object");
}

function isEmpty(value) {
  return value !== null && typeof value === "object" && Object.keys(value).length === 0;
}
