// Forms made from schemas. Every control can be read; an empty one says nothing, so that "not given" stays "not given".

import { h } from "./dom.js";

const LONG_TEXT = 200;
const DATE = "^(?:19|2[0-9])[0-9]{2}-(?:0[1-9]|1[0-2])";
let serial = 0;

/** The fields of an object schema: `given` are values to begin with, `example` shows how others are written, `service` is whose words are used. */
export class Fields {
  constructor(schema, { operations, words, service, given = {}, example = {}, path = "", short = false }) {
    Object.assign(this, { operations, words, service, path, short });
    const { properties = {}, required = [] } = operations.resolved(schema);
    this.controls = Object.entries(properties).map(([name, each]) =>
      this.control(name, each, { required: required.includes(name), given: given[name], example: example?.[name] }),
    );
    this.node = h("div", { class: "fields" }, this.controls.map((control) => control.node));
  }

  control(name, schema, begun) {
    const path = this.path ? `${this.path}.${name}` : name;
    const about = { ...this, ...begun, path, name, label: this.words.field(name, this.service), says: schema.description };
    return made(this.operations.resolved(schema), about);
  }

  /** What has been filled in. */
  read() {
    const given = this.controls.map((control) => [control.name, control.read()]).filter(([, value]) => value !== undefined);
    return Object.fromEntries(given);
  }

