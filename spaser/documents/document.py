"""A document: sections that hold blocks, blocks that hold texts, never markup.

Screens compose it, `rendus` turns it into a file, and its JSON is its own form: `encode` and
`decode` are exact inverses. The level of a heading is its depth, so that no file jumps from a first
level to a third. What a reader may cite or change keeps an identifier: Word files name it in a
bookmark, pages in an anchor.
"""

import colorsys
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import count
from typing import Any, Final, cast
from urllib.parse import quote

import msgspec
from PIL import Image, UnidentifiedImageError

from spaser.documents.francais import typographie
from spaser.elements import ErreurSpaser
from spaser.regles.indicateurs import ReferenceChiffre

NIVEAU_MAX: Final = 5
"""The deepest heading, and the deepest list, that every form knows: a page's title is one too."""

SOURCES: Final = "sources"
"""The identifier of the section that tells where each figure comes from."""

_IDENTIFIANT: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_ADRESSE: Final = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f\x7f]+", re.IGNORECASE)
_RESERVES: Final = "%/:?#[]@!$&'()*+,;=~"  # signs that mean something in an address
_LIGNES: Final = dict.fromkeys((0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), "\n")
_ECRITS: Final[dict[int, str | None]] = {
    **dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)), None),
    **dict.fromkeys((0xFFFE, 0xFFFF), None),
    **_LIGNES,
    0x09: " ",
    0x0A: "\n",
}


class _Valeur(msgspec.Struct, frozen=True, tag_field="genre", tag=str.lower, omit_defaults=True):
    """A part of a document, told apart in JSON by its `genre`."""


class _Reperee(_Valeur, frozen=True, kw_only=True):
    """A part that keeps its identifier as long as the document lives.

    It is written with what Word accepts of a bookmark: letters, digits and _, 40 signs at most.
    """

    identifiant: str = ""

    def __post_init__(self) -> None:
        """Refuse an identifier that a form would have to change."""
        if self.identifiant and not _IDENTIFIANT.fullmatch(self.identifiant):
            raise ValueError(self.identifiant)


class Texte(_Valeur, frozen=True):
    texte: str
    fort: bool = False
    italique: bool = False


class Lien(_Valeur, frozen=True):
    """Words that lead to an address of the web or of a mail.

    Any other address is left out: the words then lead nowhere, in every form.
    """

    texte: str
    adresse: str

    def __post_init__(self) -> None:
        """Keep an address that every reader may follow, and words to follow it by."""
        lue = self.adresse if _ADRESSE.fullmatch(self.adresse) else ""
        sure = quote(lue, safe=_RESERVES, errors="replace")
        msgspec.structs.force_setattr(self, "adresse", sure)
        if not self.texte.strip():
            msgspec.structs.force_setattr(self, "texte", sure)


class Note(_Valeur, frozen=True):
    """A note at the foot of the page; `fait` is the code of the fact that it names, if it does."""

    texte: str
    fait: str = ""


class Chiffre(_Valeur, frozen=True):
    """A figure that stays bound to where it comes from, in every form.

    `reference` is siren:code:year:measure:origin; `explication` says what it counts, its bounds
    and its day. A figure without its reference cannot be made. `bornes` are the low bound, the
    value and the high bound of a share, from 0 to 1: some forms draw a small bar beside it, with
    a tick at `repere`, what all buyers do.
    """

    texte: str
    reference: str
    explication: str
    bornes: tuple[float, ...] = ()
    repere: float | None = None

    def __post_init__(self) -> None:
        """Refuse a malformed reference: nobody could trace the figure."""
        ReferenceChiffre.parse(self.reference)


type EnLigne = Texte | Lien | Note | Chiffre
type Contenu = str | tuple[EnLigne, ...]


class Paragraphe(_Reperee, frozen=True):
    """A paragraph; `en_avant` for the one that says the essential, `alerte` for a warning."""

    contenu: Contenu
    en_avant: bool = False
    alerte: bool = False


def write_paragraphe(
    texte: str, identifiant: str = "", *, en_avant: bool = False, fort: bool = False
) -> tuple[Paragraphe, ...]:
    """Return a paragraph as it is printed; nothing when nothing is told."""
    dit = typographie(texte.strip())
    contenu: Contenu = (Texte(dit, fort=True),) if fort else dit
    return (Paragraphe(contenu, en_avant, identifiant=identifiant),) if dit else ()


