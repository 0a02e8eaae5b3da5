import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from spaser.site.registre.models import Depot, EtatDepot, Fiche
from spaser.site.socle.models import Evenement
from tests.site.registre.depot.conftest import (
    DOCUMENTS_VIDES,
    LYON,
    SCHEMA_VIDE,
    connect,
    make_equipe,
    make_membre,
    open_draft,
    texte,
)
from tests.site.registre.fabrique import make_fiche
from tests.site.registre.moderation.conftest import connect_proved, decide, send
from tests.site.socle.fichiers.fabrique import make_pdf

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]


@pytest.fixture
def soumis(invite, equipe, courriels):
    depot = send(invite)
    courriels.clear()
    return depot


@pytest.fixture
def publie(membre, equipe, courriels):
    depot = send(membre)
    courriels.clear()
    return depot


def _gestes(depot):
    evenements = Evenement.objects.filter(objet_id=str(depot.pk)).order_by("pk")
    return [(e.geste, e.auteur_id) for e in evenements]


def test_to_accept_publishes_tells_and_journals(moderatrice, equipe, soumis, courriels):
    assert decide(moderatrice, soumis, "accepter")["Location"] == "/registre/moderation/"
    fiche = Fiche.objects.get()
    assert (fiche.structure, fiche.origine, fiche.organisation) == (
        "Commune de Rennes",
        "depose",
        None,
    )
    assert fiche.versions.get().motif == "Dépôt accepté par l’équipe du programme"
    [message] = courriels
    assert (message.to, message.subject) == (
        ["invite@exemple.fr"],
        "Commune de Rennes : votre SPASER est publié",
    )
    assert _gestes(soumis) == [
        ("depot.ouverture", None),
        ("depot.envoi", None),
        ("depot.acceptation", equipe.pk),
    ]


def test_to_send_back_gives_the_draft_and_the_comments(moderatrice, invite, soumis, courriels):
    decide(moderatrice, soumis, "renvoyer", "Précisez la période.")
    [message] = courriels
    assert message.subject == "Commune de Rennes : votre dépôt est à compléter"
    assert "Message de l’équipe :\nPrécisez la période." in message.body
    adresse = f"/registre/depots/{soumis.pk}/"
    assert "Précisez la période." in texte(invite.get(f"{adresse}schema/"))
    version = Depot.objects.get().version
    invite.post(f"{adresse}schema/", SCHEMA_VIDE | {"debut": "2026", "version": version})
    invite.post(f"{adresse}verification/", {"version": version + 1, "consentement": "on"})
    depot = Depot.objects.get()
    assert (depot.etat, depot.contenu["schema"]) == (
        EtatDepot.SOUMIS,
        {"periode": {"debut": "2026"}},
    )


def test_to_refuse_asks_for_a_reason_and_tells_it(moderatrice, invite, soumis, courriels):
    reponse = decide(moderatrice, soumis, "refuser")
    assert "Écrivez ce qu’il faut corriger, ou pourquoi" in texte(reponse)
    assert courriels == []
    decide(moderatrice, soumis, "refuser", "Ce n’est pas un SPASER.")
    assert courriels[0].subject == "Commune de Rennes : votre dépôt n’est pas retenu"
    assert "Ce n’est pas un SPASER." in courriels[0].body
    assert not Fiche.objects.exists()
    page = texte(invite.get(f"/registre/depots/{soumis.pk}/"))
    assert "Ce n’est pas un SPASER." in page


@pytest.mark.parametrize("decision", ["renvoyer", "refuser"])
def test_a_blank_reason_is_no_reason(moderatrice, soumis, decision):
    assert decide(moderatrice, soumis, decision, "  \n ").status_code == 200
    assert Depot.objects.get().etat == EtatDepot.SOUMIS


def test_two_moderators_at_once_the_second_is_told(moderatrice, soumis, courriels):
    seconde = connect_proved(make_equipe("nora@exemple.fr"))
    decide(moderatrice, soumis, "accepter")
    reponse = decide(seconde, soumis, "refuser", "Non.")
    assert "Mona Modeste vient de traiter ce dépôt : il est « publié »" in texte(reponse)
    assert Fiche.objects.count() == 1
    assert Depot.objects.get().etat == EtatDepot.ACCEPTE
    assert len(courriels) == 1


