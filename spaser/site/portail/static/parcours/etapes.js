// Remembers, in this browser alone, which steps are done. Without it, nothing of it is shown.
const CLE = "spaser-parcours";

const lire = () => {
  try {
    const lues = JSON.parse(window.localStorage.getItem(CLE) ?? "[]");
    return new Set(Array.isArray(lues) ? lues : []);
  } catch {
    return null; // storage is refused: nothing could be remembered
  }
};

const marquer = (code, faite) => {
  const ligne = document.querySelector(`[data-etape="${code}"]`);
  let mot = ligne?.querySelector("[data-mot]");
  if (!ligne || Boolean(mot) === faite) return;
  if (!faite) {
    mot.remove();
    return;
  }
  mot = document.createElement("span");
  mot.dataset.mot = "";
  mot.className = "fr-badge fr-badge--success fr-badge--sm fr-ml-1w";
  mot.textContent = "Fait";
  ligne.append(mot);
};

const faites = lire();
for (const bloc of faites ? document.querySelectorAll("[data-fait]") : []) {
  const code = bloc.dataset.fait;
  const caseFait = bloc.querySelector("input");
  caseFait.checked = faites.has(code);
  marquer(code, caseFait.checked);
  bloc.hidden = false;
  caseFait.addEventListener("change", () => {
    if (caseFait.checked) faites.add(code);
    else faites.delete(code);
    marquer(code, caseFait.checked);
    try {
      window.localStorage.setItem(CLE, JSON.stringify([...faites]));
    } catch {
      // storage is full: the box stays ticked until the page is left
    }
  });
}
