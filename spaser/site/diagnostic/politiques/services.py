"""Plans and policies of a buyer: written, read, taken from a spreadsheet, exported."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, cast

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from spaser.documents.francais import cut_titre
from spaser.documents.onglets import Onglet
from spaser.regles.indicateurs import Raison, load_bibliotheque
from spaser.regles.obligations import AcheteurConnu
from spaser.regles.politiques import (
    Croisement,
    EtatPlan,
    NiveauAttente,
    Plan,
    PlanPropose,
    cross_themes,
    find_plan,
    load_plans,
    propose_plans,
)
from spaser.site.comptes.models import Utilisateur
from spaser.site.diagnostic.models import Politique
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import Acte, Avancement, Stade
from spaser.site.socle.journal import record
from spaser.site.socle.versions import save_version

# --- Writes the plans of a space ---


@dataclass(frozen=True)
class ReponsePlan:
    """What somebody says of a plan of the catalogue, and what she saw before she did."""

    code_plan: str
    vue: str
    etat: str


@transaction.atomic
def create_politique(
    espace: Espace, champs: Mapping[str, Any], auteur: Utilisateur, code_plan: str = ""
) -> Politique:
    politique = Politique.objects.create(
        espace=espace, **champs, code_plan=code_plan, modifie_par=auteur
    )
    _record("politique.ajout", espace, politique, auteur)
    return politique


@transaction.atomic
def save_politique(
    espace: Espace, politique: Politique, champs: Mapping[str, Any], auteur: Utilisateur
) -> None:
    """Change a plan; VersionDepassee when somebody else did since it was read."""
    save_version(politique, politique.version, **champs, modifie_par=auteur)
    _record("politique.modification", espace, politique, auteur)


@transaction.atomic
def delete_politique(espace: Espace, politique: Politique, auteur: Utilisateur) -> None:
    _record("politique.retrait", espace, politique, auteur)
    politique.delete()


@transaction.atomic
def save_inventaire(
    espace: Espace, reponses: Iterable[ReponsePlan], auteur: Utilisateur
) -> dict[str, Politique]:
    """Record what changed; return the plans of which somebody else said otherwise meanwhile."""
    lignes = Politique.objects.filter(espace=espace).exclude(code_plan="")
    connues = {p.code_plan: p for p in lignes.select_for_update(of=("self",))}
    heurts: dict[str, Politique] = {}
    for reponse in reponses:
        connue = connues.get(reponse.code_plan)
        actuel = connue.etat if connue else EtatPlan.INCONNU.value
        if reponse.etat in {reponse.vue, actuel}:
            continue
        if actuel != reponse.vue:
            heurts[reponse.code_plan] = connue or _describe_retiree(reponse.code_plan)
        elif connue:
            save_politique(espace, connue, {"etat": reponse.etat}, auteur)
        else:
            plan = _get_plan(reponse.code_plan)
            champs = {"nom": plan.nom, "etat": reponse.etat, "sous_themes": list(plan.sous_themes)}
            create_politique(espace, champs, auteur, plan.code)
    return heurts


def _describe_retiree(code_plan: str) -> Politique:
    """Return what is said of a plan that somebody took out meanwhile: nothing any more."""
    plan = _get_plan(code_plan)
    return Politique(nom=plan.nom, code_plan=code_plan, etat=EtatPlan.INCONNU)


def _get_plan(code_plan: str) -> Plan:
    return cast("Plan", find_plan(code_plan))  # the inventory asks of the catalogue only


def _record(geste: str, espace: Espace, politique: Politique, auteur: Utilisateur) -> None:
    record(
        geste,
        auteur=auteur,
        objet=politique,
        espace=espace,
        details={"plan": politique.code_plan, "version": politique.version},
    )


# --- Reads the plans of a space ---


_PRESENTES = (EtatPlan.EXISTE, EtatPlan.PREPARATION)


@dataclass(frozen=True)
class PlanRecense:
    proposition: PlanPropose
    politique: Politique | None


def list_politiques(espace: Espace) -> QuerySet[Politique]:
    """Return every plan of a space, whatever is said of it."""
    return Politique.objects.filter(espace=espace).select_related("modifie_par", "espace")


def list_presentes(espace: Espace) -> QuerySet[Politique]:
    return list_politiques(espace).filter(etat__in=_PRESENTES)


def list_recenses(
    politiques: list[Politique], acheteur: AcheteurConnu, jour: date
) -> list[tuple[NiveauAttente, list[PlanRecense]]]:
    par_code = {politique.code_plan: politique for politique in politiques}
    lignes = [
        PlanRecense(proposition, par_code.get(proposition.plan.code))
        for proposition in propose_plans(load_plans(), acheteur, jour)
    ]
    return [(a, list(g)) for a, g in groupby(lignes, key=lambda ligne: ligne.proposition.attente)]


def read_croisement(espace: Espace) -> Croisement:
    return cross_themes([p.read() for p in list_presentes(espace)], load_bibliotheque())


def list_raisons_plans(espace: Espace) -> Iterator[Raison]:
    for politique in list_presentes(espace):
        lue = politique.read()
        cites = tuple(o.indicateur for o in lue.objectifs if o.indicateur)
        if cites:
            texte = f"Un objectif de votre plan « {lue.nom} » le cite"
            yield Raison(texte, cites, schema=lue.nom, precise=True)
        yield Raison(
            f"Votre plan « {lue.nom} » touche ce thème",
            lue.indicateurs,
            lue.sous_themes,
            schema=lue.nom,
        )


def read_avancement_politiques(espace: Espace) -> Avancement:
    politiques = list(list_politiques(espace))
    if not politiques:
        return Avancement(
            Stade.A_COMMENCER,
            Acte(
                "Recenser vos plans et schémas",
                "Plan climat, égalité, déchets… Dites lesquels existent : cinq minutes.",
                reverse("politiques:inventaire", args=[espace.siren]),
            ),
        )
    muettes = [p for p in politiques if p.etat == EtatPlan.EXISTE and not p.objectifs]
    if muettes:
        return Avancement(
            Stade.EN_COURS,
            Acte(
                f"Relever ce que demande « {cut_titre(muettes[0].nom_date, 30)} »",
                "Notez ses objectifs qui touchent les achats, chacun avec son thème.",
                reverse("politiques:modifier", args=[espace.siren, muettes[0].pk]),
            ),
        )
    return Avancement(Stade.FAIT)


# --- The cross-table as sheets of a workbook ---


def list_onglets_croisement(croisement: Croisement) -> list[Onglet]:
    plans = sorted({p.nom for croise in croisement.themes for p in croise.politiques})
    return [
        Onglet(
            "Thèmes",
            ("Rubrique", "Thème", "Plans", "Objectifs", "Indicateurs", "État"),
            [
                (
                    croise.sous_theme.rubrique.libelle,
                    croise.sous_theme.libelle,
                    " ; ".join(p.nom for p in croise.politiques),
                    " ; ".join(objectif.texte for _, objectif in croise.objectifs),
                    " ; ".join(f"{i.code} {i.libelle}" for i in croise.indicateurs),
                    croise.etat.libelle,
                )
                for croise in croisement.themes
            ],
        ),
        Onglet(
            "Objectifs",
            ("Plan", "Objectif", "Thème", "Code", "Indicateur"),
            [
                (
                    politique.nom,
                    objectif.texte,
                    objectif.sous_theme.libelle if objectif.sous_theme else "",
                    objectif.indicateur,
                    load_bibliotheque().name(objectif.indicateur),
                )
                for politique, objectif in (
                    *(paire for croise in croisement.themes for paire in croise.objectifs),
                    *croisement.a_ranger,
                )
            ],
        ),
        Onglet(
            "Plans et thèmes",
            ("Thème", *plans),
            [
                (
                    croise.sous_theme.libelle,
                    *("x" if nom in {p.nom for p in croise.politiques} else "" for nom in plans),
                )
                for croise in croisement.themes
            ],
        ),
    ]
