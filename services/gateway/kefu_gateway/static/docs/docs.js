"use strict";
// Shows only the operations whose line holds every word of the search.
const search = document.getElementById("search");
if (search) {
  search.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const section of document.querySelectorAll("section")) {
      let shown = 0;
      for (const row of section.querySelectorAll("li")) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        shown += row.hidden ? 0 : 1;
      }
      section.hidden = shown === 0;
    }
  });
}