class Element(_Valeur, frozen=True):
    contenu: Contenu
    liste: "Liste"


class Liste(_Reperee, frozen=True):
    """A list; `ordonnee` when the order matters."""

    elements: tuple[Contenu | Element, ...]
    ordonnee: bool = False


class Tableau(_Reperee, frozen=True):
    """A table: every row has as many cells as there are titles of columns.

    `largeurs` are the shares of the width that columns take; equal ones when there are none.
    `ligne_nommee`: the first cell of a row names it. `replis`, one a row, are what a page unfolds
    under the first three cells of the row: paper has the row alone.
    """

    legende: str
    entetes: tuple[str, ...]
    lignes: tuple[tuple[Contenu, ...], ...]
    largeurs: tuple[int, ...] = ()
    ligne_nommee: bool = False
    replis: tuple[tuple["Bloc", ...], ...] = ()

    def __post_init__(self) -> None:
        """Refuse a table that has holes, which each form would fill its own way."""
        super().__post_init__()
        nombre = len(self.entetes)
        if not nombre or any(len(ligne) != nombre for ligne in self.lignes):
            raise ValueError(f"« {self.legende} » : une case par colonne, dans chaque ligne.")
        if self.largeurs and (len(self.largeurs) != nombre or min(self.largeurs) <= 0):
            raise ValueError(f"« {self.legende} » : une largeur par colonne.")
        if self.replis and len(self.replis) != len(self.lignes):
            raise ValueError(f"« {self.legende} » : un repli par ligne.")


def tell_cellule(texte: str) -> str:
    """Return what a cell of a table says; a dash when nothing was told."""
    return typographie(texte) if texte.strip() else "–"


def write_tableau(
    legende: str,
    colonnes: Mapping[str, int],
    lignes: Iterable[Iterable[Contenu]],
    identifiant: str = "",
    *,
    ligne_nommee: bool = True,
) -> tuple[Tableau, ...]:
    """Return a table, its texts as they are printed; nothing when it has no row.

    `colonnes` gives the width of each column, by its title.
    """
    ecrites = tuple(
        tuple(tell_cellule(case) if isinstance(case, str) else case for case in ligne)
        for ligne in lignes
    )
    if not ecrites:
        return ()
    titres, largeurs = tuple(colonnes), tuple(colonnes.values())
    return (
        Tableau(
            typographie(legende),
            titres,
            ecrites,
            largeurs,
            ligne_nommee=ligne_nommee,
            identifiant=identifiant,
        ),
    )


class Figure(_Reperee, frozen=True):
    """A drawing in SVG, and what it says for those who cannot see it.

    It is as wide as it says, in points, at most the column; two that follow each other and take
    half of it at most stand side by side.
    """

    svg: str
    alt: str
    legende: str


class Fiche(_Reperee, frozen=True):
    """A sheet, of an action for instance: what is said of each of its fields."""

    titre: str
    champs: tuple[tuple[str, Contenu], ...]


class Repli(_Reperee, frozen=True):
    """What a page unfolds under a title; `sujet` names what it is about for who hears it alone.

    On paper, it is unfolded: its title, then its blocks.
    """

    titre: str
    blocs: tuple["Bloc", ...]
    sujet: str = ""


def write_champs(titre: str, champs: Iterable[tuple[str, str]], identifiant: str = "") -> Fiche:
    """Return a sheet of what is told of each field: those of which nothing is are left out."""
    dits = tuple((nom, typographie(texte)) for nom, texte in champs if texte)
    return Fiche(typographie(titre), dits, identifiant=identifiant)


class SautDePage(_Reperee, frozen=True):
    """Where a new page starts."""


type Bloc = Paragraphe | Liste | Tableau | Figure | Fiche | Repli | SautDePage


class Allure(StrEnum):
    """How a section stands in a document that is designed: each form does what it can of it."""

    COURANTE = ""
    EDITO = "edito"  # one page, signed
    ENGAGEMENTS = "engagements"  # what is decided, on two pages that face each other
    AXE = "axe"  # a chapter: it opens in the colour of its axis
    ANNEXE = "annexe"
    CARTE = "carte"  # a figure and what explains it: several in a row stand side by side


class Section(_Reperee, frozen=True):
    """A heading and what it holds; `axe` is the number of the axis whose colour it takes."""

    titre: str
    blocs: tuple[Bloc, ...] = ()
    sections: tuple["Section", ...] = ()
    allure: Allure = Allure.COURANTE
    axe: int = 0


