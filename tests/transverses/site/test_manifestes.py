"""What becomes of every row: moved with its space, told, exported, erased, or said why not."""

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from spaser.site.comptes import donnees_personnelles as donnees
from spaser.site.comptes.donnees_personnelles import PAR_LE_JOURNAL, Dispense, Modele
from spaser.site.comptes.models import Utilisateur
from spaser.site.espace.historique import find_chemin
from spaser.site.organisations.espaces import open_essai, receive_essai
from spaser.site.organisations.models import Espace, Organisation
from spaser.site.organisations.outils import list_sortes, list_vocabulaires
from tests.site.organisations.fabrique import SIREN_VAL, make_organisation, make_personne
from tests.transverses.arbre import read, sous
from tests.transverses.site.lignes import make_lignes

NOTRES = [
    modele
    for app in apps.get_app_configs()
    if app.name.startswith("spaser.site.")
    for modele in app.get_models(include_auto_created=True)
]
DECLARES = {modele.classe: modele for modele in donnees.list_modeles()}
MARQUE = "zenobie"
# Addresses that no manifest has to forget, and why.
ADRESSES_GARDEES = {
    "comptes.Utilisateur": "the account is emptied with its address",
    "diagnostic.Personne": "somebody outside, whom the team itself erases",
}


def find_fautes(classe, declare, mots):
    """Return what the declaration of a model says wrong, or leaves out."""
    if declare is None:
        return ["no manifest declares it"]
    champs = classe._meta.concrete_fields
    personnes = {c.name for c in champs if c.related_model is Utilisateur}
    nommes = {*declare.efface, *declare.detache}
    adresses = {c.name for c in champs if isinstance(c, models.EmailField)}
    oubliees = adresses - nommes if classe._meta.label not in ADRESSES_GARDEES else set()
    quelqu_un = bool(personnes | nommes) or classe is Utilisateur
    dans_un_espace = bool(find_chemin(classe))
    gestes = () if isinstance(declare.gestes, Dispense) else declare.gestes
    return [
        faute
        for faute, est_la in {
            "neither a space nor a reason": not dans_un_espace and not declare.hors_espace,
            "a space and a reason to have none": dans_un_espace and declare.hors_espace,
            "neither a gesture nor a reason": dans_un_espace and not declare.gestes,
            "gestures without words": set(gestes) - mots,
            "neither an export nor a reason": quelqu_un and not declare.export,
            "an export of nobody": declare.export and not quelqu_un,
            "an address that erasing leaves": oubliees and not set(declare.efface) & personnes,
        }.items()
        if est_la
    ]


def list_mots():
    return {f"{f.code}.{geste}" for f in list_vocabulaires().values() for geste in f.gestes}


def test_every_model_is_declared_with_all_that_becomes_of_it():
    mots = list_mots()

    assert {
        classe._meta.label: fautes
        for classe in NOTRES
        if (fautes := find_fautes(classe, DECLARES.get(classe), mots))
    } == {}


def test_what_is_declared_exists():
    assert [classe for classe in DECLARES if classe not in NOTRES] == []


def make_modele(nom, **champs):
    """Return a model that no app declares; the caller keeps it out of Django's list of models."""
    meta = type("Meta", (), {"app_label": "marches"})
    return type(nom, (models.Model,), {"__module__": __name__, "Meta": meta, **champs})


@isolate_apps("spaser.site.chiffres")
def test_a_forgotten_model_is_seen():
    oublie = make_modele(
        "Oublie",
        espace=models.ForeignKey(Espace, models.CASCADE, related_name="+"),
        auteur=models.ForeignKey(Utilisateur, models.SET_NULL, null=True, related_name="+"),
        courriel=models.EmailField(),
    )
    complet = Modele(oublie, gestes=("essai.ajout",), export=PAR_LE_JOURNAL, detache=("courriel",))

    assert find_fautes(oublie, None, set()) == ["no manifest declares it"]
    assert find_fautes(oublie, Modele(oublie), set()) == [
        "neither a gesture nor a reason",
        "neither an export nor a reason",
        "an address that erasing leaves",
    ]
    assert find_fautes(oublie, complet, set()) == ["gestures without words"]
    assert find_fautes(oublie, complet, {"essai.ajout"}) == []


@isolate_apps("spaser.site.chiffres")
def test_a_model_that_may_lose_its_space_is_seen():
    egare = make_modele(
        "Egare", espace=models.ForeignKey(Espace, models.SET_NULL, null=True, related_name="+")
    )

    assert find_fautes(egare, Modele(egare), set()) == ["neither a space nor a reason"]


