"""The columns of a plan as others title them. Nothing here knows of the site."""

from datetime import UTC, datetime
from typing import Final

from spaser.elements import fold_mots
from spaser.moteur.tables.correspondance import ChampCherche, Correspondance
from spaser.moteur.tables.modele import ErreurTable
from spaser.regles.plan_importe.lignes import ETAPE_SEULE, PAR_NOM
from spaser.regles.plan_importe.visees import VISEES

_ANNEES: Final = " ".join(map(str, range(2020, 2051)))
_VISES: Final = ", ".join(f"objectif {annee}" for annee in _ANNEES.split())
_PASSEES: Final = ", ".join(f"valeur {an}" for an in range(2015, datetime.now(UTC).year + 1))


def _list(nom: str, phrases: str, sauf: str = "") -> tuple[str, str, str, str]:
    titre = PAR_NOM[nom].titre
    return nom, titre, f"{fold_mots(titre)}, {phrases}", sauf


def _aim(nom: str, phrases: str, sauf: str = "") -> tuple[str, str, str, str]:
    return nom, VISEES[nom], phrases, sauf


class ChampPlan(ChampCherche):
    """A column of a plan; the title comes last, its words are in many others."""

    CIBLE_ANNEE = _aim("cible_annee", "annee cible, annee visee, echeance de la cible")
    BASE_ANNEE = _aim("base_annee", "annee de reference, annee initiale")
    BASE = _aim(
        "base", f"valeur initiale, valeur actuelle, valeur de reference, depart, {_PASSEES}", "date"
    )
    CIBLE = _aim(
        "cible", f"valeur visee, objectif chiffre, cible, cibles, {_VISES}", "public publics"
    )
    UNITE = _aim("unite", "unite de mesure, unites")
    MODELE = _list("modele", "bibliotheque")
    CLE = _list("cle_import", "repere, reference, identifiant")
    ATTEND = _list("attend", "depend de, prerequis")
    SOUS_ACTION = (
        ETAPE_SEULE,
        "Sous-action, une par ligne",
        "sous action, sous actions, tache, etape",
        "date delai",
    )
    ETAPES = _list("etapes", "jalons, jalon, taches, modalites de mise en oeuvre")
    CODE = _list(
        "code", "n action, n de l action, numero, num, n", "budget annee montant cout marche"
    )
    RESULTAT = _list(
        "resultat", "resultats attendus, resultat attendu, resultats, resultat, finalite, impact"
    )
    AXE = _list("axe", "axes, orientation, pilier, enjeu, volet, thematique, theme")
    OBJECTIF = _list(
        "objectif", "objectif operationnel, objectif specifique, objectifs, but", _ANNEES
    )
    DESCRIPTION = _list(
        "description",
        "description de l action, descriptif, detail, details, contenu, mise en oeuvre",
    )
    AVANCEMENT = _list(
        "avancement", "taux d avancement, taux de realisation, progression, pourcentage", "etat"
    )
    MOTIF = _list("motif", "motif, raison")
    ETAT = _list("etat", "etat d avancement, statut, situation", "lieux")
    TEMPS = _list("temps", "etp, moyens humains, charge, temps")
    MOYENS = _list("moyens", "moyens, ressources", "financiers humains")
    BUDGET = _list("budget", "moyens financiers, cout, montant")
    CONTRIBUTEURS = _list(
        "contributeurs", "partenaires, partenaire, contributeur, services associes"
    )
    PILOTE = _list(
        "pilote", "porteur, responsable, referent, direction, service, qui", "associes associe"
    )
    DEBUT = _list("debut", "date de debut, lancement, demarrage")
    FIN = _list(
        "fin", "date de fin, date limite, calendrier, delai, planning, quand, date, fin, annee"
    )
    FAMILLES = _list("familles", "famille, familles")
    POLITIQUES = _list("politiques", "plans lies, schemas lies, politique")
    INDICATEURS = _list("indicateurs", "indicateur, indicateurs de suivi")
    OBLIGATIONS = _list("obligations", "obligation, reglementation")
    PREUVES = _list("preuves", "preuve, livrable, livrables")
    COMMENTAIRE = _list("commentaire", "commentaires, observations, remarques, notes, remarque")
    TITRE = _list(
        "titre",
        "intitule de l action, titre de l action, nom de l action, libelle de l action, intitule, "
        "titre, libelle, nom, mesure, mesures, engagement, engagements, actions, action",
    )


NECESSAIRES: Final = (ChampPlan.TITRE,)


class CorrespondancePlan(Correspondance[ChampPlan], frozen=True, kw_only=True):
    @property
    def est_lisible(self) -> bool:
        return ChampPlan.TITRE in self.colonnes

    def check(self) -> None:
        """Refuse a table of which no line could be read."""
        if not self.est_lisible:
            raise ErreurTable("Dites quelle colonne donne le titre des actions.")
