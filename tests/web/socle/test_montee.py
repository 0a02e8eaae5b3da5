"""A base of version 0.2.0 is brought up to date: every row comes out as it was."""

from contextlib import contextmanager

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from tests.outils.migrations import list_derniers, list_fichiers, read_liste
from tests.outils.remplissage import make_ligne, order_modeles, read_lignes

SIREN = "001010016"
# Rows that went to another table: it, and the new names of their fields.
_AU_COMPTE = "courriels.Preference"
DEPLACEES = {
    "acteurs.SansRappel": (_AU_COMPTE, {"utilisateur_id": "personne_id", "id": ""}),
    "commun.ReglageMentions": (_AU_COMPTE, {"membre_id": "personne_id", "id": ""}),
    "obligations.Redaction": (
        "editorial.Texte",
        {
            "relue_par_id": "relu_par_id",
            "relue_le": "relu_le",
            "creee_le": "cree_le",
            "modifiee_le": "modifie_le",
        },
    ),
}

PRECIS = {"commun.ReglageMentions": {"courriel": False}}  # the refusals are what is moved


@contextmanager
def open_vide(dossier):
    """Put an empty base of the same kind in the place of that of the tests, for a while."""
    sienne = connections[DEFAULT_DB_ALIAS]
    reglages = sienne.settings_dict
    options = {nom: valeur for nom, valeur in reglages["OPTIONS"].items() if nom != "pool"}
    nom = str(dossier / "montee.sqlite3")
    if sienne.vendor == "postgresql":
        nom = f"{reglages['NAME']}_montee"
        order(f'CREATE DATABASE "{nom}"')
    autre = type(sienne)(reglages | {"NAME": nom, "OPTIONS": options}, DEFAULT_DB_ALIAS)
    connections[DEFAULT_DB_ALIAS] = autre
    try:
        yield
    finally:
        autre.close()
        connections[DEFAULT_DB_ALIAS] = sienne
        if sienne.vendor == "postgresql":
            order(f'DROP DATABASE "{nom}"')


def order(ordre):
    with connection.cursor() as curseur:
        curseur.execute(ordre)


def list_modeles(apps):
    """Return the models of the site, after those they name."""
    siens = {label for label, _ in read_liste()} | {"courriels", "editorial"}
    modeles = [m for m in apps.get_models() if m._meta.label_lower.split(".")[0] in siens]
    return order_modeles(modeles)


def fill(apps):
    """Record rows of every model: several of each that belongs to a space, one in each."""
    espace = apps.get_model("organisations", "Espace")
    for modele in list_modeles(apps):
        if modele is espace:
            fill_espaces(apps, modele)
        elif modele._meta.label == "registre.Fiche":
            make_ligne(modele, etat="publiee", fusionnee_dans=None)
        elif any(champ.related_model is espace for champ in modele._meta.concrete_fields):
            for lieu in espace.objects.all():
                make_ligne(modele, espace=lieu)
        else:
            for _ in range(2):
                make_ligne(modele, **PRECIS.get(modele._meta.label, {}))


def fill_espaces(apps, espace):
    """Record an organisation's, a trial handed over, then two of one person and one SIREN."""
    organisations = apps.get_model("organisations", "Organisation").objects
    premiere, seconde = organisations.order_by("pk")[:2]
    ada = apps.get_model("comptes", "Utilisateur").objects.first()
    hier = timezone.now()
    for champs in (
        {"organisation": premiere, "essai_fini_le": None},
        {"organisation": seconde, "essai_fini_le": hier},
        {"proprietaire": ada, "essai_fini_le": None, "siren": SIREN},
        {"proprietaire": ada, "essai_fini_le": hier, "siren": SIREN},
    ):
        make_ligne(espace, **{"organisation": None, "proprietaire": None} | champs)


def migrate(noeuds):
    """Bring the base to some nodes, or to the last ones; return its models there."""
    executeur = MigrationExecutor(connection)
    noeuds = noeuds or executeur.loader.graph.leaf_nodes()
    executeur.migrate(noeuds)
    return executeur.loader.project_state(noeuds).apps


def read_base(apps):
    return {m._meta.label: read_lignes(m) for m in list_modeles(apps)}


def test_no_migration_of_0_2_0_was_edited_or_removed():
    # A base of 0.2.0 has run them as they were: write another one.
    assert read_liste().items() <= list_fichiers().items()


@pytest.mark.longue
@pytest.mark.usefixtures("django_db_setup")
def test_a_base_of_0_2_0_is_brought_up_to_date_row_by_row(tmp_path, django_db_blocker):
    with django_db_blocker.unblock(), open_vide(tmp_path):
        passe = migrate(list_derniers())
        fill(passe)
        avant = read_base(passe)
        apres = read_base(migrate(None))

    assert [label for label, lignes in avant.items() if not lignes] == []
    assert len(avant["organisations.Espace"]) == len(avant["acteurs.Acteur"]) == 4
    for label, (ailleurs, noms) in DEPLACEES.items():
        anciennes = avant.pop(label).values()
        assert anciennes
        for ligne in anciennes:
            gardes = {noms.get(nom, nom): valeur for nom, valeur in ligne.items()}
            assert [
                nouvelle
                for nouvelle in apres[ailleurs].values()
                if {nom: gardes.get(nom) for nom in nouvelle.keys() & gardes.keys()}
                == {nom: nouvelle[nom] for nom in nouvelle.keys() & gardes.keys()}
            ], label
    for label, lignes in avant.items():
        restent = apres.get(label, {})
        assert restent.keys() == lignes.keys(), label
        for pk, ligne in lignes.items():
            gardes = ligne.keys() & restent[pk].keys()
            assert {nom: restent[pk][nom] for nom in gardes} == {nom: ligne[nom] for nom in gardes}
