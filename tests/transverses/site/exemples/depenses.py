"""A file of the organisation that was read, and what it said of its lines."""

from tests.site.chiffres.depenses.fabrique import furnish


def give(_monde, maison):
    extrait, choix, garde = furnish(maison.organisation)
    return {
        **{(f"depenses:{nom}", "cle"): extrait.cle for nom in ("colonnes", "relire", "arreter")},
        ("depenses:oublier", "pk"): choix.pk,
        ("depenses:retablir", "pk"): garde.pk,
    }
