"""Reads how far a space is with its diagnosis, and the schemes that show an approach."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.urls import reverse

from spaser.metier.registre.nomenclatures import Approche
from spaser.web.commun.outils import Acte, Avancement, Stade
from spaser.web.comptes.models import Utilisateur
from spaser.web.diagnostic.approche import find_choix
from spaser.web.diagnostic.models import Accord, Campagne, ChoixApproche, Participation
from spaser.web.organisations.models import Espace
from spaser.web.registre.models import Fiche

ILLUSTRATIONS_MIN, ILLUSTRATIONS_MAX = 2, 4


def list_illustrations() -> dict[str, list[Fiche]]:
    fiches = Fiche.objects.publiees().exclude(approche="")
    par_approche: dict[str, list[Fiche]] = defaultdict(list)
    for fiche in fiches.order_by("-mise_a_jour_le", "pk"):
        if len(par_approche[fiche.approche]) < ILLUSTRATIONS_MAX:
            par_approche[fiche.approche].append(fiche)
    return par_approche


def list_peu_illustrees() -> list[Approche]:
    """Return the approaches that fewer than two published schemes illustrate."""
    illustrations = list_illustrations()
    return [a for a in Approche if len(illustrations.get(a.value, ())) < ILLUSTRATIONS_MIN]


def read_diagnostic(espace: Espace) -> Avancement:
    derniere = Campagne.objects.filter(espace=espace).first()
    if derniere is None:
        return Avancement(
            Stade.A_COMMENCER,
            Acte(
                "Faire votre autodiagnostic",
                "Vingt questions, dix minutes : un score, vos points forts, "
                "cinq propositions au plus.",
                reverse("diagnostic:campagnes", args=[espace.siren]),
            ),
        )
    if derniere.est_figee:
        return Avancement(Stade.FAIT)
    return Avancement(
        Stade.EN_COURS,
        Acte(
            "Poursuivre l’autodiagnostic",
            f"« {derniere.titre} » est ouverte : répondez, réglez les écarts, puis figez le "
            "résultat.",
            derniere.get_absolute_url(),
        ),
    )


def read_approche(espace: Espace) -> Avancement:
    if find_choix(espace):
        return Avancement(Stade.FAIT)
    return Avancement(
        Stade.A_COMMENCER,
        Acte(
            "Choisir l’approche de votre schéma",
            "Cinq questions, puis un plan à emporter.",
            reverse("diagnostic:approche", args=[espace.siren]),
        ),
    )


def export_autodiagnostics(utilisateur: Utilisateur) -> dict[str, Any]:
    participations = Participation.objects.filter(utilisateur=utilisateur)
    accords = Accord.objects.filter(auteur=utilisateur)
    return {
        "reponses": [
            {
                "siren": p.campagne.siren,
                "campagne": p.campagne.titre,
                "commencee_le": p.commencee_le.isoformat(),
                "envoyee_le": p.envoyee_le.isoformat() if p.envoyee_le else None,
                "reponses": p.reponses,
            }
            for p in participations.select_related("campagne")
        ],
        "accords": [
            {
                "siren": a.campagne.siren,
                "campagne": a.campagne.titre,
                "question": a.question,
                "niveau": a.niveau,
                "raison": a.raison,
            }
            for a in accords.select_related("campagne")
        ],
        "approches": [
            {"approche": c.approche, "raison": c.raison, "choisie_le": c.choisie_le.isoformat()}
            for c in ChoixApproche.objects.filter(auteur=utilisateur)
        ],
    }
