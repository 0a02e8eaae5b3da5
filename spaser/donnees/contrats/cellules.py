"""Reading the cells of a line of contracts: each is a value, nothing, or a fault with its fix."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from spaser.donnees.contrats.correspondance import SensOui
from spaser.donnees.tables.cellules import is_blank, read_date
from spaser.donnees.tables.montants import MontantIllisible, read_centimes
from spaser.donnees.tables.remarques import CelluleIllisible
from spaser.identifiants import digits_of
from spaser.lettres import fold_mots

_SIRET_COLLE: Final = re.compile(r"(?<!\d)\d{14}(?!\d)")
_ENTIER: Final = re.compile(r"(\d{1,5})(?:[.,]\d+)?(?: mois| an| ans)?")
_AN: Final = re.compile(r"\d.* ans?$")
_PAR_AN: Final = 12
_SIREN, _SIRET = 9, 14
_OUI: Final = frozenset("oui o x 1 vrai true yes v".split())
_NON: Final = frozenset("non n 0 faux false no neant aucun aucune sans".split())
NEGATIONS: Final = ("pas de", "aucun", "sans ")


@dataclass(frozen=True, slots=True)
class Domaine:
    """The words of one family of considerations, and the labels that DECP gives them."""

    clause: str
    critere: str
    absence: str
    reserve: str | None = None

    @property
    def mots(self) -> Mapping[str, str]:
        """Return the label of each word that tells a kind."""
        mots = {"clause": self.clause, "critere": self.critere}
        return mots | ({"reserv": self.reserve} if self.reserve else {})

    def of_oui(self, sens: SensOui) -> list[str]:
        """Return the labels of a bare « oui »."""
        return {
            SensOui.INCONNU: [],
            SensOui.CLAUSE: [self.clause],
            SensOui.CRITERE: [self.critere],
            SensOui.LES_DEUX: [self.clause, self.critere],
        }[sens]


SOCIAL: Final = Domaine(
    "Clause sociale", "Critère social", "Pas de considération sociale", "Marché réservé"
)
ENVIRONNEMENT: Final = Domaine(
    "Clause environnementale", "Critère environnemental", "Pas de considération environnementale"
)


def read_texte(valeur: object) -> str | None:
    """Return a text on one line; a whole number loses the « .0 » of a spreadsheet."""
    if is_blank(valeur):
        return None
    if isinstance(valeur, float) and valeur.is_integer():
        valeur = int(valeur)
    return " ".join(str(valeur).split())


def read_jour(valeur: object) -> date | None:
    """Return a day."""
    if is_blank(valeur):
        return None
    jour = read_date(valeur)
    if jour is None:
        raise CelluleIllisible("La date ne se lit pas", "Écrivez-la comme 31/12/2024.")
    return jour


def read_montant(valeur: object) -> str | None:
    """Return euros as DECP writes them."""
    if is_blank(valeur):
        return None
    try:
        centimes = read_centimes(valeur)
    except MontantIllisible as cause:
        raise CelluleIllisible(
            "Le montant ne se lit pas", "Écrivez-le comme 1 234,50 €."
        ) from cause
    if centimes < 0:
        raise CelluleIllisible("Le montant est négatif", "Écrivez-le sans signe.")
    return f"{centimes // 100}.{centimes % 100:02d}"


def read_duree(valeur: object) -> int | None:
    """Return months; « 2 ans » is 24."""
    if is_blank(valeur):
        return None
    plat = " ".join(str(valeur).casefold().split())
    trouve = _ENTIER.fullmatch(plat)
    if trouve is None:
        raise CelluleIllisible("La durée ne se lit pas", "Écrivez un nombre de mois, comme 24.")
    return int(trouve[1]) * (_PAR_AN if _AN.search(plat) else 1)


def read_entier(valeur: object) -> int | None:
    """Return a small whole number."""
    if is_blank(valeur):
        return None
    chiffres = digits_of(valeur)
    if not chiffres or len(chiffres) > len("9999"):
        raise CelluleIllisible("Le nombre ne se lit pas", "Écrivez un nombre entier.")
    return int(chiffres)


def read_cpv(valeur: object) -> str | None:
    """Return eight digits: a spreadsheet eats the zero in front."""
    if is_blank(valeur):
        return None
    chiffres = digits_of(str(valeur).split("-")[0])
    if len(chiffres) not in {7, 8}:
        raise CelluleIllisible(
            "Le code CPV ne se lit pas", "Un code CPV a 8 chiffres, comme 45000000."
        )
    return chiffres.zfill(8)


def read_numero(valeur: object) -> str | None:
    """Return the SIREN or the SIRET of a buyer, with the zeros that a spreadsheet eats."""
    if is_blank(valeur):
        return None
    chiffres = digits_of(valeur)
    for longueur in (_SIREN, _SIRET):
        if longueur - 1 <= len(chiffres) <= longueur:
            return chiffres.zfill(longueur)
    raise CelluleIllisible(
        "Le SIRET ou le SIREN de l’acheteur ne se lit pas",
        "Un SIREN a 9 chiffres, un SIRET 14 : recopiez-le en entier.",
    )


def read_sirets(valeur: object) -> list[str]:
    """Return the SIRET or SIREN of the holders written in one cell."""
    if is_blank(valeur):
        return []
    colles = _SIRET_COLLE.findall(str(valeur))
    if len(colles) > 1:
        return colles
    chiffres = digits_of(valeur)
    for longueur in (_SIREN, _SIRET):
        if longueur - 1 <= len(chiffres) <= longueur:
            return [chiffres.zfill(longueur)]
    raise CelluleIllisible(
        "Le SIRET du titulaire ne se lit pas", "Un SIRET a 14 chiffres : recopiez-le en entier."
    )


def read_noms(valeur: object) -> list[str]:
    """Return the names of the holders written in one cell."""
    if is_blank(valeur):
        return []
    return [nom for morceau in re.split(r"[;\n]", str(valeur)) if (nom := read_texte(morceau))]


def read_oui_non(valeur: object) -> bool | None:
    """Return yes, no, or nothing."""
    if is_blank(valeur):
        return None
    plat = fold_mots(read_texte(valeur))
    if plat in _OUI:
        return True
    if plat in _NON:
        return False
    raise CelluleIllisible("La réponse n’est ni oui ni non", "Écrivez oui ou non, ou laissez vide.")


def read_considerations(valeur: object, domaine: Domaine, oui: SensOui) -> list[str]:
    """Return the labels declared; none says nothing."""
    if is_blank(valeur):
        return []
    plat = fold_mots(read_texte(valeur))
    if plat in _NON or plat.startswith(NEGATIONS):
        return [domaine.absence]
    trouves = [libelle for mot, libelle in domaine.mots.items() if mot in plat]
    if trouves:
        return trouves
    if plat not in _OUI:
        raise CelluleIllisible(
            "La considération ne se lit pas",
            "Écrivez « clause », « critère »"
            f"{', « marché réservé »' if domaine.reserve else ''} ou « non ».",
        )
    libelles = domaine.of_oui(oui)
    if not libelles:
        raise CelluleIllisible(
            "« Oui » ne dit pas laquelle : la réponse reste inconnue",
            "Dites à l’association des colonnes ce que « oui » veut dire, ou écrivez « clause » "
            "ou « critère ».",
        )
    return libelles