def write_section(titre: str, nom: str, *blocs: Bloc) -> tuple[Section, ...]:
    """Return a section that bears a name; nothing when it would hold nothing."""
    return (Section(typographie(titre), blocs, identifiant=nom),) if blocs else ()


class CouvertureDessinee(_Valeur, frozen=True, kw_only=True):
    """A cover of its own page: years, what the text is, the shares of purchases that it draws."""

    annees: str
    mention: str = ""
    parts: tuple[float, ...] = ()


class Document(_Valeur, frozen=True, kw_only=True):
    """A document in French; `mention` stands at the foot of each page."""

    titre: str
    jour: date
    blocs: tuple[Bloc, ...] = ()
    sections: tuple[Section, ...] = ()
    sous_titre: str = ""
    mention: str = ""
    couverture: CouvertureDessinee | None = None


def starts_with_edito(document: Document) -> bool:
    """Return whether a page of the buyer's own comes before the contents."""
    premieres = document.sections[:1] if document.couverture else ()
    return any(section.allure is Allure.EDITO for section in premieres)


def encode_document(document: Document) -> bytes:
    return msgspec.json.encode(document)


def walk_sections(document: Document) -> Iterator[tuple[int, Section]]:
    """Yield each section in the order of reading, with its level: 1 under the title."""

    def walk(sections: tuple[Section, ...], niveau: int) -> Iterator[tuple[int, Section]]:
        for section in sections:
            yield min(niveau, NIVEAU_MAX), section
            yield from walk(section.sections, niveau + 1)

    return walk(document.sections, 1)


def walk_blocs(document: Document) -> Iterator[Bloc]:
    yield from document.blocs
    for _, section in walk_sections(document):
        yield from section.blocs


def split_contenu(contenu: Contenu) -> tuple[EnLigne, ...]:
    """Return the pieces of a content: a bare text is one, a link to nowhere is its words."""
    if isinstance(contenu, str):
        return (Texte(contenu),)
    return tuple(Texte(m.texte) if isinstance(m, Lien) and not m.adresse else m for m in contenu)


def read_mots(contenu: Contenu) -> str:
    """Return the words of a content, without its notes."""
    return "".join(m.texte for m in split_contenu(contenu) if not isinstance(m, Note))


def list_contenus(bloc: Bloc) -> Iterator[Contenu]:
    match bloc:
        case Paragraphe():
            yield bloc.contenu
        case Liste():
            yield from _list_elements(bloc)
        case Tableau():
            for ligne in bloc.lignes:
                yield from ligne
            for blocs in bloc.replis:
                yield from _list_tous(blocs)
        case Fiche():
            yield from (contenu for _, contenu in bloc.champs)
        case Repli():
            yield from _list_tous(bloc.blocs)


def _list_tous(blocs: Iterable[Bloc]) -> Iterator[Contenu]:
    return (contenu for bloc in blocs for contenu in list_contenus(bloc))


def _list_elements(liste: Liste) -> Iterator[Contenu]:
    for element in liste.elements:
        if isinstance(element, Element):
            yield element.contenu
            yield from _list_elements(element.liste)
        else:
            yield element


def list_chiffres(document: Document) -> list[Chiffre]:
    """Return each figure once, by its reference, in the order of reading."""
    return find_chiffres(walk_blocs(document))


def find_chiffres(blocs: Iterable[Bloc]) -> list[Chiffre]:
    """Return each figure of some blocks once, by its reference, in the order of reading."""
    trouves: dict[str, Chiffre] = {}
    for contenu in _list_tous(blocs):
        for morceau in split_contenu(contenu):
            if isinstance(morceau, Chiffre):
                trouves.setdefault(morceau.reference, morceau)
    return list(trouves.values())


def add_sources(document: Document) -> Document:
    """Return the document with, last, where each of its figures comes from.

    It is left as it is without any figure, or when it has such a section already.
    """
    chiffres = list_chiffres(document)
    if not chiffres or any(
        section.identifiant == SOURCES for _, section in walk_sections(document)
    ):
        return document
    tableau = Tableau(
        "Chaque chiffre de ce document, ce qu’il dit et sa référence",
        ("Chiffre", "Ce qu’il dit", "Référence"),
        tuple((c.texte, c.explication, c.reference) for c in chiffres),
        (2, 5, 5),
        identifiant="sources_tableau",
    )
    annexe = any(section.allure is Allure.ANNEXE for section in document.sections)
    section = Section(
        "D’où viennent les chiffres",
        (tableau,),
        identifiant=SOURCES,
        allure=Allure.ANNEXE if annexe else Allure.COURANTE,
    )
    return msgspec.structs.replace(document, sections=(*document.sections, section))


