"""The demonstration's plans: one half made, one whole; all of it fictitious."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec
from django.utils import timezone

from spaser.contenus.lecture import read_contenu
from spaser.elements import add_mois
from spaser.regles import plan
from spaser.regles.considerations import ActionType, load_actions
from spaser.regles.grille import Priorite
from spaser.regles.indicateurs import Frequence, Rubrique
from spaser.regles.nomenclatures import annee_montree
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.models import Espace
from spaser.site.organisations.premiers_contenus import (
    find_departement,
    find_figurant,
    find_metropole,
)
from spaser.site.plan.actions import services
from spaser.site.plan.actions.relais import describe_entree, list_etapes
from spaser.site.plan.cibles.lignes import list_vises
from spaser.site.plan.cibles.services import ValeurNotee, note_valeurs, save_visee
from spaser.site.plan.grille.services import add_lignes
from spaser.site.plan.models import actions
from spaser.site.plan.models.actions import ContenuLigne
from spaser.site.plan.models.cibles import IndicateurSuivi, PointAnnuel
from spaser.site.plan.point_annuel.services import (
    add_erratum_point,
    close,
    print_point,
    read_point,
    save_textes_point,
)
from spaser.site.socle.champs import keep_champs

# --- What the demonstration's buyers aim at, and values of two years, plainly fictitious ---


type _Visees = Mapping[str, tuple[int, int, Mapping[int, int]]]

# By code: what is aimed at, for when, and the values of years that the site does not compute.
_DE_LA_METROPOLE: Final[_Visees] = {
    "SOC-01": (70, 2028, {}),
    "ENV-01": (100, 2028, {}),
    "SOC-13": (8, 2028, {}),
    "SOC-14": (12, 2028, {}),
    "SOC-07": (60_000, 2028, {2024: 31_200, 2025: 44_850}),
}
_DU_DEPARTEMENT: Final[_Visees] = {
    "SOC-01": (50, 2028, {}),
    "ENV-01": (80, 2028, {}),
    "SOC-13": (5, 2029, {}),
    "SOC-IN": (10, 2029, {}),
    "SOC-07": (25_000, 2029, {2024: 14_200, 2025: 16_900}),
    "ECO-09": (20, 2028, {2024: 29, 2025: 28}),
}
_LIGNES_CIBLES: Final = (  # of the grid of the département, which has no other
    ContenuLigne(
        rubrique=Rubrique.SOCIAL,
        sous_thematique="Insertion par l’activité",
        objectif="Des heures d’insertion dans chaque chantier routier qui s’y prête",
        indicateur="Heures d’insertion réalisées",
        code="SOC-07",
        referent="Direction des routes",
        priorite=Priorite.COEUR,
        retenu=True,
        responsable="Direction des routes",
        frequence=Frequence.ANNUELLE,
    ),
    ContenuLigne(
        rubrique=Rubrique.ECONOMIQUE,
        sous_thematique="Accès des petites entreprises",
        objectif="Payer en 20 jours en 2028",
        indicateur="Délai global de paiement",
        code="ECO-09",
        referent="Direction des finances",
        priorite=Priorite.SECONDAIRE,
        retenu=True,
        responsable="Direction des finances",
        frequence=Frequence.TRIMESTRIELLE,
    ),
)
_SOURCES: Final = {
    "SOC-07": "Bilan du facilitateur de la clause sociale (démonstration)",
    "ECO-09": "Comptabilité (démonstration)",
}


def load_demonstration_cibles() -> None:
    metropole, departement = find_metropole(), find_departement()
    if metropole and _is_vide(metropole):
        _load_cibles(metropole, _DE_LA_METROPOLE, find_figurant("redaction"))
    if departement and _is_vide(departement):
        auteur = find_figurant("departement")
        if not actions.LigneGrille.objects.filter(espace=departement).exists():
            add_lignes(departement, _LIGNES_CIBLES, auteur)
        _load_cibles(departement, _DU_DEPARTEMENT, auteur)


def _is_vide(espace: Espace) -> bool:
    return not IndicateurSuivi.objects.filter(espace=espace).exists()


def _load_cibles(espace: Espace, visees: _Visees, auteur: Utilisateur) -> None:
    for vise in list_vises(espace):
        code = vise.suivi.code
        if code not in visees:
            continue
        cible, annee, valeurs = visees[code]
        champs = {"cible_valeur": Decimal(cible), "cible_annee": annee}
        save_visee(espace, vise, champs, {}, auteur)
        notees = [
            (vise, ValeurNotee(annee=une, valeur=Decimal(valeur), source=_SOURCES[code]))
            for une, valeur in valeurs.items()
        ]
        if notees:
            note_valeurs(espace, notees, auteur)


# --- The demonstration's grid, plainly fictitious ---


_LIGNES_GRILLE: Final = (
    ContenuLigne(
        rubrique=Rubrique.ENVIRONNEMENT,
        sous_thematique="Climat et énergie",
        schemas="PCAET 2022-2027",
        objectif="Réduire de 30 % les émissions des achats de travaux",
        lien_achat="Clause carbone dans les marchés de voirie et de bâtiment",
        indicateur="Émissions de gaz à effet de serre des achats",
        code="ENV-17",
        referent="Direction de la transition écologique",
        priorite=Priorite.COEUR,
    ),
    ContenuLigne(
        rubrique=Rubrique.ENVIRONNEMENT,
        sous_thematique="Considérations environnementales des marchés",
        objectif="Une considération environnementale dans chaque marché",
        indicateur="Marchés avec au moins une considération environnementale",
        code="ENV-01",
        referent="Service de la commande publique",
        priorite=Priorite.COEUR,
        deja_suivi=True,
        retenu=True,
        responsable="Service de la commande publique",
        frequence=Frequence.ANNUELLE,
        source="Données essentielles de la commande publique",
    ),
    ContenuLigne(
        rubrique=Rubrique.SOCIAL,
        sous_thematique="Considérations sociales des marchés",
        indicateur="Marchés avec au moins une considération sociale",
        code="SOC-01",
        referent="Service de la commande publique",
        priorite=Priorite.COEUR,
    ),
    ContenuLigne(
        rubrique=Rubrique.SOCIAL,
        sous_thematique="Insertion par l’activité économique",
        lien_achat="Marchés réservés, relations avec les structures",
        indicateur="Achats auprès de structures d’insertion par l’activité économique",
        code="SOC-14",
        referent="Direction de l’emploi",
        priorite=Priorite.SECONDAIRE,
        retenu=True,
        responsable="Direction de l’emploi",
        frequence=Frequence.ANNUELLE,
        source="Mandats de l’année",
    ),
    ContenuLigne(
        rubrique=Rubrique.SOCIAL,
        sous_thematique="Insertion par l’activité",
        schemas="PDI, PTI 2024-2026",
        objectif="Atteindre 60 000 heures d’insertion par an",
        lien_achat="Clause sociale dans les travaux et la propreté",
        indicateur="Heures d’insertion réalisées",
        code="SOC-07",
        referent="Direction de l’emploi",
        priorite=Priorite.COEUR,
        deja_suivi=True,
        retenu=True,
        responsable="Direction de l’emploi",
        frequence=Frequence.SEMESTRIELLE,
    ),
    ContenuLigne(
        rubrique=Rubrique.SOCIAL,
        sous_thematique="Égalité entre les femmes et les hommes",
        objectif="Tous les marchés de nettoyage en journée",
        indicateur="Marchés de nettoyage exécutés en journée",
        code="SOC-22",
        priorite=Priorite.SECONDAIRE,
    ),
    ContenuLigne(
        rubrique=Rubrique.ECONOMIQUE,
        sous_thematique="Accès des petites entreprises",
        objectif="Payer en 20 jours en 2028",
        indicateur="Délai global de paiement",
        code="ECO-09",
        referent="Direction des finances",
        priorite=Priorite.SECONDAIRE,
        deja_suivi=True,
    ),
    ContenuLigne(
        rubrique=Rubrique.ECONOMIQUE,
        sous_thematique="Accès des petites entreprises",
        objectif="Recevoir 4 offres par marché en 2028",
        indicateur="Offres reçues par marché",
        code="ECO-05",
        referent="Service de la commande publique",
        priorite=Priorite.SECONDAIRE,
        retenu=True,
        responsable="Service de la commande publique",
        frequence=Frequence.ANNUELLE,
        source="Données essentielles de la commande publique",
    ),
    ContenuLigne(
        rubrique=Rubrique.GOUVERNANCE,
        sous_thematique="Compétences",
        objectif="Chaque acheteur est formé",
        indicateur="Acheteurs formés à l’achat responsable",
        code="GOV-01",
    ),
)


def load_demonstration_grille() -> None:
    espace = find_metropole()
    if espace and not actions.LigneGrille.objects.filter(espace=espace).exists():
        actions.LigneGrille.objects.bulk_create(
            actions.LigneGrille(espace=espace, **keep_champs(ligne)) for ligne in _LIGNES_GRILLE
        )


_FICHIER: Final = "demonstration/plans.json"
_ANS: Final = 4


class _Action(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An action of the library, as this buyer has it: its dates are months from today."""

    modele: str
    etat: plan.EtatAction
    pilote: str = ""
    debut: int | None = None
    fin: int | None = None
    faites: int = 0
    budget: Decimal | None = None
    motif: str = ""
    commentaire: str = ""
    contributeurs: tuple[str, ...] = ()


