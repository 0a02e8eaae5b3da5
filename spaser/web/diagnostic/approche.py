"""The approach of a space, and the outline that it gives: read, and chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.db import transaction

from spaser.documents.autodiagnostic import tell_score
from spaser.metier.approches import choose_approche, load_approches
from spaser.metier.autodiagnostic.resultat import conclude
from spaser.metier.registre.nomenclatures import Approche
from spaser.web.comptes.models import Utilisateur
from spaser.web.diagnostic.campagnes.selectors import list_figees
from spaser.web.diagnostic.models import Campagne, ChoixApproche
from spaser.web.organisations.models import Espace
from spaser.web.socle.journal import record


@dataclass(frozen=True)
class Conseil:
    campagne: Campagne
    score: str
    approche: str
    raison: str


def list_choix_approche(espace: Espace) -> list[ChoixApproche]:
    return list(ChoixApproche.objects.filter(espace=espace).select_related("auteur"))


def find_conseil(espace: Espace) -> Conseil | None:
    """Return what the last frozen diagnosis recommends; None when it cannot tell."""
    figees = list_figees(espace)
    if not figees:
        return None
    bilan = conclude(figees[-1].questionnaire, figees[-1].retenus)
    orientation = bilan.recommandation.orientation
    if orientation is None:
        return None
    score = tell_score(bilan.score.valeur)
    return Conseil(figees[-1], score, orientation.approche.libelle, orientation.raison)


def find_choix(espace: Espace) -> ChoixApproche | None:
    return ChoixApproche.objects.filter(espace=espace).select_related("auteur").first()


@transaction.atomic
def choose(
    espace: Espace,
    approche: Approche,
    raison: str,
    reponses: Mapping[str, str],
    auteur: Utilisateur,
) -> ChoixApproche:
    decisions = choose_approche(load_approches(), reponses).decisions[approche]
    choix = ChoixApproche.objects.create(
        espace=espace,
        approche=approche.value,
        raison=raison,
        reponses=dict(reponses),
        decisions=[asdict(decision) for decision in decisions],
        auteur=auteur,
    )
    record("approche.choix", auteur=auteur, objet=choix, espace=espace)
    return choix