def prepare(document: Document, *, papier: bool = True, sources: bool = True) -> Document:
    """Return a document as it is printed: what files can hold, then where its figures come from.

    Axes and annexes say their number; each heading has an identifier, that contents lead to. What
    folds is unfolded on paper, and only there.
    """
    propre = clean_document(unfold_document(document) if papier else document)
    return _name_sections(add_sources(propre) if sources else propre)


def unfold_document(document: Document) -> Document:
    """Return a document as paper has it: what folds is unfolded, what a row unfolds is left out."""

    def walk(section: Section) -> Section:
        return msgspec.structs.replace(
            section,
            blocs=tuple(_unfold(section.blocs)),
            sections=tuple(map(walk, section.sections)),
        )

    sections = tuple(map(walk, document.sections))
    return msgspec.structs.replace(
        document, blocs=tuple(_unfold(document.blocs)), sections=sections
    )


def _unfold(blocs: Iterable[Bloc]) -> Iterator[Bloc]:
    for bloc in blocs:
        match bloc:
            case Repli():
                yield Paragraphe((Texte(bloc.titre, fort=True),), identifiant=bloc.identifiant)
                yield from _unfold(bloc.blocs)
            case Tableau():
                yield msgspec.structs.replace(bloc, replis=())
            case _:
                yield bloc


def _name_sections(document: Document) -> Document:
    pris = {partie.identifiant for _, partie in walk_sections(document)}
    pris |= {bloc.identifiant for bloc in walk_blocs(document)}
    libres = (nom for nom in map("titre_{}".format, count(1)) if nom not in pris)
    annexes = count(1)

    def name(section: Section) -> Section:
        rang = next(annexes) if section.allure is Allure.ANNEXE else section.axe
        identifiant = section.identifiant or next(libres)
        return msgspec.structs.replace(
            section,
            titre=_number(section, rang),
            identifiant=identifiant,
            sections=tuple(name(fille) for fille in section.sections),
        )

    return msgspec.structs.replace(document, sections=tuple(map(name, document.sections)))


def _number(section: Section, rang: int) -> str:
    """Return « Axe 1 · Titre »; a title that says it already is left as it is."""
    nom = {Allure.AXE: "Axe", Allure.ANNEXE: "Annexe"}.get(section.allure)
    deja = section.titre.casefold().split()[:1] == [nom.casefold()] if nom else True
    if deja or not rang:
        return section.titre
    return f"{nom}\u00a0{rang} · {section.titre.strip()}"


def clean_document(document: Document) -> Document:
    """Return a document that every file can hold: clean words, depths that are bounded."""
    sections = tuple(s for section in document.sections for s in _bound_section(section, 1))
    borne = msgspec.structs.replace(document, blocs=_bound_blocs(document.blocs), sections=sections)
    return map_textes(borne, clean_signes)


def clean_signes(texte: str) -> str:
    """Leave out the signs that files refuse; a tab is a blank, every end of line is the same."""
    if texte.isprintable():
        return texte
    return texte.replace("\r\n", "\n").translate(_ECRITS)


def map_textes(document: Document, change: Callable[[str], str]) -> Document:
    def walk(valeur: Any) -> Any:  # noqa: ANN401 - any value of JSON
        if isinstance(valeur, str):
            return change(valeur)
        if isinstance(valeur, dict):
            return {nom: walk(element) for nom, element in valeur.items()}
        return [walk(v) for v in valeur] if isinstance(valeur, list | tuple) else valeur

    return msgspec.convert(walk(msgspec.to_builtins(document)), Document)


def _bound_section(section: Section, niveau: int) -> Iterator[Section]:
    """Yield a section; what is too deep stands after it instead of under it."""
    filles = tuple(s for f in section.sections for s in _bound_section(f, niveau + 1))
    profonde = niveau >= NIVEAU_MAX
    yield msgspec.structs.replace(
        section, blocs=_bound_blocs(section.blocs), sections=() if profonde else filles
    )
    if profonde:
        yield from filles


