// Elements without markup: text goes in as text, so nothing that a record says can become part of the page.

/** An element with attributes (`onclick` and the like are listeners, `true` an attribute without value) and children. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Puts new children in the place of all old ones. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter(Boolean));
  return element;
}

/** A part of the page that is shown when it is opened; `body` is called then, once. */
export function folded(summary, body, attributes = {}) {
  const details = h("details", attributes, h("summary", {}, summary));
  const open = () => details.childElementCount === 1 && details.append(body());
  if (attributes.open) open();
  else details.addEventListener("toggle", open, { once: true });
  return details;
}
