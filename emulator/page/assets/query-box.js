// Runs a query without leaving the page. Without this file the form does the same with a reload.
const form = document.getElementById("query");
const box = document.getElementById("query-text");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const result = document.getElementById("result");
  const button = form.querySelector("button");
  button.disabled = true;
  result.setAttribute("aria-busy", "true");
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch("/tables", { method: "POST", body });
    // The answer is the whole page, made by the server, which escapes; of it only the result is taken over.
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("result") ?? page.querySelector("main");
    result.replaceChildren(...document.importNode(fresh, true).childNodes);
    markLine(result.querySelector("[data-line]"));
  } catch {
    result.textContent = "The emulator does not answer. Is it still running?";
  } finally {
    button.disabled = false;
    result.removeAttribute("aria-busy");
  }
});

box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});

for (const example of document.querySelectorAll("a.example")) {
  example.addEventListener("click", (event) => {
    event.preventDefault();
    box.value = new URL(example.href).searchParams.get("query");
    box.focus();
    form.requestSubmit();
  });
}

/** Selects the line of the query that is wrong. */
function markLine(refusal) {
  const line = Number(refusal?.dataset.line);
  const lines = box.value.split("\n");
  if (!(line >= 1 && line <= lines.length)) return;
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  box.focus();
  box.setSelectionRange(start, start + lines[line - 1].length);
}
