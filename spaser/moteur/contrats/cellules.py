"""Reading the cells of a line of contracts: each gives a value, or a fault with its fix.

A blank cell is never read. Some say what DECP never holds: they are kept as corrections of a
contract.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from spaser.elements import digits_of, fold_mots
from spaser.moteur.contrats.modele import ChampMarche, SensOui
from spaser.moteur.tables.cellules import (
    MontantIllisible,
    read_centimes,
    read_date_cellule,
    read_texte,
)
from spaser.moteur.tables.modele import CelluleIllisible

_SIRET_COLLE: Final = re.compile(r"(?<!\d)\d{14}(?!\d)")
_ENTIER: Final = re.compile(r"(\d{1,5})(?:[.,]\d+)?(?: mois| an| ans)?")
_AN: Final = re.compile(r"\d.* ans?$")
_PAR_AN: Final = 12
_SIREN, _SIRET = 9, 14
_OUI: Final = frozenset("oui o x 1 vrai true yes v".split())
_NON: Final = frozenset("non n 0 faux false no neant aucun aucune sans".split())
_NEGATIONS: Final = ("pas de", "aucun", "sans ")


@dataclass(frozen=True, slots=True)
class Domaine:
    """One family of considerations: its columns, the labels of DECP, the words that tell them."""

    tout: ChampMarche  # the column that may declare any of them
    parties: Mapping[ChampMarche, str]
    absence: str

    @property
    def mots(self) -> Mapping[str, str]:
        return dict(zip(("clause", "critere", "reserv"), self.parties.values(), strict=False))

    def of_oui(self, sens: SensOui) -> list[str]:
        """Return the labels of a bare « oui »."""
        clause, critere, *_ = self.parties.values()
        return {
            SensOui.INCONNU: [],
            SensOui.CLAUSE: [clause],
            SensOui.CRITERE: [critere],
            SensOui.LES_DEUX: [clause, critere],
        }[sens]


SOCIAL: Final = Domaine(
    ChampMarche.SOCIAL,
    {
        ChampMarche.CLAUSE_SOCIALE: "Clause sociale",
        ChampMarche.CRITERE_SOCIAL: "Critère social",
        ChampMarche.RESERVE: "Marché réservé",
    },
    "Pas de considération sociale",
)
ENVIRONNEMENT: Final = Domaine(
    ChampMarche.ENVIRONNEMENT,
    {
        ChampMarche.CLAUSE_ENVIRONNEMENTALE: "Clause environnementale",
        ChampMarche.CRITERE_ENVIRONNEMENTAL: "Critère environnemental",
    },
    "Pas de considération environnementale",
)


def read_jour(valeur: object) -> date:
    jour = read_date_cellule(valeur)
    if jour is None:
        raise CelluleIllisible("La date ne se lit pas", "Écrivez-la comme 31/12/2024.")
    return jour


def read_euros(valeur: object) -> str:
    """Return euros as DECP writes them."""
    centimes = _read_positif(
        valeur, "Le montant", ("Écrivez-le comme 1 234,50 €.", "Écrivez-le sans signe.")
    )
    return f"{centimes // _CENT}.{centimes % _CENT:02d}"


def _read_positif(valeur: object, quoi: str, remedes: tuple[str, str]) -> int:
    """Return hundredths; the remedies are those of what is no number, and of a negative one."""
    try:
        centiemes = read_centimes(valeur)
    except MontantIllisible as cause:
        raise CelluleIllisible(f"{quoi} ne se lit pas", remedes[0]) from cause
    if centiemes < 0:
        raise CelluleIllisible(f"{quoi} est négatif", remedes[1])
    return centiemes


def read_duree_mois(valeur: object) -> int:
    """Return months; « 2 ans » is 24."""
    plat = " ".join(str(valeur).casefold().split())
    trouve = _ENTIER.fullmatch(plat)
    if trouve is None:
        raise CelluleIllisible("La durée ne se lit pas", "Écrivez un nombre de mois, comme 24.")
    return int(trouve[1]) * (_PAR_AN if _AN.search(plat) else 1)


def read_offres(valeur: object) -> int:
    chiffres = digits_of(valeur)
    if not chiffres or len(chiffres) > len("9999"):
        raise CelluleIllisible("Le nombre ne se lit pas", "Écrivez un nombre entier.")
    return int(chiffres)


def read_code_cpv(valeur: object) -> str:
    """Return eight digits: a spreadsheet eats the zero in front."""
    chiffres = digits_of(str(valeur).split("-")[0])
    if len(chiffres) not in {7, 8}:
        raise CelluleIllisible(
            "Le code CPV ne se lit pas", "Un code CPV a 8 chiffres, comme 45000000."
        )
    return chiffres.zfill(8)


def read_numero(valeur: object) -> str:
    """Return the SIREN or the SIRET of a buyer."""
    return _read_identifiant(
        valeur,
        "Le SIRET ou le SIREN de l’acheteur ne se lit pas",
        "Un SIREN a 9 chiffres, un SIRET 14 : recopiez-le en entier.",
    )


def read_sirets(valeur: object) -> list[str]:
    colles = _SIRET_COLLE.findall(str(valeur))
    if len(colles) > 1:
        return colles
    dit = "Le SIRET du titulaire ne se lit pas"
    return [_read_identifiant(valeur, dit, "Un SIRET a 14 chiffres : recopiez-le en entier.")]


def _read_identifiant(valeur: object, probleme: str, remede: str) -> str:
    """Return nine or fourteen digits, as DECP holds them, with the zero that a spreadsheet eats."""
    chiffres = digits_of(valeur)
    for longueur in (_SIREN, _SIRET):
        if longueur - 1 <= len(chiffres) <= longueur:
            return chiffres.zfill(longueur)
    raise CelluleIllisible(probleme, remede)


def read_noms(valeur: object) -> list[str]:
    return [nom for morceau in re.split(r"[;\n]", str(valeur)) if (nom := read_texte(morceau))]


def read_oui_non(valeur: object) -> bool:
    plat = fold_mots(read_texte(valeur))
    if plat in _OUI:
        return True
    if plat in _NON:
        return False
    raise CelluleIllisible("La réponse n’est ni oui ni non", "Écrivez oui ou non, ou laissez vide.")


def read_considerations_declarees(valeur: object, domaine: Domaine, oui: SensOui) -> list[str]:
    """Return the labels declared."""
    plat = fold_mots(read_texte(valeur))
    if plat in _NON or plat.startswith(_NEGATIONS):
        return [domaine.absence]
    trouves = [libelle for mot, libelle in domaine.mots.items() if mot in plat]
    if trouves:
        return trouves
    if plat not in _OUI:
        reserve = ", « marché réservé »" if "reserv" in domaine.mots else ""
        raise CelluleIllisible(
            "La considération ne se lit pas",
            f"Écrivez « clause », « critère »{reserve} ou « non ».",
        )
    if libelles := domaine.of_oui(oui):
        return libelles
    raise CelluleIllisible(
        "« Oui » ne dit pas laquelle : la réponse reste inconnue",
        "Dites à l’association des colonnes ce que « oui » veut dire, ou écrivez « clause » "
        "ou « critère ».",
    )


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


def read_etat_declare(valeur: object) -> str:
    """Return oui, non or inconnu; « clause » or « critère » is a yes."""
    plat = fold_mots(read_texte(valeur))
    if plat in _INCONNUS:
        return "inconnu"
    if plat.startswith(_MENTIONS):
        return "oui"
    if plat.startswith(_NEGATIONS):
        return "non"
    return "oui" if read_oui_non(valeur) else "non"


def read_heures(valeur: object) -> str:
    """Return a whole number of hours: « 1 200 h » is 1200."""
    remede = "Écrivez un nombre entier d’heures, comme 350."
    nombre = _HEURES.sub("", valeur) if isinstance(valeur, str) else valeur
    centiemes = _read_positif(nombre, "Le nombre d’heures", (remede, remede))
    if centiemes % _CENT:
        raise CelluleIllisible("Le nombre d’heures n’est pas entier", remede)
    if centiemes > HEURES_MAX * _CENT:
        raise CelluleIllisible(
            "Le nombre d’heures est trop grand", "Vérifiez que ce sont des heures."
        )
    return str(centiemes // _CENT)


def read_lancement(valeur: object) -> str:
    return read_jour(valeur).isoformat()


def read_besoin(valeur: object) -> str:
    """Return euros, up to what may be typed by hand."""
    euros = read_euros(valeur)
    if float(euros) > EUROS_MAX:
        raise CelluleIllisible(
            "Le montant est trop grand", "Donnez un montant en euros, sous 10 milliards."
        )
    return euros


def read_lot(valeur: object) -> str | None:
    """Return the number of a lot without the word: « Lot n° 3 : peinture » is 3."""
    texte = read_texte(valeur)
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
