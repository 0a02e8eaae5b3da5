"""The practical sheets: headings, tables, drawings, the tool that each leads to."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import ClassVar, Final

import msgspec

from spaser.contenus.lecture import Courant, cache_contenu, read_dossier
from spaser.elements import ErreurSpaser
from spaser.regles.champs import UN_PAR_LIGNE, StructDit, ask, ask_corps, ask_long
from spaser.regles.nomenclatures import Nomenclature

# --- The parcours: the seven steps that lead to a scheme and follow it ---


class Tiroir(Nomenclature):
    PERIMETRE = "perimetre", "Votre périmètre"
    DIAGNOSTIC = "diagnostic", "Votre autodiagnostic"
    ACTEURS = "acteurs", "Vos acteurs"
    PLAN = "plan", "Votre plan d’action"
    SCHEMA = "schema", "Votre schéma"
    CONTROLE = "controle", "Le contrôle avant le vote"
    CIBLES = "cibles", "Vos cibles"


class LienEtape(StructDit):
    """A sheet or a tool that helps in a step."""

    libelle: str = ask("Nom", "Nommez cette page.", maximum=150)
    adresse: str = ask("Adresse", "Donnez son adresse sur le site.", maximum=200)


class EtapeParcours(StructDit):
    """A step: how long it usually takes, what to do, and all that helps to do it.

    The texts are typed as `documents.corps` reads them; `faq` are codes of answers.
    """

    GROUPES: ClassVar = {
        "L’étape": "titre court duree demi_mois que_faire fait_quand",
        "L’exemple": "exemple_nom exemple",
        "Pour aller plus loin": "faq tiroir",
    }

    code: str
    titre: str = ask("Titre", "Donnez un titre, à l’infinitif.", maximum=80)
    court: str = ask_corps("En une phrase", "Dites en une phrase ce que l’étape fait.", lignes=2)
    duree: str = ask_corps(
        "Combien de temps",
        "Donnez la durée et sa source, ou dites qu’aucune n’est connue.",
        lignes=2,
    )
    que_faire: str = ask_corps("Que faire", "Dites ce qu’il faut faire.", lignes=10)
    faq: tuple[str, ...] = ask(
        "Réponses de la foire aux questions",
        lignes=4,
        aide="Le code d’une réponse par ligne, dans l’ordre où les montrer.",
    )
    fiches: tuple[LienEtape, ...] = ask("Fiches", element="Fiche", maximum=6, ouverte=True)
    outils: tuple[LienEtape, ...] = ask("Outils", element="Outil", maximum=6, ouverte=True)
    exemple_nom: str = ask("Qui sert d’exemple", "Nommez l’acheteur.", maximum=150)
    exemple: str = ask_corps("Exemple", "Racontez l’exemple et citez sa source.", lignes=3)
    tiroir: Tiroir = ask(
        "Page de l’espace", "Choisissez une page de l’espace.", quoi="une page de l’espace"
    )
    demi_mois: int = ask(
        "Sa durée dessinée, en demi-mois",
        bornes=(0, 48),
        aide="0 : sans durée fixe, ou dans le temps de la précédente",
        default=0,
    )
    fait_quand: tuple[str, ...] = ask("C’est fait quand…", lignes=4, aide=UN_PAR_LIGNE, default=())
    mise_a_jour: date | None = None

    @property
    def textes(self) -> tuple[str, ...]:
        """Return what may cite a fact or lead to a page."""
        return (self.court, self.duree, self.que_faire, self.exemple)


load_parcours: Final = cache_contenu("parcours/etapes.json", tuple[EtapeParcours, ...])


CASES: Final = "|"
"""What stands between two cells of a row."""


class TableauIllisible(ErreurSpaser):
    """A table whose rows have not the same cells as its titles."""


class Encart(Nomenclature):
    """What the site draws by itself under a heading."""

    AUCUN = "", "Rien de plus"
    TRAME = "trame", "Les quatre parties d’un schéma, avec leurs exemples"
    APPROCHES = "approches", "Les approches, avec leurs exemples"
    ECOSYSTEME = "ecosysteme", "L’image de l’écosystème"
    CALENDRIER = "calendrier", "L’image du calendrier de préparation"
    CLAUSE = "clause", "L’image de la vie d’une clause"
    TAUX = "taux", "L’image de ce que compte un taux"


class PartieFiche(StructDit):
    """A heading: its text, then a table, then what the site draws.

    `tableau` is typed as text: a row a line, its cells between bars, the titles first.
    """

    titre: str = ask("Titre de la partie", "Donnez un titre à cette partie.", maximum=150)
    texte: str = ask_corps("Texte", default="")
    tableau: str = ask_long(
        "Tableau",
        lignes=4,
        aide=f"Une ligne par rang, les titres d’abord ; « {CASES} » sépare les cases.",
        default="",
    )
    legende: str = ask(
        "Nom du tableau", maximum=150, aide="Sans nom, celui de la partie", default=""
    )
    encart: Encart = ask("Puis, ce que le site dessine", quoi="un dessin", default=Encart.AUCUN)


class LienFiche(StructDit):
    libelle: str = ask("Mots du lien", "Dites où mène ce lien.", maximum=150)
    adresse: str = ask("Adresse", "Donnez l’adresse de la page.", maximum=300)


class FichePratique(StructDit):
    """A sheet; `codes` are those by which other tools propose it."""

    GROUPES: ClassVar = {
        "La fiche": "titre resume",
        "Sa place et son outil": "ordre outil outil_adresse codes verifie_le",
    }

    code: str
    ordre: int = ask("Place dans la liste", "Donnez sa place, de 1 à 99.", bornes=(1, 99))
    titre: str = ask("Titre", "Donnez un titre à cette fiche.", maximum=100)
    resume: str = ask_long("En bref", "Dites en une phrase à quoi sert cette fiche.", lignes=3)
    parties: tuple[PartieFiche, ...] = ask(
        "Parties", element="une partie", maximum=30, ouverte=True
    )
    outil: str = ask("Bouton de l’outil", "Dites ce que fait le bouton.", maximum=60)
    outil_adresse: str = ask("Adresse de l’outil", "Donnez l’adresse de l’outil.")
    verifie_le: date = ask("Contenu vérifié le", "Donnez le jour de la vérification.")
    codes: tuple[str, ...] = ask(
        "Codes des outils",
        lignes=2,
        aide=f"{UN_PAR_LIGNE} Le diagnostic la propose sous ces codes, comme FICHE-ACTEURS. "
        "Un code du site lui reste tant qu’aucune autre ne le porte.",
        default=(),
    )
    suite: tuple[LienFiche, ...] = ask("Et maintenant", element="un lien", maximum=12, default=())
    mise_a_jour: date | None = None

    @property
    def jour(self) -> date:
        return self.mise_a_jour or self.verifie_le

    @property
    def textes(self) -> tuple[str, ...]:
        return tuple(t for partie in self.parties for t in (partie.texte, partie.tableau) if t)


class TableauTextes(msgspec.Struct, frozen=True):
    entetes: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]


@cache
def load_fiches() -> tuple[FichePratique, ...]:
    return sort_fiches(read_dossier("fiches", FichePratique))


def sort_fiches(fiches: Iterable[FichePratique]) -> tuple[FichePratique, ...]:
    return tuple(sorted(fiches, key=lambda fiche: (fiche.ordre, fiche.titre)))


_COURANTES: Final = Courant("fiches", load_fiches)
read_fiches_from = _COURANTES.read_from
"""Has the sheets read elsewhere than in the files, where tools look for one by its code."""


def find_fiche_pratique(code: str) -> FichePratique | None:
    """Return the sheet that a code names, as another tool proposes it.

    A code that no sheet bears any more still leads to the one that bears it in the files.
    """
    fiches = _COURANTES.read()
    porte = next((fiche for fiche in fiches if code in fiche.codes), None)
    du_site = {fiche.code for fiche in load_fiches() if code in fiche.codes}
    return porte or next((fiche for fiche in fiches if fiche.code in du_site), None)


def parse_tableau(texte: str) -> TableauTextes:
    """Read a table that was typed.

    Raises:
        TableauIllisible: a row has not as many cells as there are titles, or there is no row.
    """
    rangs = [
        (rang, tuple(case.strip() for case in ligne.strip().strip(CASES).split(CASES)))
        for rang, ligne in enumerate(texte.splitlines(), 1)
        if ligne.strip()
    ]
    if len(rangs) < 2:  # noqa: PLR2004 - titles and a row
        raise TableauIllisible("Un tableau a une ligne de titres, puis une ligne au moins.")
    (_, entetes), *lignes = rangs
    for numero, cases in lignes:
        if len(cases) != len(entetes):
            raise TableauIllisible(
                f"Ligne {numero} du tableau : {len(cases)} cases pour {len(entetes)} titres. "
                f"Séparez les cases par « {CASES} »."
            )
    return TableauTextes(entetes, tuple(cases for _, cases in lignes))


def list_fautes_fiche(fiche: FichePratique) -> Iterator[str]:
    for partie in fiche.parties:
        if not partie.texte and not partie.tableau and partie.encart is Encart.AUCUN:
            yield f"« {partie.titre} » est vide : écrivez son texte, ou retirez cette partie."
        if partie.tableau:
            try:
                parse_tableau(partie.tableau)
            except TableauIllisible as faute:
                yield f"« {partie.titre} » : {faute}"
