"""Documents that every form is asked to write: one with everything, and any at all."""

from datetime import date

from hypothesis import strategies as st
from markupsafe import Markup

from spaser.documents.dessins import Legende
from spaser.documents.dessins_engagements import Barre, draw_barres
from spaser.documents.document import (
    NIVEAU_MAX,
    Allure,
    Chiffre,
    CouvertureDessinee,
    Document,
    Element,
    Fiche,
    Figure,
    Lien,
    Liste,
    Note,
    Paragraphe,
    SautDePage,
    Section,
    Tableau,
    Texte,
    prepare,
)
from spaser.documents.rendus.html import write_blocs, write_sections

JOUR = date(2026, 11, 24)
SVG = draw_barres(
    Legende("essai", "Titre", "Description"), [Barre("2026", "48,75", 0.4875, 0.4, 0.6)]
)
REFERENCE = "001010016:SOC-01:2025:nombre:publie"
AUTRE = "001010016:ENV-01:2025:nombre:corrige"


PAGE = Markup(
    '<html lang="fr"><body><h1>{0.titre}</h1><p>{0.sous_titre}</p>'
    "{1}{2}<p>{0.mention}</p></body></html>"
)


def write_html(document):
    """Write the blocks as a page of the site does."""
    complet = prepare(document)
    return PAGE.format(complet, write_blocs(complet.blocs), write_sections(complet.sections, 2))


def make(*blocs, titre="Essai", **champs):
    return Document(titre=titre, blocs=blocs, jour=JOUR, **champs)


SOCIAL = Chiffre("34,5 %", REFERENCE, "49 marchés sur 142, 4 sans réponse")
VERT = Chiffre("61 %", AUTRE, "87 marchés sur 142")

COMPLET = Document(
    titre="Schéma d’essai",
    sous_titre="Métropole de Val-Fictif",
    mention="Pied de page",
    jour=JOUR,
    blocs=(
        Paragraphe(
            (Texte("En 2025, "), SOCIAL, Texte(" des marchés.")),
            en_avant=True,
            identifiant="resume",
        ),
    ),
    sections=(
        Section(
            "Présenter",
            (
                Paragraphe(
                    (
                        Texte("Un mot "),
                        Texte("fort", fort=True),
                        Texte(", un "),
                        Texte("italique", italique=True),
                        Lien(" et un lien", "https://exemple.fr/page?a=1&b=2"),
                        Note("Une note de bas de page."),
                        Texte("."),
                    ),
                    identifiant="mots",
                ),
                Liste(
                    ("un", Element("deux", Liste(("a", "b"), ordonnee=True)), "trois"),
                    identifiant="liste",
                ),
                Liste(("premier", "second"), ordonnee=True),
            ),
            (
                Section(
                    "Où nous en sommes",
                    (
                        Tableau(
                            "Deux lignes de la loi",
                            ("Ligne", "Valeur"),
                            (("Social", (SOCIAL,)), ("Environnement", (VERT,))),
                            (3, 1),
                            ligne_nommee=True,
                            identifiant="lignes",
                        ),
                        Figure(SVG, "48,75 sur 100", "Score de l’année", identifiant="score"),
                    ),
                    identifiant="etat",
                ),
            ),
            identifiant="partie_1",
        ),
        Section(
            "Agir",
            (
                SautDePage(),
                Fiche(
                    "Former les acheteurs",
                    (("Pilote", "Direction des achats"), ("Étapes", "Former, suivre")),
                    identifiant="action_1",
                ),
            ),
            identifiant="partie_2",
        ),
    ),
)

_textes = st.text(max_size=30)
_morceaux = st.one_of(
    st.builds(Texte, _textes, st.booleans(), st.booleans()),
    st.builds(Lien, _textes, st.sampled_from(("https://exemple.fr", "javascript:alert(1)"))),
    st.builds(Note, _textes),
    st.just(SOCIAL),
)
_contenus = st.one_of(_textes, st.lists(_morceaux, max_size=4).map(tuple))
_listes = st.builds(Liste, st.lists(_contenus, max_size=3).map(tuple), st.booleans())
_elements = st.one_of(_contenus, st.builds(Element, _contenus, _listes))