def _bound_blocs(blocs: tuple[Bloc, ...]) -> tuple[Bloc, ...]:
    return tuple(map(_bound_bloc, blocs))


def _bound_bloc(bloc: Bloc) -> Bloc:
    match bloc:
        case Liste():
            return _bound_liste(bloc, 1)
        case Repli():
            return msgspec.structs.replace(bloc, blocs=_bound_blocs(bloc.blocs))
        case _:
            return bloc


def _bound_liste(liste: Liste, niveau: int) -> Liste:
    """Return a list; elements that are too deep stand in it instead of under it."""
    elements: list[Contenu | Element] = []
    for element in liste.elements:
        if not isinstance(element, Element):
            elements.append(element)
        elif niveau < NIVEAU_MAX:
            elements.append(Element(element.contenu, _bound_liste(element.liste, niveau + 1)))
        else:
            elements += [element.contenu, *_bound_liste(element.liste, niveau).elements]
    return msgspec.structs.replace(liste, elements=tuple(elements))


# --- How documents look: one neutral style, in which a buyer puts its logo and two colours ---


ENCRE: Final = "#1c2530"
"""The colour of texts."""

CONTRASTE_MIN: Final = 4.5
"""What WCAG asks of a text of ordinary size (criterion 1.4.3)."""

LOGO_OCTETS_MAX: Final = 1_000_000
LOGO_COTE_MIN: Final = 64
LOGO_COTE_MAX: Final = 4_000
_VISIBLE_MIN: Final = 1.5  # a logo may be pale (WCAG asks nothing of it), not absent
_FORMATS: Final = frozenset({"PNG", "JPEG"})
_COULEUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_BLANC: Final = "#ffffff"


class CharteRefusee(ErreurSpaser):
    """A logo or a colour that a document cannot take; says why and what would do."""


@dataclass(frozen=True, slots=True)
class Charte:
    """The style of a document.

    `couleur` writes titles and links on white, `fond` stands behind the words put forward and the
    headers of tables. `alternative` says what the logo shows: the name of the buyer.
    """

    couleur: str = "#37527a"
    fond: str = "#e9e5dc"
    logo: bytes = b""
    alternative: str = ""


NEUTRE: Final = Charte()


def make_charte(couleur: str, fond: str, logo: bytes = b"", alternative: str = "") -> Charte:
    """Return a style that everybody can read.

    Raises:
        CharteRefusee: a colour too pale or too dark, a logo too small, too big or of another kind.
    """
    _verify_couleur(couleur, _BLANC, "La couleur des titres", "sur le blanc de la page", "foncée")
    _verify_couleur(fond, ENCRE, "La couleur de fond", "sous le texte du document", "claire")
    if logo:
        verify_logo(logo)
    return Charte(couleur, fond, logo, clean_signes(alternative).strip() or "Logo")


