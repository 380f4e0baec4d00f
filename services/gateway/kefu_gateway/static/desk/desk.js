// The desk: who is there, which words he reads, and which page he is on. All that can be done here is read from the contracts.

import { Api } from "./api.js";
import { fill, h } from "./dom.js";
import { Operations } from "./operations.js";
import { Pages } from "./pages.js";
import { Words } from "./words.js";

const KEPT = "kefu.token";
const language = document.documentElement.lang;
const [main, bar] = ["main", "bar"].map((id) => document.getElementById(id));
let turn = 0;
const words = new Words(await read(`/desk/words.json?lang=${language}`));

async function read(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/** A token may come in the address (`/desk#token=…`, never sent to a server); it is kept for this tab alone. */
function tokenGiven() {
  const given = /^#token=([\w.-]+)$/.exec(location.hash);
  if (given) {
    sessionStorage.setItem(KEPT, given[1]);
    history.replaceState(null, "", `${location.pathname}${location.search}#/`);
  }
  return sessionStorage.getItem(KEPT);
}

/** What the token says of its bearer. Only the gateway decides what it is worth. */
function bearer(token) {
  try {
    const claims = token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
    const text = new TextDecoder().decode(Uint8Array.from(atob(claims), (character) => character.charCodeAt(0)));
    const { sub, name, organisation, roles = [], exp } = JSON.parse(text);
    return exp * 1000 > Date.now() ? { staff_no: sub, name, organisation, roles } : null;
  } catch {
    return null;
  }
}

async function begin() {
  const token = tokenGiven();
  const who = token && bearer(token);
  if (!who) return signIn(token && words.ui("expired"));
  const operations = new Operations(await read("/desk/operations.json"), who.roles);
  const api = new Api({ token, language, words, expired: () => signIn(words.ui("expired")) });
  const pages = new Pages({ api, operations, words, language, who });
  showBar(who, pages);
  addEventListener("hashchange", () => show(pages));
  return show(pages);
}

function signIn(notice) {
  sessionStorage.removeItem(KEPT);
  turn += 1;
  main.removeAttribute("aria-busy");
  const input = h("textarea", { rows: 4, required: true, spellcheck: "false", autocomplete: "off", id: "token" });
  const go = (event) => {
    event.preventDefault();
    sessionStorage.setItem(KEPT, input.value.trim());
    location.reload();
  };
  fill(bar);
  fill(main, notice && h("p", { class: "notice" }, notice), h("form", { class: "signin", onsubmit: go }, h("h2", {}, words.ui("sign_in")), h("label", { for: "token" }, words.ui("token")), input, h("button", { class: "main" }, words.ui("sign_in")), h("p", {}, words.ui("token_from"))));
}

function showBar(who, pages) {
  const results = h("div", { id: "results", role: "listbox" });
  const search = h("input", { id: "search", type: "search", placeholder: words.ui("search"), "aria-label": words.ui("search"), "aria-controls": "results" });
  search.addEventListener("input", () => fill(results, search.value.trim() && pages.search(search.value)));
  search.addEventListener("keydown", (event) => event.key === "Enter" && results.querySelector("a")?.click());
  results.addEventListener("click", () => {
    search.value = "";
    fill(results);
  });
  const roles = who.roles.map((role) => words.role(role)).join(", ");
  const out = h("button", { class: "quiet", onclick: () => signIn() }, words.ui("sign_out"));
  fill(bar, h("div", { class: "search" }, search, results), h("span", { class: "who", title: who.organisation }, `${who.name || who.staff_no} · ${roles}`), out);
}

/** Shows the page that the address names, unless somebody has gone on to another meanwhile. */
async function show(pages) {
  const mine = (turn += 1);
  main.setAttribute("aria-busy", "true");
  const page = await pages.at(decodeURI(location.hash.slice(1)));
  if (mine !== turn) return;
  document.getElementById("results").replaceChildren();
  fill(main, [page].flat(Infinity));
  main.removeAttribute("aria-busy");
  document.title = `${main.querySelector("h2")?.textContent ?? ""} – Kefu`;
  (main.querySelector("form.doing :is(input, select, textarea)") ?? main).focus({ preventScroll: true });
  scrollTo(0, 0);
}

await begin();
