"""The columns of a plan as others title them: those of an action, and what stands beside them."""

from datetime import UTC, datetime
from typing import Final

from spaser.elements import fold_mots
from spaser.moteur.tables.correspondance import Correspondance
from spaser.moteur.tables.modele import ErreurTable
from spaser.regles.plan_importe.lignes import ETAPE_SEULE
from spaser.regles.plan_importe.visees import VISEES
from spaser.site.plan.importation.tableau_lu import TITRE, Cherche, make_cherches
from spaser.site.plan.models.actions import PLAN

_VISES: Final = ", ".join(f"objectif {annee}" for annee in range(2020, 2051))
_PASSEES: Final = ", ".join(f"valeur {an}" for an in range(2015, datetime.now(UTC).year + 1))
_TITRES: Final = VISEES | {ETAPE_SEULE: "Sous-action, une par ligne"}
# What becomes a target, or a step: the titles that others give, words by which one is another's.
_AUTRES: Final = {
    "cible_annee": ("annee cible, annee visee, echeance de la cible", ""),
    "base_annee": ("annee de reference, annee initiale", ""),
    "base": (f"valeur initiale, valeur actuelle, valeur de reference, depart, {_PASSEES}", "date"),
    "cible": (f"valeur visee, objectif chiffre, cible, cibles, {_VISES}", "public publics"),
    "unite": ("unite de mesure, unites", ""),
    ETAPE_SEULE: ("sous action, sous actions, tache, etape", "date delai"),
}
# Who looks first among titles: the words of the last are in many others. A column that is not named
# here looks before them.
_APRES: Final = (
    "modele cle_import attend sous_action etapes code resultat axe objectif description avancement "
    "motif etat temps moyens budget contributeurs pilote debut fin familles politiques indicateurs "
    "obligations preuves commentaire titre"
).split()


def _list_cherches() -> tuple[Cherche, ...]:
    siens = ((c.nom, c.titre, f"{fold_mots(c.titre)}, {c.phrases}", c.sauf) for c in PLAN)
    autres = ((nom, _TITRES[nom], *dits) for nom, dits in _AUTRES.items())
    rangs = {nom: rang for rang, nom in enumerate(_APRES)}
    return tuple(sorted((*autres, *siens), key=lambda cherche: rangs.get(cherche[0], -1)))


CHERCHES: Final = _list_cherches()
ChampPlan: Final = make_cherches(CHERCHES)


class CorrespondancePlan(Correspondance[ChampPlan], frozen=True, kw_only=True):  # type: ignore[valid-type]  # made of the model
    @property
    def est_lisible(self) -> bool:
        return TITRE in self.colonnes

    def check(self) -> None:
        """Refuse a table of which no line could be read."""
        if not self.est_lisible:
            raise ErreurTable("Dites quelle colonne donne le titre des actions.")
