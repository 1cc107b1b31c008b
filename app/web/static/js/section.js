/* Sub-questions of <form data-section>: <div data-asked-by="question" data-asked-answers="one other">
   is shown while the question has one of these answers; while it is not, it is not posted either. */
(() => {
  "use strict";
  const refresh = () => {
    for (const part of document.querySelectorAll("form[data-section] [data-asked-by]")) {
      const form = part.closest("form");
      const opening = part.dataset.askedAnswers.split(" ");
      const chosen = form.querySelectorAll(`[name="${part.dataset.askedBy}"]:checked:not(:disabled)`);
      const asked = [...chosen].some((input) => opening.includes(input.value));
      part.hidden = !asked;
      for (const input of part.querySelectorAll("input")) {
        input.disabled = !asked;
      }
    }
  };
  document.addEventListener("change", refresh, true);
  document.addEventListener("DOMContentLoaded", refresh);
})();
