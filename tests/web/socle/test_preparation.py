"""What `spaser preparer` says of each app whose contents it loads."""

from spaser.web.socle.preparation import list_loaders


def test_each_app_is_named_in_french():
    noms = {nom for nom, _ in list_loaders("load_reference", "load_demonstration")}

    assert noms == {
        "Acteurs du territoire",
        "Autodiagnostic",
        "Dépenses payées",
        "Équipe",
        "Grille des indicateurs",
        "Marchés",
        "Organisations",
        "Politiques et plans",
        "Registre des schémas",
    }
