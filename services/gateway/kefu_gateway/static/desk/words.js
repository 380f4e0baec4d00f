// What people read instead of names, in their language; a name without a word is taken apart.

/** `customer_no` as "Customer no.": what is shown for a name nobody has given a word. */
export function plain(name) {
  const text = String(name).replace(/[_-]+/g, " ").replace(/ no$/, " no.").trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export class Words {
  constructor(written) {
    this.written = written;
  }

  /** A word of the page itself, with what stands between braces filled in. */
  ui(key, values = {}) {
    const text = this.written.ui[key] ?? plain(key);
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  }

  service(name) {
    return this.written.services[name] ?? plain(name);
  }

  role(name) {
    return this.written.roles[name] ?? plain(name);
  }

  resource(segment) {
    return this.written.resources[segment] ?? plain(segment);
  }

  operation(operation) {
    if (operation.import) return this.ui("import_of", { what: this.message(operation.id.replace(/\.import$/, "")) });
    const word = this.message(operation.id);
    return operation.method === "GET" ? word.replace(/^(?:Get|List) (\w)/, (_, first) => first.toUpperCase()) : word;
  }

  message(id) {
    return this.written.messages[id] ?? plain(id.slice(id.indexOf(".") + 1));
  }

  field(name, service) {
    return this.of("fields", name, service) ?? plain(name);
  }

  /** The word of a choice, or what it is called itself: codes such as a grade stay as they are. */
  choice(value, service) {
    return this.of("choices", value, service) ?? String(value);
  }

  of(section, name, service) {
    return this.written[section][service]?.[name] ?? this.written[section][""]?.[name];
  }
}
