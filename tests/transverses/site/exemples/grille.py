"""A line of the grid, and an indicator of the library."""

from spaser.site.plan.models.actions import LigneGrille

D_UNE_LIGNE = "modifier supprimer retenir suivi".split()


def give(_monde, maison):
    ligne, _ = LigneGrille.objects.get_or_create(
        espace=maison.organisation.espace,
        rubrique="social",
        sous_thematique="Insertion",
        defaults={"indicateur": "Heures d’insertion", "retenu": True},
    )
    return {
        ("grille:indicateur", "code"): "SOC-13",
        **{(f"grille:{nom}", "pk"): ligne.pk for nom in D_UNE_LIGNE},
    }
