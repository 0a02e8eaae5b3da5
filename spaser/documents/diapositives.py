"""What stands on each slide of a document: a section a slide, in as many as it takes.

Nothing is written under 18 points, which a room can read: what does not fit goes on, under the
same title, numbered. Sizes are in points; widths of letters are those of a wide typeface.
"""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Final

import msgspec

from spaser.documents.document import (
    Bloc,
    Chiffre,
    Contenu,
    Document,
    Element,
    EnLigne,
    Fiche,
    Figure,
    Liste,
    Note,
    Paragraphe,
    SautDePage,
    Tableau,
    Texte,
    read_mots,
    split_contenu,
    walk_sections,
)
from spaser.documents.rendus.images import COLONNE, Image, draw_png

LARGEUR: Final = 860.0
HAUTEUR: Final = 360.0
"""The room that a slide has under its title."""

TAILLES: Final = (26, 22, 20)
"""The sizes of words: the largest that lets a section stand on one slide, else the last one."""

PETITE: Final = 18
"""The smallest size: of tables and captions."""

TITRES: Final = (32, 26, 22, PETITE)
HAUTEUR_TITRE: Final = 82.0
RETRAIT: Final = 26.0
"""What a depth of list takes."""

COLONNES_MAX: Final = 6
_TITRE_MAX: Final = 180
_ESSENTIEL: Final = "L’essentiel"
_LETTRE: Final = 0.55  # the width of a letter, for a size of one
_LIGNE: Final = 1.22
_ENTRE: Final = 7.0
_MARGES: Final = (16.0, 10.0)  # of a cell: both sides, above and below
_REDUCTION: Final = 0.6  # a drawing that would be smaller than that takes a slide of its own


@dataclass(frozen=True, slots=True)
class Ligne:
    """A paragraph, or an element of a list: `puce` is nothing, « • » or a number."""

    contenu: tuple[EnLigne, ...]
    taille: int
    niveau: int = 0
    puce: str = ""


@dataclass(frozen=True, slots=True)
class Dessin:
    figure: Figure
    image: Image
    largeur: float


@dataclass(frozen=True, slots=True)
class BlocDiapositive:
    contenu: Ligne | Tableau | Dessin
    hauteur: float


