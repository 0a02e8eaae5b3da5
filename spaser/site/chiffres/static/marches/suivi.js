// Without it, a link shows where the work is: this only follows that link every few seconds.
const DELAI = 3000;

async function look() {
  const reponse = await fetch(window.location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await reponse.text(), "text/html");
  const suivi = document.querySelector("[data-suivi]");
  const nouveau = page.querySelector("[data-suivi]");
  if (!nouveau) {
    window.location.reload();
    return;
  }
  suivi.replaceChildren(...nouveau.childNodes);
  window.setTimeout(look, DELAI);
}

window.setTimeout(look, DELAI);
