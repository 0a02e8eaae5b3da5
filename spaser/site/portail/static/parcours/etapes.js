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

const marquer = (code) => {
  const mot = document.createElement("span");
  mot.className = "fr-badge fr-badge--success fr-badge--sm";
  mot.textContent = "Fait";
  document.querySelector(`[data-etape="${CSS.escape(code)}"]`)?.append(mot);
};

const faites = lire();
for (const code of faites ?? []) marquer(code);
for (const bloc of faites ? document.querySelectorAll("[data-fait]") : []) {
  const code = bloc.dataset.fait;
  const caseFait = bloc.querySelector("input");
  caseFait.checked = faites.has(code);
  bloc.hidden = false;
  caseFait.addEventListener("change", () => {
    if (caseFait.checked) faites.add(code);
    else faites.delete(code);
    try {
      window.localStorage.setItem(CLE, JSON.stringify([...faites]));
    } catch {
      // storage is full: the box stays ticked until the page is left
    }
  });
}
