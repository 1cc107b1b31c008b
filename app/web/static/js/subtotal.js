/* Live subtotal of a scored form: <form data-scored> holds inputs with data-score, and
   <output data-subtotal data-words="Subtotal: {score} of {max}">. The server counts again on saving. */
(() => {
  "use strict";
  const count = () => {
    for (const output of document.querySelectorAll("output[data-subtotal]")) {
      const form = output.closest("form");
      let score = 0;
      for (const input of form.querySelectorAll("input[data-score]:checked")) {
        score += Number(input.dataset.score);
      }
      const { words, max } = output.dataset;
      output.textContent = words.replace("{score}", score).replace("{max}", max);
    }
  };
  document.addEventListener("change", count);
  document.addEventListener("DOMContentLoaded", count);
})();
