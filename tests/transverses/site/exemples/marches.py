"""A file of contracts of the organisation, and what it corrected."""

from tests.web.marches.fabrique import furnish

DU_FICHIER = "fichier colonnes annuler_lecture relancer retirer".split()


def give(_monde, maison):
    ligne, correction = furnish(maison.organisation)
    return {
        **{
            (f"marches:{nom}", "cle"): correction.cle
            for nom in ("marche", "corriger_un", "origines")
        },
        **{(f"marches:{nom}", "pk"): ligne.pk for nom in DU_FICHIER},
        **{(f"marches:{nom}", "pk"): correction.geste_id for nom in ("annuler", "preuve")},
    }