def test_a_decision_on_an_outdated_page_is_not_taken(moderatrice, soumis):
    reponse = decide(moderatrice, soumis, "accepter", "Merci à vous.", version="1")
    assert "Le dépôt a changé depuis que vous avez ouvert cette page" in texte(reponse)
    assert f'value="{soumis.version}"' in reponse.content.decode()
    assert ">\nMerci à vous.</textarea>" in reponse.content.decode()
    assert not Fiche.objects.exists()


@pytest.mark.parametrize(
    ("decision", "version"), [("", None), ("publier", None), ("accepter", ""), ("accepter", "x")]
)
def test_a_tampered_decision_changes_nothing(moderatrice, soumis, decision, version):
    champs = {} if version is None else {"version": version}
    assert decide(moderatrice, soumis, decision, "Motif", **champs).status_code == 200
    assert Depot.objects.get().etat == EtatDepot.SOUMIS


@pytest.mark.parametrize("decision", ["verifier", "retirer"])
def test_what_is_not_public_is_neither_checked_nor_withdrawn(moderatrice, soumis, decision):
    decide(moderatrice, soumis, decision, "Motif")
    assert Depot.objects.get().etat == EtatDepot.SOUMIS


def test_what_a_member_published_is_checked_afterwards(moderatrice, publie, courriels):
    page = texte(moderatrice.get("/registre/moderation/?file=a-verifier"))
    assert "Commune de Rennes" in page
    decide(moderatrice, publie, "verifier")
    assert Depot.objects.get().etat == EtatDepot.ACCEPTE
    assert courriels == []
    assert Fiche.objects.get().versions.count() == 1


def test_what_a_member_published_wrongly_is_withdrawn_with_a_reason(
    moderatrice, publie, courriels, client
):
    decide(moderatrice, publie, "retirer", "Ce n’est pas un SPASER.")
    fiche = Fiche.objects.get()
    assert fiche.etat == "retiree"
    page = client.get(fiche.get_absolute_url())
    assert page.status_code == 410
    assert "Ce n’est pas un SPASER." in texte(page)
    assert courriels[0].to == ["ada@exemple.fr"]


def test_a_correction_asked_for_leaves_the_sheet_public_and_comes_back(
    moderatrice, membre, publie, courriels
):
    decide(moderatrice, publie, "renvoyer", "Précisez la période.")
    assert Fiche.objects.get().etat == "publiee"
    adresse = f"/registre/depots/{publie.pk}/"
    version = Depot.objects.get().version
    membre.post(f"{adresse}schema/", SCHEMA_VIDE | {"debut": "2026", "version": version})
    membre.post(f"{adresse}verification/", {"version": version + 1, "consentement": "on"})
    fiche = Fiche.objects.get()
    assert (fiche.debut, fiche.versions.count()) == ("2026", 2)
    page = texte(moderatrice.get(f"/registre/moderation/depots/{publie.pk}/"))
    assert "Schéma › Période › Début" in page


def test_the_page_shows_field_by_field_what_would_change(moderatrice, invite, courriels):
    fiche = make_fiche("Lyon", siren=LYON, debut="2022", axes=["Un"])
    depuis = invite.post(f"/registre/deposer/fiche/{fiche.pk}/", {"nature": "correction"})
    adresse = depuis["Location"].removesuffix("schema/")
    donnees = SCHEMA_VIDE | {"debut": "2023", "version": "1"}
    invite.post(f"{adresse}schema/", donnees)
    invite.post(f"{adresse}verification/", {"version": "2", "consentement": "on"})
    depot = Depot.objects.get()
    page = texte(moderatrice.get(f"/registre/moderation/depots/{depot.pk}/"))
    assert "Schéma › Période › Début</th>" in page
    assert page.index("2022") < page.index("2023")
    decide(moderatrice, depot, "accepter")
    fiche.refresh_from_db()
    assert (fiche.debut, fiche.versions.count()) == ("2023", 2)


