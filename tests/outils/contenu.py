"""All that the base holds, as text: to make sure that something is nowhere in it."""

from django.apps import apps


def read_base():
    """Return each row of each table, under the name of its table."""
    return [
        f"{modele._meta.label} {ligne}"
        for modele in apps.get_models(include_auto_created=True)
        for ligne in modele._base_manager.values_list()
    ]


def find_lignes(*mots):
    """Return the rows that hold one of these words, however it is written."""
    plis = [mot.lower() for mot in mots]
    return [ligne for ligne in read_base() if any(mot in ligne.lower() for mot in plis)]