  /** Shows what is wrong beside the fields it is about; gives back what no field stands for. */
  complain(errors) {
    for (const note of this.node.querySelectorAll(".wrong")) note.remove();
    for (const control of this.node.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
    return errors.filter(({ field, messages }) => !this.complainOf(field, messages.join(" ")));
  }

  complainOf(field, text) {
    const place = this.node.querySelector(`[data-field="${CSS.escape(field)}"]`);
    if (!place) return false;
    place.querySelector("input, select, textarea")?.setAttribute("aria-invalid", "true");
    place.append(h("p", { class: "wrong" }, text));
    return true;
  }
}

function made(schema, about) {
  if (schema.type === "array" || schema.type?.includes?.("array")) return several(schema, about);
  if (schema.properties) return within(schema, about);
  if (schema.enum) return choice(schema.enum.filter((value) => value !== null), about);
  const types = [schema.type].flat();
  if (types.includes("boolean")) return yesOrNo(about);
  if (types.includes("object") || schema.type === undefined) return free(about);
  return text(schema, types, about);
}

function field(about, input, read) {
  input.id = `f${(serial += 1)}`;
  const label = h("label", { for: input.id }, about.label, about.required && h("abbr", { title: about.words.ui("required") }, " *"));
  if (about.required) input.required = true;
  if (about.says) input.title = about.says;
  return { name: about.name, node: h("div", { class: "field", "data-field": about.path }, label, input), read };
}

function text(schema, types, about) {
  const input = schema.maxLength > LONG_TEXT && !about.short ? h("textarea", { rows: 3 }) : h("input", inputType(schema, types));
  input.value = about.given ?? beginning(schema, about);
  if (["string", "number"].includes(typeof about.example)) input.placeholder = about.words.ui("such_as", { example: about.example });
  const whole = types.includes("integer") && !types.includes("string");
  return field(about, input, () => (input.value.trim() === "" ? undefined : whole ? Number(input.value) : input.value.trim()));
}

function inputType({ format, pattern = "" }, types) {
  if (format === "date") return { type: "date" };
  if (pattern.startsWith(`${DATE}-`) && pattern.includes("T(?:")) return { type: "datetime-local" };
  if (pattern.startsWith(DATE)) return { type: "month" };
  if (pattern.startsWith("^(?:[01][0-9]|2[0-3]):")) return { type: "time" };
  if (format === "decimal") return { type: "text", inputmode: "decimal", class: "number" };
  if (types.includes("integer")) return { type: "number", step: 1 };
  return { type: "text", autocomplete: "off" };
}

/** What happens while the form is filled in happens now: `paid_at` begins with this minute. Everything else is for people to say. */
function beginning({ pattern = "" }, { name, required }) {
  if (!required || !name.endsWith("_at") || !pattern.includes("T(?:")) return "";
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function choice(values, about) {
  const shown = values.map((value) => h("option", { value, selected: value === about.given }, about.words.choice(value, about.service)));
  const input = h("select", {}, h("option", { value: "" }, ""), shown);
  return field(about, input, () => values.find((value) => String(value) === input.value));
}

function yesOrNo(about) {
  const options = [true, false].map((value) => h("option", { value: String(value), selected: String(value) === String(about.given) }, about.words.ui(value ? "yes" : "no")));
  const input = h("select", {}, h("option", { value: "" }, ""), options);
  return field(about, input, () => (input.value === "" ? undefined : input.value === "true"));
}

/** What has no fixed fields is written as JSON. */
function free(about) {
  const input = h("textarea", { rows: 3, placeholder: "{ }", spellcheck: "false" });
  input.addEventListener("input", () => input.setCustomValidity(isJson(input.value) ? "" : about.words.ui("not_json")));
  return field(about, input, () => (input.value.trim() === "" ? undefined : JSON.parse(input.value)));
}

function isJson(written) {
  try {
    return written.trim() === "" || (JSON.parse(written), true);
  } catch {
    return false;
  }
}

function within(schema, about) {
  const fields = new Fields(schema, { ...about, given: about.given ?? {} });
  const node = h("fieldset", { "data-field": about.path }, h("legend", {}, about.label, about.required && " *"), fields.node);
  const read = () => {
    const value = fields.read();
    return Object.keys(value).length || about.required ? value : undefined;
  };
  return { name: about.name, node, read };
}

function several(schema, about) {
  const item = about.operations.resolved(schema.items);
  if (item.enum) return ticked(item.enum, about);
  return item.properties ? rows(item, about) : lines(item, about);
}

function ticked(values, about) {
  const boxes = values.map((value) => h("input", { type: "checkbox", value, checked: about.given?.includes?.(value) }));
  const labels = boxes.map((box) => h("label", {}, box, " ", about.words.choice(box.value, about.service)));
  const node = h("fieldset", { "data-field": about.path, class: "ticks" }, h("legend", {}, about.label, about.required && " *"), labels);
  const read = () => {
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    return chosen.length || about.required ? chosen : undefined;
  };
  return { name: about.name, node, read };
}

function lines(item, about) {
  const input = h("textarea", { rows: 2, placeholder: about.words.ui("one_a_line") });
  input.value = [about.given ?? []].flat().join("\n");
  const whole = item.type === "integer";
  const read = () => {
    const given = input.value.split("\n").map((line) => line.trim()).filter(Boolean);
    return given.length || about.required ? given.map((line) => (whole ? Number(line) : line)) : undefined;
  };
  return field(about, input, read);
}

function rows(item, about) {
  let parts = [];
  const list = h("div", {});
  const number = () => parts.forEach((part, at) => renumber(part.node, about.path, at));
  const add = () => {
    const fields = new Fields(item, { ...about, given: {}, example: about.example?.[0], path: `${about.path}.${parts.length}` });
    const drop = h("button", { type: "button", class: "quiet", onclick: () => remove(part) }, about.words.ui("remove"));
    const part = { fields, node: h("div", { class: "row" }, fields.node, drop) };
    parts.push(part);
    list.append(part.node);
  };
  const remove = (part) => {
    parts = parts.filter((other) => other !== part);
    part.node.remove();
    number();
  };
  if (about.required) add();
  const more = h("button", { type: "button", class: "quiet", onclick: add }, about.words.ui("add_row"));
  const node = h("fieldset", { "data-field": about.path }, h("legend", {}, about.label, about.required && " *"), list, more);
  return { name: about.name, node, read: () => (parts.length ? parts.map((part) => part.fields.read()) : undefined) };
}

/** Gives the fields of a row the place that it has now: `lines.2.volume` becomes `lines.1.volume`. */
function renumber(node, path, at) {
  for (const { dataset } of node.querySelectorAll("[data-field]")) {
    dataset.field = `${path}.${at}${dataset.field.slice(dataset.field.indexOf(".", path.length + 1))}`;
  }
}
