/* Suggestions under a text field: <input data-suggest="/municipalities" list="id-of-datalist">.
   The address is asked with ?q=... and answers a JSON list of {"value", "label"}. */
(() => {
  "use strict";
  const waiting = new WeakMap();

  const ask = async (input) => {
    const words = input.value.trim();
    const list = document.getElementById(input.getAttribute("list"));
    if (words.length < 2 || !list) return;
    const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(words)}`, {
      headers: { Accept: "application/json" },
    });
    if (!answer.ok || input.value.trim() !== words) return;
    const options = (await answer.json()).map(({ value, label }) => {
      const option = document.createElement("option");
      option.value = value;
      option.label = label ?? value;
      return option;
    });
    list.replaceChildren(...options);
  };

  document.addEventListener("input", (event) => {
    const input = event.target;
    if (!input.matches || !input.matches("input[data-suggest]")) return;
    clearTimeout(waiting.get(input));
    waiting.set(input, setTimeout(() => ask(input), 200));
  });
})();