@dataclass(frozen=True, slots=True)
class Diapositive:
    titre: str
    pieces: tuple[BlocDiapositive, ...]
    entier: str = ""  # the title, when it was too long to be shown whole

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what the slide does not show: its notes, where its figures come from."""
        morceaux = [m for piece in self.pieces for m in _list_morceaux(piece.contenu)]
        notes = [m.texte for m in morceaux if isinstance(m, Note)]
        chiffres = {m.reference: m for m in morceaux if isinstance(m, Chiffre)}
        if self.entier:
            notes.insert(0, f"Titre entier : {self.entier}")
        if chiffres:
            notes.append("Chiffres de cette diapositive :")
            notes += [f"{c.texte} : {c.explication} ({c.reference})" for c in chiffres.values()]
        return tuple(notes)


def split_diapositives(document: Document) -> list[Diapositive]:
    """Return the slides of a document, the first one apart: it only holds its title.

    Raises:
        ValueError: a table has more columns than a room can read.
    """
    titres: set[str] = {document.titre}
    parties = [
        (section.titre.strip() or "–", section.blocs) for _, section in walk_sections(document)
    ]
    if document.blocs:
        parties.insert(0, (_ESSENTIEL, document.blocs))
    return [d for titre, blocs in parties for d in _split_section(titre, blocs, titres)]


def choose_taille(titre: str) -> int:
    """Return the largest size at which a title stands in its room; 0 when none does."""
    return next((t for t in TITRES if _measure(titre, LARGEUR, t) <= HAUTEUR_TITRE), 0)


def _split_section(titre: str, blocs: tuple[Bloc, ...], pris: set[str]) -> Iterator[Diapositive]:
    pages: list[list[BlocDiapositive]] = []
    for taille in TAILLES:
        deroule = _Deroule(taille)
        for bloc in blocs:
            deroule.add(bloc)
        pages = [page for page in deroule.pages if page] or [[]]
        if len(pages) == 1:
            break
    court = titre
    if not choose_taille(titre):
        court = textwrap.shorten(titre, _TITRE_MAX, placeholder="…")
    for rang, page in enumerate(pages, 1):
        suffixe = f" ({rang}/{len(pages)})" if len(pages) > 1 else ""
        nom = _name(f"{court}{suffixe}", pris)
        yield Diapositive(nom, tuple(page), "" if court == titre else titre)


def _name(titre: str, pris: set[str]) -> str:
    """Return a title that no other slide has."""
    nom, rang = titre, 1
    while nom in pris:
        rang += 1
        nom = f"{titre} – {rang}"
    pris.add(nom)
    return nom


@dataclass(slots=True)
class _Deroule:
    """The pages of a section, and what is left of the last one."""

    taille: int
    pages: list[list[BlocDiapositive]] = field(default_factory=lambda: [[]])
    reste: float = HAUTEUR

    def add(self, bloc: Bloc) -> None:
        match bloc:
            case Paragraphe():
                self.add_ligne(Ligne(split_contenu(bloc.contenu), self.taille))
            case Liste():
                self.add_liste(bloc, 0)
            case Fiche():
                self.add_ligne(Ligne((Texte(bloc.titre, fort=True),), self.taille))
                for nom, contenu in bloc.champs:
                    champ = (Texte(f"{nom} : "), *split_contenu(contenu))
                    self.add_ligne(Ligne(champ, self.taille, 0, "•"))
            case Tableau():
                self.add_tableau(bloc)
            case Figure():
                self.add_figure(bloc)
            case SautDePage():
                self.turn()

    def add_liste(self, liste: Liste, niveau: int) -> None:
        for rang, element in enumerate(liste.elements, 1):
            contenu = element.contenu if isinstance(element, Element) else element
            puce = str(rang) if liste.ordonnee else "•"
            self.add_ligne(Ligne(split_contenu(contenu), self.taille, niveau, puce))
            if isinstance(element, Element):
                self.add_liste(element.liste, niveau + 1)

    def add_ligne(self, ligne: Ligne) -> None:
        """Put a paragraph, in several when it is longer than a slide."""
        largeur = LARGEUR - RETRAIT * (ligne.niveau + 1)
        lignes = int(HAUTEUR / (ligne.taille * _LIGNE))
        parts = _cut(ligne.contenu, lignes * _count_lettres(largeur, ligne.taille) // 2)
        for rang, contenu in enumerate(parts):
            partie = replace(ligne, contenu=contenu, puce="" if rang else ligne.puce)
            hauteur = _measure(read_mots(contenu), largeur, ligne.taille) + _ENTRE
            self.put(BlocDiapositive(partie, hauteur))

    def add_tableau(self, tableau: Tableau) -> None:
        """Put a table; its header comes back on each slide that it takes."""
        if len(tableau.entetes) > COLONNES_MAX:
            raise ValueError(f"« {tableau.legende} » : plus de {COLONNES_MAX} colonnes.")
        largeurs = list_largeurs(tableau)
        entete = measure_cases(largeurs, tableau.entetes) + measure_legende(tableau.legende)
        lignes = [morceau for ligne in tableau.lignes for morceau in _cut_ligne(tableau, ligne)]
        hauteurs = [measure_cases(largeurs, ligne) for ligne in lignes]
        if self.pages[-1] and self.reste < entete + max(hauteurs[:2], default=0.0):
            self.turn()
        while True:
            nombre, prise = 0, entete
            while nombre < len(lignes) and prise + hauteurs[nombre] <= self.reste:
                prise += hauteurs[nombre]
                nombre += 1
            nombre = max(nombre, 1)
            partie = msgspec.structs.replace(tableau, lignes=tuple(lignes[:nombre]))
            self.put(BlocDiapositive(partie, prise))
            lignes, hauteurs = lignes[nombre:], hauteurs[nombre:]
            if not lignes:
                return
            self.turn()

    def add_figure(self, figure: Figure) -> None:
        image = draw_png(figure.svg, largeur=COLONNE)
        forme = image.hauteur / image.largeur
        legende = measure_legende(figure.legende)
        entiere = min(LARGEUR * forme, HAUTEUR - legende)
        if self.pages[-1] and self.reste - legende < entiere * _REDUCTION:
            self.turn()
        hauteur = min(entiere, self.reste - legende)
        self.put(BlocDiapositive(Dessin(figure, image, hauteur / forme), hauteur + legende))

    def put(self, piece: BlocDiapositive) -> None:
        """Put a piece on the last slide, else on a new one."""
        if piece.hauteur > self.reste and self.pages[-1]:
            self.turn()
        self.pages[-1].append(piece)
        self.reste -= piece.hauteur

    def turn(self) -> None:
        self.pages.append([])
        self.reste = HAUTEUR


def _count_lettres(largeur: float, taille: float) -> int:
    return max(1, int(largeur / (taille * _LETTRE)))


def _measure(texte: str, largeur: float, taille: float) -> float:
    lettres = _count_lettres(largeur, taille)
    lignes = sum(max(1, len(textwrap.wrap(ligne, lettres))) for ligne in texte.split("\n"))
    return lignes * taille * _LIGNE


def _cut(contenu: tuple[EnLigne, ...], lettres: int) -> Iterator[tuple[EnLigne, ...]]:
    """Yield a content in parts of so many letters; figures, links and notes stay whole."""
    partie: list[EnLigne] = []
    taille = 0
    for morceau in contenu:
        textes = [morceau.texte]
        if isinstance(morceau, Texte) and len(morceau.texte) > lettres:
            textes = textwrap.wrap(morceau.texte, lettres, replace_whitespace=False)
        for texte in textes:
            if partie and taille + len(texte) > lettres:
                yield tuple(partie)
                partie, taille = [], 0
            partie.append(msgspec.structs.replace(morceau, texte=texte))
            taille += 0 if isinstance(morceau, Note) else len(texte)
    yield tuple(partie)


def measure_legende(legende: str) -> float:
    return _measure(legende, LARGEUR, PETITE) + _ENTRE if legende.strip() else 0.0


def list_largeurs(tableau: Tableau) -> list[float]:
    parts = tableau.largeurs or (1,) * len(tableau.entetes)
    return [LARGEUR * part / sum(parts) for part in parts]


def measure_cases(largeurs: list[float], ligne: tuple[Contenu, ...]) -> float:
    cote, dessus = _MARGES
    return dessus + max(
        _measure(read_mots(contenu), largeur - cote, PETITE)
        for largeur, contenu in zip(largeurs, ligne, strict=True)
    )


def _cut_ligne(tableau: Tableau, ligne: tuple[Contenu, ...]) -> Iterator[tuple[Contenu, ...]]:
    """Yield a row in several when a cell would be higher than half a slide."""
    lignes = int(HAUTEUR / 2 / (PETITE * _LIGNE))
    cases = [
        list(_cut(split_contenu(c), lignes * _count_lettres(largeur - _MARGES[0], PETITE) // 2))
        for largeur, c in zip(list_largeurs(tableau), ligne, strict=True)
    ]
    yield from zip_longest(*cases, fillvalue="")


def _list_morceaux(contenu: Ligne | Tableau | Dessin) -> Iterator[EnLigne]:
    match contenu:
        case Ligne():
            yield from contenu.contenu
        case Tableau():
            for ligne in contenu.lignes:
                for case in ligne:
                    yield from split_contenu(case)