def compute_contraste(une: str, autre: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (formula of WCAG)."""
    claire, sombre = sorted((_compute_luminance(une), _compute_luminance(autre)), reverse=True)
    return (claire + 0.05) / (sombre + 0.05)


def _compute_luminance(couleur: str) -> float:
    rouge, vert, bleu = map(_linearize, _read_rgb(couleur))
    return 0.2126 * rouge + 0.7152 * vert + 0.0722 * bleu


def _linearize(canal: float) -> float:
    faible = 0.04045
    return canal / 12.92 if canal <= faible else ((canal + 0.055) / 1.055) ** 2.4


def _verify_couleur(couleur: str, face: str, nom: str, place: str, conseil: str) -> None:
    if not _COULEUR.fullmatch(couleur):
        raise CharteRefusee(
            f"{nom} s’écrit comme #37527a : un dièse et six signes, chiffres ou lettres de a à f."
        )
    contraste = compute_contraste(couleur, face)
    if contraste < CONTRASTE_MIN:
        lu = f"{contraste:.1f}".replace(".", ",")
        raise CharteRefusee(
            f"{nom} {couleur} ne se lit pas assez {place} : contraste de {lu}, il en faut 4,5.",
            f"Choisissez une couleur plus {conseil}.",
        )


TEINTES: Final = 8
"""How many axes have a colour of their own; those after them take the same ones again."""

_TON_MIN, _TON_MAX = 0.38, 0.55  # how vivid a colour is that we make
_PROCHES: Final = 1 / 12  # of the circle of hues: closer ones look alike
_GRIS_MAX: Final = 0.05


def compute_teintes(charte: Charte, nombre: int) -> tuple[str, ...]:
    """Return a colour an axis, that reads on white and under white: the buyer's two, then others.

    What the buyer chose is darkened as far as it must; others are the hues farthest from those
    before them.
    """
    teinte, clarte, ton = _read_hls(charte.couleur)
    premiere = charte.couleur.lower()
    if compute_contraste(premiere, _BLANC) < CONTRASTE_MIN:
        premiere = _darken(teinte, clarte, ton, CONTRASTE_MIN)
    autre, _, ton_autre = _read_hls(charte.fond)
    cercle = [teinte]
    if ton_autre > _GRIS_MAX and _part_teintes(teinte, autre) > _PROCHES:
        cercle.append(autre)
    grille = [(teinte - rang / 24) % 1 for rang in range(24)]
    while len(cercle) < TEINTES:
        cercle.append(max(grille, key=lambda t: min(_part_teintes(t, u) for u in cercle)))
    vif = min(max(ton, _TON_MIN), _TON_MAX)
    vise = min(compute_contraste(premiere, _BLANC), 6.5)  # as strong as the first, no darker
    huit = [premiere, *(_darken(t, 0.6, vif, vise) for t in cercle[1:])]
    return tuple(huit[rang % TEINTES] for rang in range(nombre))


def mix_couleurs(une: str, autre: str, part: float) -> str:
    """Return a colour between two: `part` of the first one, from 0 to 1."""
    paires = zip(_read_rgb(une), _read_rgb(autre), strict=True)
    return _write_rgb(a * part + b * (1 - part) for a, b in paires)


def _darken(teinte: float, clarte: float, ton: float, contraste: float) -> str:
    couleur = _write_rgb(colorsys.hls_to_rgb(teinte, clarte, ton))
    while compute_contraste(couleur, _BLANC) < contraste:
        clarte = max(clarte - 0.01, 0)
        couleur = _write_rgb(colorsys.hls_to_rgb(teinte, clarte, ton))
    return couleur


def _part_teintes(une: float, autre: float) -> float:
    """Return how far two hues are on their circle, at most a half."""
    ecart = abs(une - autre) % 1
    return min(ecart, 1 - ecart)


def _read_rgb(couleur: str) -> list[float]:
    return [int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def _read_hls(couleur: str) -> tuple[float, float, float]:
    return colorsys.rgb_to_hls(*_read_rgb(couleur))


def _write_rgb(canaux: Iterable[float]) -> str:
    return "#" + "".join(f"{round(canal * 255):02x}" for canal in canaux)


def verify_logo(logo: bytes) -> None:
    """Raise CharteRefusee unless it is a picture, whole, that a document can take."""
    conseil = "Donnez une image PNG ou JPEG, de 64 à 4 000 pixels de côté et de moins de 1 Mo."
    if len(logo) > LOGO_OCTETS_MAX:
        raise CharteRefusee("Ce logo est trop lourd.", conseil)
    try:
        with Image.open(io.BytesIO(logo), formats=sorted(_FORMATS)) as image:
            largeur, hauteur = image.size
            if max(largeur, hauteur) > LOGO_COTE_MAX:
                raise CharteRefusee(f"Ce logo est trop grand : {largeur} × {hauteur}.", conseil)
            if min(largeur, hauteur) < LOGO_COTE_MIN:
                raise CharteRefusee(f"Ce logo est trop petit : {largeur} × {hauteur}.", conseil)
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as erreur:
        raise CharteRefusee("Ce logo n’est pas une image PNG ou JPEG lisible.", conseil) from erreur


def verify_logo_visible(logo: bytes) -> None:
    """Raise CharteRefusee when nothing of a logo, whole already, shows on the white of a page."""
    with Image.open(io.BytesIO(logo), formats=sorted(_FORMATS)) as image:
        image.thumbnail((4 * LOGO_COTE_MIN, 4 * LOGO_COTE_MIN))
        dessin = image.convert("RGBA")
    page = Image.new("RGBA", dessin.size, _BLANC)
    page.alpha_composite(dessin)
    sombre = cast("tuple[int, int]", page.convert("L").getextrema())[0]
    if compute_contraste(_write_rgb((sombre / 255,) * 3), _BLANC) < _VISIBLE_MIN:
        raise CharteRefusee(
            "Ce logo ne se voit pas sur le blanc de la page : rien n’y est assez foncé.",
            "Donnez sa version pour fond clair.",
        )
