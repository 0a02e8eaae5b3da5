"""The rows of an inventory: what they say of each plan, and what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, runtime_checkable

from spaser.elements import fold_mots
from spaser.moteur.tables.modele import Remarque
from spaser.moteur.tables.rangees import FeuilleLue, Rangee, RechercheTable, find_tableau
from spaser.regles import politiques
from spaser.regles.champs import ChampDit, GenreDit, RangeeDite, list_cherchees
from spaser.site.diagnostic.models import COLONNES_INVENTAIRE, LignePlan

_ETATS: Final = {
    fold_mots(nom): etat for etat in politiques.EtatPlan for nom in (etat.value, etat.libelle)
} | {
    "oui": politiques.EtatPlan.EXISTE,
    "x": politiques.EtatPlan.EXISTE,
    "en cours": politiques.EtatPlan.PREPARATION,
    "non": politiques.EtatPlan.ABSENT,
}


@runtime_checkable
class LignePlanDite(RangeeDite, Protocol):
    """What a row says of a plan; `code` is empty for one that is not in the catalogue."""

    nom: str
    etat: politiques.EtatPlan
    debut: int | None
    fin: int | None
    code: str


RECHERCHE: Final = RechercheTable(
    colonnes=list_cherchees(COLONNES_INVENTAIRE),
    necessaires=frozenset({"nom", "etat"}),
    lignes_max=500,
    demesure="Le classeur est trop gros : gardez la seule feuille de l’inventaire.",
)
_ABSENT: Final = (
    "Nous ne trouvons pas la ligne des titres : gardez au moins « Plan ou schéma » et « État » en "
    "tête des colonnes."
)


@dataclass(slots=True)
class InventaireLu:
    lignes: list[LignePlanDite] = field(default_factory=list)
    remarques: list[Remarque] = field(default_factory=list)


def read_inventaire(feuilles: Sequence[FeuilleLue]) -> InventaireLu:
    """Read the first sheet that holds an inventory; ErreurTable says why there is none."""
    trop = "Le fichier compte plus de {1} lignes : découpez-le."
    lu = InventaireLu()
    for rangee in find_tableau(feuilles, RECHERCHE, _ABSENT, trop).list_rangees():
        ligne = _read(rangee)
        if ligne.nom or ligne.code:
            lu.lignes.append(ligne)
        else:
            rangee.tell("nom", "le nom du plan manque : la ligne n’est pas lue.")
        lu.remarques += rangee.remarques
    return lu


def _read(rangee: Rangee) -> LignePlanDite:
    textes = {
        c.nom: _read_texte(rangee, c) for c in COLONNES_INVENTAIRE if c.genre is GenreDit.LIGNE
    }
    plan = politiques.find_plan(_clean(rangee, "code").upper()) or politiques.find_au_catalogue(
        textes["nom"], politiques.load_plans()
    )
    debut, fin = _read_annee(rangee, "debut"), _read_annee(rangee, "fin")
    if faute := politiques.explain_periode(debut, fin):
        rangee.tell("fin", faute, "Les deux années sont laissées de côté.")
        debut = fin = None
    ligne: LignePlanDite = LignePlan(
        **textes | {"nom": plan.nom if plan else textes["nom"]},
        etat=_read_etat(rangee),
        debut=debut,
        fin=fin,
        code=plan.code if plan else "",
    )
    return ligne


def _clean(rangee: Rangee, nom: str) -> str:
    return " ".join(str(rangee.valeurs.get(nom) or "").split())


def _read_texte(rangee: Rangee, champ: ChampDit) -> str:
    texte, longueur = _clean(rangee, champ.nom), champ.maximum
    if len(texte) > longueur:
        rangee.tell(champ.nom, f"ce texte dépasse {longueur} signes : sa fin est laissée de côté.")
    return texte[:longueur]


def _read_etat(rangee: Rangee) -> politiques.EtatPlan:
    texte = _clean(rangee, "etat")
    etat = _ETATS.get(fold_mots(texte))
    if texte and etat is None:
        choix = ", ".join(f"« {etat.libelle} »" for etat in politiques.EtatPlan)
        rangee.tell("etat", f"« {texte} » n’est pas un état connu.", f"Écrivez {choix}.")
    return etat or politiques.EtatPlan.INCONNU


def _read_annee(rangee: Rangee, nom: str) -> int | None:
    texte = _clean(rangee, nom).removesuffix(".0")
    annee = int(texte) if texte.isascii() and texte.isdigit() and len(texte) == 4 else 0  # noqa: PLR2004
    if politiques.ANNEES[0] <= annee <= politiques.ANNEES[1]:
        return annee
    if texte:
        rangee.tell(nom, f"« {texte} » n’est pas une année : écrivez par exemple 2024.")
    return None
