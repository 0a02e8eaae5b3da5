// A button copies the sentence above it; without this, the sentence is selected by hand.

for (const phrase of document.querySelectorAll("[data-copie]")) {
  if (!navigator.clipboard) break;
  const bouton = document.createElement("button");
  bouton.type = "button";
  bouton.className =
    "fr-btn fr-btn--sm fr-btn--secondary fr-btn--icon-left fr-icon-clipboard-line";
  bouton.textContent = "Copier la phrase";
  bouton.setAttribute("aria-describedby", phrase.dataset.copie);
  const annonce = document.createElement("span");
  annonce.className = "fr-ml-1w fr-text--sm";
  annonce.setAttribute("role", "status");
  bouton.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(phrase.innerText.trim());
      annonce.textContent = "Phrase copiée.";
    } catch (refus) {
      annonce.textContent = "Votre navigateur refuse : sélectionnez la phrase.";
    }
  });
  const place = document.createElement("p");
  place.className = "fr-mb-2w considerations-copie";
  place.append(bouton, annonce);
  phrase.after(place);
}
