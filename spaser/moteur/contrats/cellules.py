"""Reading the cells of a line of contracts: each is a value, nothing, or a fault with its fix.

Some say what DECP never holds: they are kept as corrections of a contract.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from spaser.elements import digits_of, fold_mots
from spaser.moteur.contrats.modele import ChampMarche, SensOui
from spaser.moteur.tables import cellules
from spaser.moteur.tables.modele import CelluleIllisible

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
    if cellules.is_blank(valeur):
        return None
    if isinstance(valeur, float) and valeur.is_integer():
        valeur = int(valeur)
    return " ".join(str(valeur).split())


def read_jour(valeur: object) -> date | None:
    if cellules.is_blank(valeur):
        return None
    jour = cellules.read_date_cellule(valeur)
    if jour is None:
        raise CelluleIllisible("La date ne se lit pas", "Écrivez-la comme 31/12/2024.")
    return jour


def read_euros(valeur: object) -> str | None:
    """Return euros as DECP writes them."""
    if cellules.is_blank(valeur):
        return None
    try:
        centimes = cellules.read_centimes(valeur)
    except cellules.MontantIllisible as cause:
        raise CelluleIllisible(
            "Le montant ne se lit pas", "Écrivez-le comme 1 234,50 €."
        ) from cause
    if centimes < 0:
        raise CelluleIllisible("Le montant est négatif", "Écrivez-le sans signe.")
    return f"{centimes // 100}.{centimes % 100:02d}"


def read_duree_mois(valeur: object) -> int | None:
    """Return months; « 2 ans » is 24."""
    if cellules.is_blank(valeur):
        return None
    plat = " ".join(str(valeur).casefold().split())
    trouve = _ENTIER.fullmatch(plat)
    if trouve is None:
        raise CelluleIllisible("La durée ne se lit pas", "Écrivez un nombre de mois, comme 24.")
    return int(trouve[1]) * (_PAR_AN if _AN.search(plat) else 1)


def read_offres(valeur: object) -> int | None:
    if cellules.is_blank(valeur):
        return None
    chiffres = digits_of(valeur)
    if not chiffres or len(chiffres) > len("9999"):
        raise CelluleIllisible("Le nombre ne se lit pas", "Écrivez un nombre entier.")
    return int(chiffres)


def read_code_cpv(valeur: object) -> str | None:
    """Return eight digits: a spreadsheet eats the zero in front."""
    if cellules.is_blank(valeur):
        return None
    chiffres = digits_of(str(valeur).split("-")[0])
    if len(chiffres) not in {7, 8}:
        raise CelluleIllisible(
            "Le code CPV ne se lit pas", "Un code CPV a 8 chiffres, comme 45000000."
        )
    return chiffres.zfill(8)


def read_numero(valeur: object) -> str | None:
    """Return the SIREN or the SIRET of a buyer, with the zeros that a spreadsheet eats."""
    if cellules.is_blank(valeur):
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
    if cellules.is_blank(valeur):
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
    if cellules.is_blank(valeur):
        return []
    return [nom for morceau in re.split(r"[;\n]", str(valeur)) if (nom := read_texte(morceau))]


def read_oui_non(valeur: object) -> bool | None:
    """Return yes, no, or nothing."""
    if cellules.is_blank(valeur):
        return None
    plat = fold_mots(read_texte(valeur))
    if plat in _OUI:
        return True
    if plat in _NON:
        return False
    raise CelluleIllisible("La réponse n’est ni oui ni non", "Écrivez oui ou non, ou laissez vide.")


def read_considerations_declarees(valeur: object, domaine: Domaine, oui: SensOui) -> list[str]:
    """Return the labels declared; none says nothing."""
    if cellules.is_blank(valeur):
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


EUROS_MAX: Final = 10_000_000_000
HEURES_MAX: Final = 10_000_000
LOT_MAX: Final = 20  # characters

_CENT: Final = 100
_HEURES: Final = re.compile(r"\s*h(?:eures?|rs)?\.?\s*$", re.IGNORECASE)
_LOT: Final = re.compile(r"(?:lots?\b\s*)?(?:n\s*[°ºo]\s*|num[ée]ro\s*)?(\S.*)", re.IGNORECASE)
_LOT_SUIVI: Final = re.compile(r"(\d{1,3}(?:\.\d{1,2})?[a-z]?)(?:\s*:|\s+[-–(])", re.IGNORECASE)
_SANS_LOT: Final = frozenset(("", "neant", "aucun", "sans", "sans objet", "non alloti", "lot"))
_INCONNUS: Final = frozenset(("inconnu", "ne sait pas", "nsp"))
_MENTIONS: Final = ("clause", "critere")


def read_etat_declare(valeur: object) -> str | None:
    """Return oui, non or inconnu; « clause » or « critère » is a yes."""
    plat = "" if cellules.is_blank(valeur) else fold_mots(read_texte(valeur))
    if plat in _INCONNUS:
        return "inconnu"
    if plat.startswith(_MENTIONS):
        return "oui"
    if plat.startswith(NEGATIONS):
        return "non"
    reponse = read_oui_non(valeur)
    return None if reponse is None else "oui" if reponse else "non"


def read_heures(valeur: object) -> str | None:
    """Return a whole number of hours: « 1 200 h » is 1200."""
    if cellules.is_blank(valeur):
        return None
    remede = "Écrivez un nombre entier d’heures, comme 350."
    nombre = _HEURES.sub("", valeur) if isinstance(valeur, str) else valeur
    try:
        centiemes = cellules.read_centimes(nombre)
    except cellules.MontantIllisible as cause:
        raise CelluleIllisible("Le nombre d’heures ne se lit pas", remede) from cause
    if centiemes < 0:
        raise CelluleIllisible("Le nombre d’heures est négatif", remede)
    if centiemes % _CENT:
        raise CelluleIllisible("Le nombre d’heures n’est pas entier", remede)
    if centiemes > HEURES_MAX * _CENT:
        raise CelluleIllisible(
            "Le nombre d’heures est trop grand", "Vérifiez que ce sont des heures."
        )
    return str(centiemes // _CENT)


def read_lancement(valeur: object) -> str | None:
    jour = read_jour(valeur)
    return jour.isoformat() if jour else None


def read_besoin(valeur: object) -> str | None:
    """Return euros, up to what may be typed by hand."""
    euros = read_euros(valeur)
    if euros is not None and float(euros) > EUROS_MAX:
        raise CelluleIllisible(
            "Le montant est trop grand", "Donnez un montant en euros, sous 10 milliards."
        )
    return euros


def read_lot(valeur: object) -> str | None:
    """Return the number of a lot without the word: « Lot n° 3 : peinture » is 3."""
    texte = read_texte(valeur) or ""
    trouve = _LOT.fullmatch(texte)
    if trouve is None or fold_mots(texte) in _SANS_LOT:
        return None
    numero = suivi[1] if (suivi := _LOT_SUIVI.match(trouve[1])) else trouve[1]
    if len(numero) > LOT_MAX:
        raise CelluleIllisible(
            "Le numéro du lot ne se lit pas", "Écrivez son numéro seul, comme « 3 » ou « 2B »."
        )
    return numero


LECTURES: Final[Mapping[ChampMarche, Callable[[object], str | None]]] = {
    ChampMarche.LOT: read_lot,
    ChampMarche.EGALITE: read_etat_declare,
    ChampMarche.CARBONE: read_etat_declare,
    ChampMarche.HEURES_INSERTION: read_heures,
    ChampMarche.DEROGATION: read_etat_declare,
    ChampMarche.DATE_LANCEMENT: read_lancement,
    ChampMarche.BESOIN_ESTIME: read_besoin,
}
