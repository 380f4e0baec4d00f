// What the gateway offers somebody of these roles, and how the operations belong to each other: by their paths.

const PARAMETER = /\{(\w+)\}/g;

export class Operations {
  constructor({ operations, schemas }, roles) {
    this.schemas = schemas;
    const mine = operations.filter((operation) => !operation.roles || operation.roles.some((role) => roles.includes(role)));
    this.all = mine.map((operation) => ({ ...operation, ...shape(operation.path) }));
    this.views = this.all.filter((operation) => operation.method === "GET").sort((a, b) => a.parameters.length - b.parameters.length);
    this.commands = this.all.filter((operation) => operation.method !== "GET");
  }

  byId(id) {
    return this.all.find((operation) => operation.id === id);
  }

  /** The query that answers at an address, and what stands in its path. */
  at(path) {
    for (const view of this.views) {
      const found = view.pattern.exec(path);
      if (found) return { view, values: Object.fromEntries(view.parameters.map((name, at) => [name, decodeURIComponent(found[at + 1])])) };
    }
    return null;
  }

  /** Everything below one first segment of the paths: what can be listed, opened and done there. */
  under(segment) {
    return this.all.filter((operation) => operation.segment === segment);
  }

  /** What can be done to the record at a view: the commands whose path goes on from its own and needs no more to be known. */
  actions(view) {
    return this.commands.filter((command) => !command.import && goesOn(view.path, command.path) && command.parameters.length === view.parameters.length);
  }

  /** What else is told of the record: the queries whose path goes on from its own. */
  parts(view) {
    return this.views.filter((other) => other !== view && goesOn(view.path, other.path) && other.parameters.length === view.parameters.length);
  }

  /** What can be done to a row within a record: the commands that need one more key, which the row has. */
  rowActions(view, row) {
    const more = (command) => command.parameters.filter((name) => !view.parameters.includes(name));
    return this.commands.filter(
      (command) => goesOn(view.path, command.path) && more(command).length === 1 && typeof row[more(command)[0]] === "string",
    );
  }

  /** Elsewhere, but of the same key: other services' records, lists that can be narrowed to it, and commands that name it. */
  elsewhere(view) {
    if (view.parameters.length !== 1) return { views: [], commands: [] };
    const [key] = view.parameters;
    const apart = this.all.filter((operation) => operation.segment !== view.segment && operation.segment !== "services" && !operation.import);
    const keyed = (operation) => operation.parameters.length === 1 && operation.parameters[0] === key && !operation.path.endsWith("/why");
    const narrowed = (operation) => operation.parameters.length === 0 && operation.query.some((item) => item.name === key);
    const names = (operation) => operation.parameters.length === 0 && Boolean(this.resolved(operation.body).properties?.[key]);
    return {
      views: apart.filter((operation) => operation.method === "GET" && (keyed(operation) || narrowed(operation))),
      commands: apart.filter((operation) => operation.method !== "GET" && names(operation)),
    };
  }

  /** The address of the record that a key names: `customer_no` leads to `/customers/{customer_no}`. */
  recordOf(name, value) {
    this.records ??= recordsByKey(this.views);
    const view = this.records.get(name);
    return view && value !== "" ? address(view.path, { [name]: value }) : null;
  }

  resolved(schema) {
    if (!schema) return {};
    const named = schema.$ref ? this.schemas[schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1)] : schema;
    const options = named.anyOf ?? named.oneOf;
    return options ? this.resolved(options.find((option) => option.type !== "null") ?? options[0]) : named;
  }
}

/** The path with its parameters filled in; those that are missing stay, for the reader to fill in. */
export function address(path, values) {
  return path.replace(PARAMETER, (whole, name) => (values[name] === undefined ? whole : encodeURIComponent(values[name])));
}

function shape(path) {
  const pattern = path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(PARAMETER, "([^/]+?)");
  const [, segment] = /^\/([^/:]+)/.exec(path);
  return { segment, parameters: [...path.matchAll(PARAMETER)].map(([, name]) => name), pattern: new RegExp(`^${pattern}$`) };
}

function goesOn(path, longer) {
  return longer === path || longer.startsWith(`${path}/`) || longer.startsWith(`${path}:`);
}

function recordsByKey(views) {
  const found = new Map();
  for (const view of views.filter((each) => each.parameters.length === 1 && each.path.endsWith("}"))) {
    const [name] = view.parameters;
    const stem = name.replace(/_(no|id)$/, "").replaceAll("_", "-");
    const fits = view.segment === stem || view.segment === `${stem}s` || view.segment === `${stem.replace(/y$/, "ie")}s`;
    if (fits && view.path === `/${view.segment}/{${name}}`) found.set(name, view);
  }
  return found;
}
