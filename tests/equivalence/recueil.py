"""What is kept: by kind, a file a person or a subject, a section a step, in the order of steps."""

SECTION = "== "


class Recueil:
    """Writes the sections of one lot; what several pages show around their subject, once."""

    def __init__(self, racine, genre, nom):
        self.racine, self.nom, self.cadres = racine, nom, {}
        self._sections = {}
        self._fichier = racine / genre / f"{nom}.txt"

    def note(self, titre, lignes):
        """Keep a step; one met twice under one title is numbered."""
        unique, rang = titre, 1
        while unique in self._sections:
            rang += 1
            unique = f"{titre} [{rang}]"
        self._sections[unique] = [" ".join(ligne.splitlines()) for ligne in lignes]

    def write(self):
        """Write the sections by title, so that another order of steps is no difference."""
        _write(self._fichier, self._sections)
        for numero, lignes in self.cadres.items():
            _write(self.racine / "cadres" / f"{numero}.txt", {numero: lignes})


def _write(fichier, sections):
    fichier.parent.mkdir(parents=True, exist_ok=True)
    with fichier.open("w", encoding="utf-8") as sortie:
        for titre in sorted(sections):
            sortie.write("\n".join([f"{SECTION}{titre}", *sections[titre], ""]))


def read_recueil(fichier):
    """Return the sections of a file, by title."""
    sections, lignes = {}, []
    for ligne in fichier.read_text(encoding="utf-8").split("\n")[:-1]:
        if ligne.startswith(SECTION):
            lignes = sections[ligne.removeprefix(SECTION)] = []
        else:
            lignes.append(ligne)
    return sections
