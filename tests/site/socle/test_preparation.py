"""What `spaser preparer` says of each app whose contents it loads, and of a base of before."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from spaser.elements import ErreurSpaser
from spaser.site.socle.preparation import (
    check_migrations,
    list_demonstration,
    list_premiers_contenus,
    prepare,
)


def test_the_folder_of_the_site_is_made_where_no_secret_is_kept(db, settings, tmp_path):
    settings.DOSSIER = tmp_path / "donnees" / "site"
    check_migrations()
    assert settings.DOSSIER.is_dir() == (connection.vendor == "sqlite")


def test_each_app_is_named_in_french():
    noms = {nom for nom, _ in (*list_premiers_contenus(), *list_demonstration())}

    assert noms == {
        "Acteurs du territoire",
        "Agenda",
        "Ateliers",
        "Autodiagnostic",
        "Cibles et valeurs",
        "Conseils",
        "Demandes par un lien",
        "Dépenses payées",
        "Accueil de l’espace",
        "Grille des indicateurs",
        "Groupes",
        "Marchés",
        "Organisations",
        "Plan d’actions",
        "Point annuel",
        "Politiques et plans",
        "Publication des résultats",
        "Registre des schémas",
        "Schéma en rédaction",
        "Échanges entre acheteurs",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("noeud", "refuse"),
    [
        (("espace", "0002_proposition"), True),
        (("registre", "0002_version_complete"), True),
        (("registre", "0001_initial"), False),
        (("une_bibliotheque", "0007_retiree"), False),
    ],
)
def test_a_base_of_another_version_is_refused_before_anything_is_done(noeud, refuse):
    check_migrations()
    MigrationRecorder(connection).record_applied(*noeud)

    if not refuse:
        check_migrations()
        return
    with pytest.raises(ErreurSpaser, match="vient d’une autre version du site") as refus:
        prepare(demonstration=False, tell=print)
    assert ".".join(noeud) in refus.value.message
    assert "mettez de côté le dossier" in refus.value.conseil
