"""A space whose every field is filled: who may not read it reads none of what it holds."""

import pytest
from django.db import transaction
from django.test import Client, override_settings

from tests.transverses.site.exemples import make_exemples
from tests.transverses.site.monde import make_monde
from tests.transverses.site.regles import expect
from tests.transverses.site.remplir import MOT, Remplissage, find_marques
from tests.transverses.site.visites import REGLAGES, visit_all

pytestmark = pytest.mark.django_db

longue = pytest.mark.longue(ensemble=True, parts=32)
# What a space gives to whoever holds a link, or publishes, and the fields that it then shows.
DONNES = {
    "accueil:vue_partagee": {"espace.Perimetre.noms_centrales"},
    "ateliers:participer": {"entourage.Atelier.titre"},
    "demandes:repondre": {"entourage.Question.question", "espace.Discussion.titre"},
    "diagnostic:repondre_lien": {"diagnostic.Campagne.titre"},
    "plan:partenaire": {
        "diagnostic.Acteur.nom",
        "plan.Action.description",
        "plan.Action.titre",
        "plan.Contributeur.apport",
        "plan.Etape.titre",
    },
    # A pilot reads what she answered, and why it was set aside.
    "plan:tournee": {
        "plan.LigneGrille.indicateur",
        "plan.ReponseFiche.raison",
        "plan.ReponseFiche.source",
    },
    "publication:toutes": {"schema.Publication.fonction", "schema.Publication.signataire"},
    "publication:publique": {"schema.Publication.fonction", "schema.Publication.signataire"},
    "publication:fichier": {"schema.Publication.fonction", "schema.Publication.signataire"},
    "pratiques:file": {"portail.Recit.titre"},  # sent to the team, who reads it again
    "pratiques:relire": {"portail.Recit.titre"},
}
# The search, the API, and pages of the space of which each holds much.
ADRESSES = (
    f"/recherche/?q={MOT}",
    f"/api/v1/fiches?q={MOT}",
    f"/registre/?q={MOT}",
    f"/publications/?q={MOT}",
    f"/bonnes-pratiques/?q={MOT}",
    "/publications.json",
    "/espace/{siren}/",
    "/espace/{siren}/plan/",
    "/espace/{siren}/plan/export.csv",
    "/espace/{siren}/acteurs/",
    "/espace/{siren}/historique/",
    "/espace/{siren}/schema.docx",
)


@pytest.fixture(scope="module")
def campagne(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return visit_all(rempli=True)


def test_a_neighbour_and_nobody_read_nothing_of_a_filled_space():
    with override_settings(**REGLAGES), transaction.atomic():
        monde = make_monde()
        make_exemples(monde, monde.maison)
        plein = Remplissage(monde.maison.organisation.espace, monde.person("redaction").utilisateur)
        lus = {
            nom: _read_all(monde.person(nom), monde.maison.organisation.siren)
            for nom in ("administration", "administration ailleurs", "anonyme")
        }
        vides = plein.list_vides()
        transaction.set_rollback(True)

    assert (plein.refuses, vides) == ([], [])
    assert len(lus["administration"]) > 20  # else nothing would be looked for
    permis = DONNES["publication:toutes"]
    autres = lus["administration ailleurs"] | lus["anonyme"]
    assert set(plein.tell(autres)) <= permis


def _read_all(personne, siren):
    client = Client(raise_request_exception=False)
    if personne.session:
        client.cookies["__Host-session"] = personne.session
    reponses = (client.get(a.format(siren=siren), secure=True) for a in ADRESSES)
    return {marque for reponse in reponses for marque in find_marques(reponse.getvalue())}


@longue
def test_the_matrix_holds_over_a_filled_space(campagne):
    ecarts = [
        f"{visite}: {visite.issue}, expected {expect(visite)}"
        for visite in campagne.visites
        if visite.issue not in {"autre méthode", expect(visite)}
    ]

    assert ecarts == [], "\n".join(ecarts)


@longue
def test_who_may_not_read_a_filled_space_reads_none_of_its_fields(campagne):
    fuites = {}
    for visite in campagne.visites:
        if visite.marques and not _may_read(visite):
            lus = set(campagne.rempli.tell(visite.marques)) - DONNES.get(visite.vue.nom, set())
            if lus:
                fuites[str(visite)] = sorted(lus)

    assert fuites == {}


def _may_read(visite):
    membre = visite.personne.nom in {"lecture", "administration"}
    return membre and visite.issue == "admise"


@longue
def test_marks_are_read_by_those_who_may(campagne):
    lus = {m for visite in campagne.visites if _may_read(visite) for m in visite.marques}

    assert len(campagne.rempli.tell(lus)) > 60