@st.composite
def _tableaux(draw):
    largeur = draw(st.integers(1, 3))
    ligne = st.tuples(*[_contenus] * largeur)
    entetes = draw(st.tuples(*[_textes] * largeur))
    lignes = draw(st.lists(ligne, max_size=3).map(tuple))
    return Tableau(draw(_textes), entetes, lignes, ligne_nommee=draw(st.booleans()))


_blocs = st.one_of(
    st.builds(Paragraphe, _contenus, st.booleans()),
    st.builds(Liste, st.lists(_elements, max_size=3).map(tuple), st.booleans()),
    _tableaux(),
    st.builds(Figure, st.just(SVG), _textes, _textes),
    st.builds(Fiche, _textes, st.lists(st.tuples(_textes, _contenus), max_size=2).map(tuple)),
    st.just(SautDePage()),
)
_listes_de_blocs = st.lists(_blocs, max_size=3).map(tuple)
_places = {"allure": st.sampled_from(Allure), "axe": st.integers(0, 12)}
_sections = st.recursive(
    st.builds(Section, _textes, _listes_de_blocs, **_places),
    lambda filles: st.builds(
        Section, _textes, _listes_de_blocs, st.lists(filles, max_size=2).map(tuple), **_places
    ),
    max_leaves=3,
)
_couvertures = st.builds(
    CouvertureDessinee,
    annees=_textes,
    mention=_textes,
    parts=st.lists(st.floats(-1, 1), max_size=3).map(tuple),
)
DOCUMENTS = st.builds(
    Document,
    titre=_textes,
    jour=st.just(JOUR),
    blocs=_listes_de_blocs,
    sections=st.lists(_sections, max_size=2).map(tuple),
    mention=_textes,
    couverture=st.none() | _couvertures,
)


def _nest(profondeur):
    liste = Liste(("au fond", "au fond aussi"), ordonnee=profondeur % 2 == 0)
    for rang in range(profondeur, 0, -1):
        liste = Liste((Element(f"rang {rang}", liste), f"suite {rang}"), ordonnee=rang % 2 == 0)
    return liste


def _deepen(niveau):
    filles = (_deepen(niveau + 1),) if niveau < NIVEAU_MAX else ()
    return Section(
        f"Titre de niveau {niveau}",
        (Paragraphe(f"Sous le titre de niveau {niveau}.", identifiant=f"texte_{niveau}"),),
        filles,
        identifiant=f"niveau_{niveau}",
    )


RICHE = Document(
    titre="Schéma riche",
    sous_titre="Métropole de Val-Fictif",
    mention="Document d’essai",
    jour=JOUR,
    blocs=(
        Paragraphe(
            (Texte("Le taux est de "), SOCIAL, Texte(".")), en_avant=True, identifiant="resume"
        ),
    ),
    sections=(
        _deepen(1),
        Section(
            "Listes et notes",
            (
                _nest(4),
                Paragraphe(
                    (
                        Texte("Une phrase"),
                        Note("Première note."),
                        Texte(" et une autre"),
                        Note("Seconde note."),
                        Lien(" avec un lien", "https://exemple.fr/a"),
                    )
                ),
            ),
        ),
        Section(
            "Tableaux, figures et fiches",
            (
                Tableau(
                    "Taux par année",
                    ("Année", "Social", "Environnement"),
                    (
                        ("2025", (SOCIAL,), (VERT,)),
                        ("2024", "non connu", (Texte("58 %"),)),
                    ),
                    (1, 2, 2),
                    ligne_nommee=True,
                    identifiant="taux",
                ),
                Tableau(
                    "Un long tableau",
                    ("Famille", "Marchés"),
                    tuple((f"Famille {rang}", f"{rang} marchés") for rang in range(1, 61)),
                    identifiant="familles",
                ),
                Figure(SVG, "48,75 sur 100 en 2026", "Score", identifiant="score"),
                Figure(SVG, "La même, vue autrement", "Score encore", identifiant="score_bis"),
                Fiche(
                    "Former les acheteurs",
                    (("Pilote", "Direction des achats"), ("Cible", (VERT, Texte(" en 2028")))),
                    identifiant="action_1",
                ),
            ),
            identifiant="tout",
        ),
    ),
)
"""Longer than a page, with every kind of block several times, and as deep as forms go."""
