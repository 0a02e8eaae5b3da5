"""A file of contracts of the organisation, what it corrected, what it has to settle."""

from spaser.site.chiffres.models import Correction, DecisionPublications, ExportMarches
from spaser.site.espace.models import Discussion
from spaser.site.socle.fichiers import keep_fichier
from tests.site.chiffres.marches.fabrique import furnish

DU_FICHIER = "fichier colonnes annuler_lecture relancer retirer".split()
PERDU = {"id": "2025-perdu", "objet": "Marché perdu", "montant": "1200.00"}


def give(_monde, maison):
    ligne, correction = furnish(maison.organisation)
    attente, discussion, decision = _wait(maison.organisation.espace, correction)
    return {
        **{
            (f"marches:{nom}", "cle"): correction.cle
            for nom in ("marche", "corriger_un", "origines")
        },
        **{(f"marches:{nom}", "pk"): ligne.pk for nom in DU_FICHIER},
        **{(f"marches:{nom}", "pk"): correction.geste_id for nom in ("annuler", "preuve")},
        ("marches:telecharger", "pk"): _export(maison.organisation.espace),
        ("marches:rattacher", "pk"): attente.pk,
        ("marches:rattacher_discussion", "pk"): discussion.pk,
        ("marches:revenir", "pk"): decision.pk,
    }


def _export(espace):
    """Return a table written aside."""
    ligne = ExportMarches.objects.filter(espace=espace).first()
    return (
        ligne
        or ExportMarches.objects.create(
            espace=espace,
            classeur="csv",
            etat="pret",
            fichier=keep_fichier("marches-compte-non-rattache.csv", b"a;b"),
        )
    ).pk


def _wait(espace, correction):
    """Return a correction and a discussion that lost their contract, and a decision."""
    perdu = {"trait": PERDU, "attente": "perdue"}
    attente = Correction.objects.filter(espace=espace, cle="12").first()
    if attente is None:
        attente = Correction.objects.create(
            espace=espace, geste=correction.geste, cle="12", champ="reserve", valeur="oui", **perdu
        )
    discussion, _ = Discussion.objects.get_or_create(
        espace=espace, objet="marches:12", defaults={"titre": "Marché perdu", **perdu}
    )
    decision, _ = DecisionPublications.objects.get_or_create(
        espace=espace, premiere="0" * 16, seconde="1" * 16, verdict="deux", publications=[PERDU] * 2
    )
    return attente, discussion, decision