def test_files_follow_the_deposit_to_the_sheet(moderatrice, invite, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    adresse = open_draft(invite)
    pdf = SimpleUploadedFile("spaser.pdf", make_pdf())
    invite.post(f"{adresse}documents/", DOCUMENTS_VIDES | {"version": "2", "fichier": pdf})
    invite.post(f"{adresse}verification/", {"version": "3", "consentement": "on"})
    depot = Depot.objects.get()
    garde = depot.fichiers.get()
    interne = f"/registre/moderation/depots/{depot.pk}/fichiers/{garde.pk}/"
    assert client.get(interne).status_code == 302
    reponse = moderatrice.get(interne)
    assert b"".join(reponse.streaming_content).startswith(b"%PDF")
    decide(moderatrice, depot, "accepter")
    publie = Fiche.objects.get().fichiers.get()
    assert (publie.titre, publie.fichier) == ("spaser.pdf", garde.fichier)


def test_drafts_are_nobody_elses_business(moderatrice, membre):
    adresse = open_draft(membre)
    pk = adresse.split("/")[-2]
    assert moderatrice.get(f"/registre/moderation/depots/{pk}/").status_code == 404
    assert moderatrice.get(adresse).status_code == 404


def test_the_team_corrects_a_sheet_at_once_and_its_origin_stays(moderatrice, equipe, courriels):
    fiche = make_fiche("Lyon", siren=LYON, confiance="B")
    depuis = moderatrice.post(f"/registre/deposer/fiche/{fiche.pk}/", {"nature": "correction"})
    adresse = depuis["Location"].removesuffix("schema/")
    moderatrice.post(f"{adresse}schema/", SCHEMA_VIDE | {"titre": "Vu", "version": "1"})
    assert "publiée dès l’envoi" in texte(moderatrice.get(f"{adresse}verification/"))
    moderatrice.post(f"{adresse}verification/", {"version": "2", "consentement": "on"})
    fiche.refresh_from_db()
    assert (fiche.titre, fiche.origine, fiche.confiance) == ("Vu", "recense", "B")
    assert Depot.objects.get().etat == EtatDepot.ACCEPTE
    assert courriels == []


def test_a_fact_that_the_team_corrects_is_no_longer_of_its_former_source(moderatrice):
    fiche = make_fiche("Lyon", siren=LYON, titre="Ancien", edition=1, confiance="B")
    page = {"origine": "recense", "libelle": "Une page", "date": "2026-11-20"}
    fiche.provenances.create(**page)  # the only one: of the whole sheet
    depuis = moderatrice.post(f"/registre/deposer/fiche/{fiche.pk}/", {"nature": "correction"})
    adresse = depuis["Location"].removesuffix("schema/")
    moderatrice.post(f"{adresse}schema/", SCHEMA_VIDE | {"titre": "Vu", "version": "1"})
    moderatrice.post(f"{adresse}verification/", {"version": "2", "consentement": "on"})

    assert dict(fiche.provenances.values_list("champ", "libelle")) == {
        "structure.nom": "Une page",
        "structure.siren": "Une page",
        "structure.type": "Une page",
        "schema.titre": "Correction par l’équipe du programme",
    }  # the edition, emptied, has none


@pytest.mark.parametrize(
    "page", ["", "recenser/", "doublons/", "liens/", "?file=a-relire", "?file=inconnue&page=-1"]
)
def test_the_pages_of_the_team_are_closed_to_others(moderatrice, membre, client, page):
    adresse = f"/registre/moderation/{page}"
    assert moderatrice.get(adresse).status_code == 200
    assert membre.get(adresse).status_code == 403
    assert client.get(adresse).status_code == 302


def test_the_team_without_its_second_factor_is_sent_to_it(equipe, soumis):
    reponse = connect(equipe).get("/registre/moderation/")
    assert reponse.status_code == 302
    assert "second-facteur" in reponse["Location"]


def test_a_member_of_another_organisation_cannot_decide(soumis):
    autre = connect(make_membre(LYON, "lyon@exemple.fr", "administration"))
    assert decide(autre, soumis, "accepter").status_code == 403
    assert not Fiche.objects.exists()
