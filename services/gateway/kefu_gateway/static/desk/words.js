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

  /** The word of a choice or of a value of the law, or what it is called itself: codes such as a grade stay as they are. */
  choice(value, service) {
    return this.of("choices", value, service) ?? this.of("values", value, service) ?? String(value);
  }

  /** The key of a decision's fact or outcome: `limit` is a day there, and the size of a page elsewhere. */
  decided(name, service) {
    return this.ofDecision(name, service) ?? plain(name);
  }

  /** A decision's name: the longest beginning that has a word, then the rest as it is ("invoice 2026-11-8800004"). */
  decision(name, service) {
    const parts = name.split(" ");
    for (let length = parts.length; length > 0; length -= 1) {
      const known = parts.slice(0, length).join(" ");
      const word = this.ofDecision(known, service);
      if (word) return [word, ...parts.slice(length)].join(" ");
    }
    return this.choice(name, service);
  }

  /** The service's own words come before those that services share. */
  ofDecision(name, service) {
    const { decisions, fields } = this.written;
    return decisions[service]?.[name] ?? fields[service]?.[name] ?? decisions[""]?.[name] ?? fields[""]?.[name];
  }

  of(section, name, service) {
    return this.written[section][service]?.[name] ?? this.written[section][""]?.[name];
  }
}
