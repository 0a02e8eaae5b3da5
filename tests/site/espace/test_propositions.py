"""What tools propose: offered once, decided by people, never decided twice in silence."""

import pytest

from spaser.regles.droits import NatureProposition, Offre
from spaser.site.espace.models import Proposition
from spaser.site.espace.navigation import list_suites
from spaser.site.espace.perimetre import count_a_decider, keep_offres, list_raisons
from tests.site.organisations.fabrique import (
    SIREN_HAUT,
    SIREN_VAL,
    make_membre,
    make_organisation,
    sign_in,
    texte,
)

pytestmark = pytest.mark.django_db

ADRESSE = f"/espace/{SIREN_VAL}/propositions/"
ACTION = Offre(
    nature=NatureProposition.ACTION, code="ACT-01", libelle="Nommer un pilote", raison="Personne."
)


@pytest.fixture
def espace():
    organisation = make_organisation()
    return organisation.espace


@pytest.fixture
def redaction(espace):
    return sign_in(make_membre(espace.organisation, "redaction").utilisateur)


@pytest.fixture
def proposee(espace):
    keep_offres(espace, "diagnostic", [ACTION])
    return Proposition.objects.get()


def decide(client, proposition, etat, version=1, motif=""):
    donnees = {"etat": etat, "version": version, "motif": motif}
    return client.post(f"{ADRESSE}{proposition.pk}/", donnees)


def test_an_empty_page_says_what_to_do_next(redaction):
    page = texte(redaction.get(ADRESSE))

    assert "Aucune proposition pour l’instant" in page
    assert f"/espace/{SIREN_VAL}/diagnostic/" in page


def test_the_same_thing_is_proposed_once_and_takes_the_new_reason(espace, proposee):
    nouvelles = keep_offres(
        espace,
        "diagnostic",
        [Offre(nature=ACTION.nature, code="ACT-01", libelle="Nommer", raison="Toujours personne.")],
    )

    assert nouvelles == 0
    assert Proposition.objects.get().raison == "Toujours personne."


def test_what_was_decided_stays_as_it_was(espace, redaction, proposee):
    decide(redaction, proposee, "ecartee", motif="Déjà fait.")
    keep_offres(
        espace,
        "diagnostic",
        [Offre(nature=ACTION.nature, code="ACT-01", libelle="Nommer", raison="Autre raison.")],
    )

    assert Proposition.objects.get().raison == "Personne."
    assert "Écartée" in texte(redaction.get(ADRESSE))


def test_two_tools_may_propose_the_same_thing(espace, proposee):
    assert keep_offres(espace, "politiques", [ACTION]) == 1


def test_what_is_kept_no_longer_waits(espace, redaction, proposee):
    decide(redaction, proposee, "retenue", motif="Dès janvier.")

    assert "Dès janvier." in texte(redaction.get(ADRESSE))
    assert count_a_decider(espace) == 0


def test_the_second_of_two_people_sees_both_decisions(redaction, proposee):
    decide(redaction, proposee, "retenue", motif="Dès janvier.")
    reponse = decide(redaction, proposee, "ecartee", motif="Pas cette année.")

    assert reponse.status_code == 409
    assert "Dès janvier." in texte(reponse)
    assert "Pas cette année." in texte(reponse)
    assert Proposition.objects.get().etat == "retenue"
    assert decide(redaction, proposee, "ecartee", 2, "Pas cette année.").status_code == 302
    assert Proposition.objects.get().etat == "ecartee"


@pytest.mark.parametrize(
    ("donnees", "message"),
    [
        ({"etat": "peut-etre", "version": 1}, "Choisissez « Retenir » ou « Écarter »."),
        ({"etat": "retenue"}, "Rechargez la page"),
        ({"etat": "retenue", "version": 1, "motif": "a" * 301}, "gardez 300 signes au plus"),
    ],
)
def test_a_decision_that_cannot_be_read_loses_nothing(redaction, proposee, donnees, message):
    page = texte(redaction.post(f"{ADRESSE}{proposee.pk}/", donnees))

    assert message in page
    assert donnees.get("motif", "") in page
    assert Proposition.objects.get().etat == "proposee"


def test_a_proposal_of_somebody_else_is_not_there(redaction):
    autre = make_organisation(SIREN_HAUT, "Département")
    keep_offres(autre.espace, "diagnostic", [ACTION])

    assert decide(redaction, Proposition.objects.get(), "retenue").status_code == 404


def test_contribution_reads_and_does_not_decide(espace, proposee):
    client = sign_in(make_membre(espace.organisation, "contribution").utilisateur)

    assert "Retenir" not in texte(client.get(ADRESSE))
    assert decide(client, proposee, "retenue").status_code == 403


def test_what_waits_is_a_next_act_of_the_space(espace, redaction, proposee):
    assert "Décider de 1\u00a0proposition" in {acte.titre for acte in list_suites(espace)}

    decide(redaction, proposee, "retenue")

    assert "Décider" not in " ".join(acte.titre for acte in list_suites(espace))


@pytest.mark.parametrize(
    ("etat", "debut"), [("retenue", "Vous avez retenu"), ("proposee", "L’outil"), ("ecartee", None)]
)
def test_an_indicator_that_waits_or_was_kept_is_a_reason_to_follow_it(espace, etat, debut):
    indicateur = Offre(
        nature=NatureProposition.INDICATEUR, code="SOC-01", libelle="Marchés", raison="Peu."
    )
    keep_offres(espace, "diagnostic", [ACTION, indicateur])
    Proposition.objects.update(etat=etat)

    raisons = list(list_raisons(espace))

    assert [raison.indicateurs for raison in raisons] == ([("SOC-01",)] if debut else [])
    assert all(raison.texte.startswith(debut) for raison in raisons)


@pytest.mark.parametrize(
    ("nature", "code", "adresse"),
    [
        ("indicateur", "SOC-01", "/indicateurs/SOC-01/"),
        ("indicateur", "SOC-20-critere", "/methodes/SOC-20-critere/"),
        ("indicateur", "SOC-99", None),
        ("action", "SOC-01", None),
        ("fiche", "FICHE-ACTEURS", "/fiches/mobiliser-les-acteurs/"),
        ("fiche", "FICHE-AUTRE", None),
        ("lecon", "LECON-PORTAGE", "/formation/construire-son-spaser/portage/"),
        ("lecon", "LECON-AUTRE", None),
    ],
)
def test_an_indicator_leads_to_the_library_or_to_its_method(
    espace, redaction, nature, code, adresse
):
    nature = NatureProposition(nature)
    keep_offres(
        espace, "diagnostic", [Offre(nature=nature, code=code, libelle="Essai", raison="R.")]
    )

    ((_, _, lignes), *_) = redaction.get(ADRESSE).context["groupes"]

    assert lignes[0][2] == (adresse or "")
    assert adresse is None or redaction.get(adresse).status_code == 200
