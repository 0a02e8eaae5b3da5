"""An indicator that is followed, and values that were kept together."""

import uuid
from datetime import timedelta

from spaser.site.espace.discussions import make_partage
from spaser.site.organisations.models import Appartenance
from spaser.site.plan.cibles.tournee import TOURNEE
from spaser.site.plan.models.cibles import (
    Collecte,
    FicheCollecte,
    IndicateurSuivi,
    ReleveHeures,
    Valeur,
)
from tests.transverses.site.liens import part_of

JOUR = timedelta(days=1)
D_UNE_COLLECTE = "collecte fiche fiche_classeur envoyee demander relancer reponses".split()
LOT = uuid.UUID("5b0e1f5e-6f0c-4a53-9d2e-0c8f4f8f7a11")


def give(_monde, maison):
    visee, _ = IndicateurSuivi.objects.get_or_create(
        espace=maison.organisation.espace,
        code="SOC-01",
        defaults={"unite": "%", "cible_valeur": 60, "cible_annee": 2028},
    )
    valeur, _ = Valeur.objects.get_or_create(
        indicateur=visee, annee=2023, defaults={"valeur": 40, "nature": "saisie", "lot": LOT}
    )
    cles = {(f"cibles:{nom}", "cle"): "SOC-01" for nom in "indicateur modifier noter".split()}
    collecte, _ = Collecte.objects.get_or_create(espace=visee.espace, annee=2023)
    fiche, _ = FicheCollecte.objects.get_or_create(
        collecte=collecte, defaults={"referent": "Achats", "indicateurs": [str(visee.cle)]}
    )
    des_fiches = {
        (f"cibles:{nom}", "pk"): fiche.pk for nom in "fiche fiche_classeur envoyee".split()
    }
    annees = {(f"cibles:{nom}", "annee"): 2023 for nom in D_UNE_COLLECTE}
    if fiche.lien is None:
        auteur = Appartenance.objects.get(pk=maison.membre).utilisateur
        fiche.lien = make_partage(TOURNEE, visee.espace, fiche.referent, JOUR, auteur)
        fiche.save()
    fiche.reponses.get_or_create(sur=str(visee.cle), defaults={"valeur": 41, "lue": 0})
    ReleveHeures.objects.get_or_create(
        espace=visee.espace, annee=2023, defaults={"nom": "heures.xlsx", "total": 1200}
    )
    annees["cibles:releve_heures", "annee"] = 2023
    return (
        cles
        | des_fiches
        | annees
        | {
            ("cibles:lot", "lot"): LOT,
            ("cibles:annuler", "lot"): LOT,
            ("plan:tournee", "jeton"): part_of(TOURNEE.path_of(fiche)),
            ("cibles:retirer", "cle"): "SOC-01",
            ("cibles:retirer", "pk"): valeur.pk,
        }
    )
