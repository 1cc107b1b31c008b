/* Adds line numbers as the text grows. Without this file the numbers of the page's start remain. */
(() => {
  "use strict";
  const editor = document.querySelector("[data-editor]");
  if (!editor) return;
  const numbers = editor.querySelector(".pr-numbers");
  const text = editor.querySelector("textarea");
  text.addEventListener("input", () => {
    const needed = text.value.split("\n").length + 1;
    while (numbers.children.length < needed) {
      const next = document.createElement("span");
      next.id = `L${numbers.children.length + 1}`;
      next.textContent = String(numbers.children.length + 1);
      numbers.append(next);
    }
    if (text.rows < numbers.children.length) text.rows = numbers.children.length;
  });
})();
