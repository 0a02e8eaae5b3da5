// Without it, « Actualiser » shows where the workshop is: this asks every two seconds, counts down
// to the end that the server gives, and never takes away what somebody is filling.
const PAS = 2000;
const suivi = document.querySelector("[data-suivi]");
const votes = document.querySelector("[data-votes]");
let etag = "";
let fin = Number(suivi.dataset.fin) || 0;
let avance = Number(suivi.dataset.maintenant) - Date.now();
let touche = false;

function tick() {
  const reste = Math.max(0, Math.ceil((fin - Date.now() - avance) / 1000));
  const dit = `${Math.floor(reste / 60)}:${String(reste % 60).padStart(2, "0")}`;
  for (const lieu of document.querySelectorAll("[data-reste]")) {
    lieu.textContent = reste ? dit : "Temps écoulé";
    lieu.hidden = !fin;
  }
}

function show(lu) {
  fin = lu.fin || 0;
  avance = lu.maintenant - Date.now();
  for (const lieu of document.querySelectorAll("[data-reponses]")) {
    lieu.textContent = lu.reponses;
  }
  if (String(lu.pas) === suivi.dataset.pas) return true;
  if (!touche) window.location.replace(window.location.pathname);
  document.querySelector("[data-avance]").hidden = !touche;
  return touche;
}

async function look() {
  let encore = true;
  try {
    const entetes = etag ? { "If-None-Match": etag } : {};
    const reponse = await fetch(suivi.dataset.suivi, { headers: entetes, cache: "no-store" });
    if (reponse.status === 200) {
      etag = reponse.headers.get("ETag");
      encore = show(await reponse.json());
    }
  } catch {
    etag = ""; // the network comes back, or the server does
  }
  if (encore) window.setTimeout(look, PAS);
}

votes?.addEventListener("input", () => { touche = true; });
window.setInterval(tick, 500);
tick();
look();
