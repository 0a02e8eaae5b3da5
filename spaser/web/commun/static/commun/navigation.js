// Menus of a space open and close without this; it closes the one left behind.

const menus = document.querySelectorAll(".spaser-rubriques__menu");

document.addEventListener("click", (clic) => {
  for (const menu of menus) {
    if (!menu.contains(clic.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (touche) => {
  if (touche.key !== "Escape") return;
  for (const menu of menus) {
    if (!menu.open) continue;
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