def test_every_gesture_in_words_is_written_somewhere():
    sources = "".join(read(f) for f in sous("spaser/site") if f.name != "outil.py")
    de_la_corbeille = {f"{s.code}.{fin}" for s in list_sortes() for fin in ("ecarte", "retabli")}

    assert [
        geste
        for geste in sorted(list_mots() - de_la_corbeille)
        if f'"{geste}"' not in sources and f'f"{geste.partition(".")[0]}.{{' not in sources
    ] == []


def test_every_kind_that_may_be_put_aside_is_in_the_bin():
    declarees = [sorte.modele for sorte in list_sortes()]
    ecartables = [m for m in NOTRES if any(c.name == "ecarte_le" for c in m._meta.fields)]

    assert sorted(declarees, key=str) == sorted(ecartables, key=str)


@pytest.fixture
def elle(db):
    return make_personne(f"{MARQUE}@exemple.fr", nom=f"{MARQUE} la nommée")


@pytest.fixture
def autre(db):
    return make_personne("autre@exemple.fr")


@pytest.fixture
def essai(elle):
    return open_essai(elle, SIREN_VAL, "Essai")


def find_champ(classe, nom):
    return classe._meta.get_field(nom)


def fill(espace, personne):
    """Return a row of every model, that names a person wherever somebody may be named."""
    nommes = {(m.classe, nom) for m in DECLARES.values() for nom in (*m.efface, *m.detache)}
    adresses = {(classe, nom) for classe, nom in nommes if not find_champ(classe, nom).is_relation}
    return make_lignes(NOTRES, espace, personne, adresses)


def list_tenus(classe):
    """Return the models without whose row a row is not."""
    return {c.related_model for c in classe._meta.concrete_fields if c.is_relation and not c.null}


def read_again(ligne):
    return type(ligne)._base_manager.filter(pk=ligne.pk).first()


def list_vides(espace):
    """Return the models of which a space has no row."""
    chemins = {classe: find_chemin(classe) for classe in NOTRES}
    return [
        classe._meta.label
        for classe, chemin in chemins.items()
        if chemin and not classe._base_manager.filter(**{chemin: espace.pk}).exists()
    ]


def read_export(personne, chemin):
    valeur = donnees.export_donnees(personne)
    for cle in chemin.split("."):
        valeur = valeur[cle]
    return valeur


def test_every_row_of_a_trial_becomes_that_of_the_organisation_she_joins(elle, essai):
    organisation = make_organisation()
    fill(essai, elle)
    receive_essai(elle, organisation)

    finissent = [classe._meta.label for classe, m in DECLARES.items() if m.finit]
    assert list_vides(Organisation.objects.get(siren=SIREN_VAL).espace) == finissent


def test_the_export_holds_what_each_model_keeps_of_a_person(elle, autre, essai):
    chemins = {m.export for m in DECLARES.values() if isinstance(m.export, str) and m.export}
    fill(essai, elle)

    assert [c for c in sorted(chemins) if read_export(elle, c) == read_export(autre, c)] == []


def test_erasing_a_person_leaves_what_is_said_of_each_model(elle):
    espace = make_organisation().espace
    lignes = fill(espace, elle)
    siennes = {
        declare.classe
        for declare in DECLARES.values()
        if any(getattr(lignes[declare.classe], nom) for nom in declare.efface)
    }
    donnees.erase_compte(elle)
    restes = {classe: read_again(ligne) for classe, ligne in lignes.items()}

    assert {classe for classe, reste in restes.items() if reste is None} == {
        classe for classe in NOTRES if classe in siennes or list_tenus(classe) & siennes
    }
    assert [
        f"{declare.classe._meta.label}.{nom}"
        for declare in DECLARES.values()
        for nom in declare.detache
        if getattr(restes[declare.classe], nom)
    ] == []


def test_erasing_a_person_erases_her_trial(elle, essai):
    fill(essai, elle)
    donnees.erase_compte(elle)

    assert list_vides(essai) == [classe._meta.label for classe in NOTRES if find_chemin(classe)]


@pytest.mark.parametrize("chez", ["essai", "organisation"])
def test_no_table_says_who_an_erased_person_was(elle, chez, django_capture_on_commit_callbacks):
    espace = open_essai(elle, SIREN_VAL, "Essai") if chez == "essai" else make_organisation().espace
    fill(espace, elle)
    with django_capture_on_commit_callbacks(execute=True):  # the farewell goes with its mail
        donnees.erase_compte(elle)

    assert [
        f"{classe._meta.label}: {valeurs}"
        for classe in apps.get_models(include_auto_created=True)
        for valeurs in classe._base_manager.values()
        if MARQUE in str(valeurs).lower()
    ] == []