class _Objectif(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    titre: str
    actions: tuple[_Action, ...]


class _Axe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    titre: str
    texte: str
    objectifs: tuple[_Objectif, ...]


class _Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    axes: tuple[_Axe, ...]
    a_ranger: tuple[_Action, ...] = ()


def load_demonstration_plan() -> None:
    """Give the metropolis half of a plan, and the département a whole one, once."""
    plans = read_contenu(_FICHIER, dict[str, _Plan])
    for espace, nom, compte in (
        (find_metropole(), "metropole", "redaction"),
        (find_departement(), "departement", "departement"),
    ):
        if espace and not actions.Action.objects.filter(espace=espace).exists():
            _load_plan(espace, plans[nom], find_figurant(compte))


def _load_plan(espace: Espace, plan: _Plan, auteur: Utilisateur) -> None:
    debut = date(timezone.localdate().year, 1, 1)
    fin = date(debut.year + _ANS, 12, 31)
    edition = f"SPASER {debut.year}-{fin.year}"
    services.save_plan(espace, {"edition": edition, "debut": debut, "fin": fin}, auteur, None)
    for axe in plan.axes:
        ouvert = services.create_axe(espace, {"titre": axe.titre, "texte": axe.texte}, auteur)
        for objectif in axe.objectifs:
            champs = {"axe": ouvert, "titre": objectif.titre}
            dessous = services.create_objectif(espace, champs, auteur)
            for action in objectif.actions:
                _add(espace, action, auteur, ouvert, dessous)
    for action in plan.a_ranger:
        _add(espace, action, auteur)


def _add(
    espace: Espace,
    action: _Action,
    auteur: Utilisateur,
    axe: actions.Axe | None = None,
    objectif: actions.Objectif | None = None,
) -> None:
    modele = load_actions().find(action.modele)
    assert modele is not None  # noqa: S101 - a test reads the file
    champs = describe_entree(plan.make_entree(modele, None)) | {
        "axe": axe,
        "objectif": objectif,
        "etat": action.etat.value,
        "pilote_nom": action.pilote,
        "debut": _count(action.debut),
        "fin": _count(action.fin),
        "budget": action.budget,
        "motif": action.motif,
        "commentaire": action.commentaire,
        "origine": plan.OrigineAction.BIBLIOTHEQUE.value,
    }
    ajoutee = services.create_action(espace, champs, auteur, list(_list_etapes(modele, action)))
    for nom in action.contributeurs:
        contributeur = {
            "genre": plan.GenreContributeur.SERVICE.value,
            "membre": None,
            "acteur": None,
        }
        services.add_contributeur(ajoutee, contributeur | {"nom": nom}, auteur)


def _list_etapes(modele: ActionType, action: _Action) -> Iterator[Mapping[str, Any]]:
    """Date the steps between the beginning and the end; the first ones are done."""
    etapes = list_etapes(modele)
    for rang, etape in enumerate(etapes, start=1):
        quand = None
        if action.debut is not None and action.fin is not None:
            quand = action.debut + (action.fin - action.debut) * rang // len(etapes)
        faite = timezone.localdate() if rang <= action.faites else None
        if faite and quand is not None:
            faite = min(faite, add_mois(faite, quand))
        yield {**etape, "fin": _count(quand), "faite_le": faite}


def _count(mois: int | None) -> str:
    return "" if mois is None else f"{add_mois(timezone.localdate().replace(day=1), mois):%Y-%m}"


# --- The demonstration's closed year: that of a département, with an erratum; all of it
# fictitious ---


_TEXTES: Final = {
    "bilan": "Exemple fictif. Première année relue : ces chiffres disent d’où part le schéma du "
    "Département.",
    "demandes": "Prendre acte du point annuel.\nDonner un budget de 20 000 € à la formation des "
    "acheteurs.",
}
_MOTIF: Final = "Exemple fictif : un relevé retrouvé après la clôture."
_VALEUR: Final = Decimal("4.2")


def load_demonstration_point_annuel() -> None:
    """Close the last whole year of the département, then correct a value, once."""
    espace = find_departement()
    if espace is None or PointAnnuel.objects.filter(espace=espace).exists():
        return
    auteur, annee = find_figurant("departement"), annee_montree(timezone.localdate())
    save_textes_point(espace, annee, _TEXTES, auteur)
    contenu = read_point(espace, annee).contenu
    if contenu.est_vide:  # neither contracts nor a plan at hand: it stays to be closed
        return
    point = close(espace, annee, print_point(contenu), auteur)
    ligne = (*contenu.inconnues, *reversed(contenu.legales))[0]
    add_erratum_point(point, ligne.indicateur.cle, _VALEUR, _MOTIF, auteur)


# In the order in which each builds on those before.
CHARGEURS: Final = (
    ("Grille des indicateurs", "load_demonstration", load_demonstration_grille),
    ("Plan d’actions", "load_demonstration", load_demonstration_plan),
    ("Cibles et valeurs", "load_demonstration", load_demonstration_cibles),
    ("Point annuel", "load_demonstration", load_demonstration_point_annuel),
)
