import re
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from spaser.site.organisations.espaces import open_organisation
from spaser.site.registre.depot import envoi
from spaser.site.registre.depot.services import Deposant
from spaser.site.registre.fiches import withdraw_fiche
from spaser.site.registre.models import Depot, EtatDepot, Fiche, Provenance
from spaser.site.socle.models import Evenement
from spaser.site.socle.versions import VersionDepassee
from tests.site.registre.depot.conftest import (
    LYON,
    RENNES,
    SCHEMA_VIDE,
    connect,
    make_membre,
    open_draft,
    texte,
)
from tests.site.registre.fabrique import make_fiche

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]


def _send(client, adresse, **champs):
    pk = adresse.split("/")[-2]
    donnees = {"version": Depot.objects.get(pk=pk).version, "consentement": "on"} | champs
    return client.post(f"{adresse}verification/", donnees)


def _depuis(client, fiche, nature):
    reponse = client.post(f"/registre/deposer/fiche/{fiche.pk}/", {"nature": nature})
    return reponse["Location"].removesuffix("schema/")


def test_a_member_publishes_at_once(membre, equipe, courriels, rennes):
    adresse = open_draft(membre)
    assert "publiée dès l’envoi" in texte(membre.get(f"{adresse}verification/"))
    assert _send(membre, adresse)["Location"] == adresse
    fiche = Fiche.objects.get()
    assert (fiche.structure, fiche.origine, fiche.organisation) == (
        "Commune de Rennes",
        "depose",
        rennes,
    )
    provenance = Provenance.objects.get()
    assert provenance.libelle == "Dépôt par l’acheteur : Commune de Rennes"
    assert [(m.to, m.subject) for m in courriels] == [
        (["ada@exemple.fr"], "Commune de Rennes : votre SPASER est publié"),
        (["mona@exemple.fr"], "Registre : Commune de Rennes, dépôt publié, à vérifier"),
    ]
    assert fiche.get_absolute_url() in courriels[0].body
    assert fiche.get_absolute_url() in courriels[0].alternatives[0].content
    assert Depot.objects.get().etat == EtatDepot.A_VERIFIER


def test_a_guest_waits_for_the_team(invite, equipe, courriels):
    adresse = open_draft(invite)
    assert "avant de la publier" in texte(invite.get(f"{adresse}verification/"))
    _send(invite, adresse)
    assert not Fiche.objects.exists()
    assert Depot.objects.get().etat == EtatDepot.SOUMIS
    assert [(m.to, m.subject) for m in courriels] == [
        (["invite@exemple.fr"], "Commune de Rennes : votre dépôt est bien arrivé"),
        (["mona@exemple.fr"], "Registre : Commune de Rennes, dépôt à relire avant publication"),
    ]
    assert "une personne invitée (invite@exemple.fr)" in courriels[1].body
    assert adresse in courriels[0].body
    assert "relit votre dépôt avant de le publier" in texte(invite.get(adresse))


def test_every_step_is_journalled(invite, ada):
    adresse = open_draft(invite)
    _send(invite, adresse)
    gestes = list(Evenement.objects.filter(objet_type="registre.depot").order_by("pk"))
    assert [e.geste for e in gestes] == ["depot.ouverture", "depot.envoi"]
    assert gestes[1].organisation_siren == RENNES
    assert "invite@" not in str([e.details for e in gestes])


@pytest.mark.parametrize("role", ["contribution", "lecture"])
def test_a_member_without_the_right_waits_for_the_team(role, rennes):
    client = connect(make_membre(role=role))
    _send(client, open_draft(client))
    assert Depot.objects.get().etat == EtatDepot.SOUMIS
    assert not Fiche.objects.exists()


def test_a_deposit_for_an_organisation_of_others_waits_for_the_team(membre):
    _send(membre, open_draft(membre, siren=LYON))
    assert Depot.objects.get().etat == EtatDepot.SOUMIS


def test_consent_is_asked_for(membre):
    adresse = open_draft(membre)
    reponse = membre.post(f"{adresse}verification/", {"version": "2"})
    assert "Cochez cette case pour envoyer le dépôt" in texte(reponse)
    assert not Fiche.objects.exists()


def test_a_double_click_sends_once(membre, courriels, equipe):
    adresse = open_draft(membre)
    donnees = {"version": "2", "consentement": "on"}
    for _ in range(2):
        assert membre.post(f"{adresse}verification/", donnees)["Location"] == adresse
    assert Fiche.objects.count() == 1
    assert Fiche.objects.get().versions.count() == 1
    assert len(courriels) == 2


def test_two_clicks_at_the_very_same_time_send_once(membre, ada):
    open_draft(membre)
    premier, second = Depot.objects.get(), Depot.objects.get()
    deposant = Deposant(ada.courriel, ada)
    envoi.submit(premier, 2, deposant, timezone.now())
    with pytest.raises(VersionDepassee):
        envoi.submit(second, 2, deposant, timezone.now())
    assert Fiche.objects.count() == 1


def test_what_changed_after_it_was_read_is_not_sent(membre):
    adresse = open_draft(membre)
    membre.post(f"{adresse}schema/", SCHEMA_VIDE | {"titre": "Nouveau", "version": "2"})
    reponse = _send(membre, adresse, version="2")
    assert "Le dépôt a changé depuis que vous avez ouvert cette page" in texte(reponse)
    assert 'name="version" value="3"' in reponse.content.decode()
    assert not Fiche.objects.exists()


def test_a_correction_makes_a_new_version_of_the_sheet(membre, rennes):
    _send(membre, open_draft(membre))
    fiche = Fiche.objects.get()
    adresse = _depuis(membre, fiche, "correction")
    assert 'value="Commune de Rennes"' in membre.get(f"{adresse}structure/").content.decode()
    membre.post(f"{adresse}schema/", SCHEMA_VIDE | {"titre": "Corrigé", "version": "1"})
    _send(membre, adresse)
    fiche.refresh_from_db()
    assert (fiche.titre, fiche.versions.count(), Fiche.objects.count()) == ("Corrigé", 2, 1)


def test_a_correction_opened_twice_is_one_draft(membre):
    fiche = make_fiche("Rennes", siren=RENNES)
    assert _depuis(membre, fiche, "correction") == _depuis(membre, fiche, "correction")


def test_a_new_edition_starts_from_the_last_without_its_dates(membre):
    fiche = make_fiche("Rennes", siren=RENNES, edition=1, debut="2022", fin="2025", axes=["Un"])
    adresse = _depuis(membre, fiche, "edition")
    depot = Depot.objects.get()
    assert depot.contenu["schema"] == {"edition": 2, "axes": [{"intitule": "Un"}]}
    _send(membre, adresse)
    assert Fiche.objects.count() == 2
    assert Fiche.objects.get(edition=1).versions.count() == 1


def test_the_correction_of_the_sheet_of_another_organisation_waits(membre):
    lyon = make_fiche("Lyon", siren=LYON)
    _send(membre, _depuis(membre, lyon, "correction"))
    assert Depot.objects.get().etat == EtatDepot.SOUMIS
    assert lyon.versions.count() == 1


def test_to_change_the_siren_does_not_let_one_take_the_sheet_of_another(membre):
    lyon = make_fiche("Lyon", siren=LYON)
    lyon.organisation = open_organisation(LYON)
    lyon.save()
    adresse = _depuis(membre, lyon, "correction")
    valeurs = {"nom": "À moi", "siren": RENNES, "type": "commune", "version": "1"}
    vides = {"achats_annuels-TOTAL_FORMS": "0", "achats_annuels-INITIAL_FORMS": "0"}
    membre.post(f"{adresse}structure/", valeurs | vides)
    _send(membre, adresse)
    lyon.refresh_from_db()
    assert (lyon.structure, lyon.organisation.siren) == ("Lyon", LYON)
    assert Depot.objects.get().etat == EtatDepot.SOUMIS


def test_a_sheet_withdrawn_meanwhile_is_not_published_again_by_its_correction(membre, equipe):
    fiche = make_fiche("Rennes", siren=RENNES)
    adresse = _depuis(membre, fiche, "correction")
    withdraw_fiche(fiche, "Erreur", equipe, datetime(2026, 11, 24, tzinfo=UTC))
    _send(membre, adresse)
    fiche.refresh_from_db()
    assert fiche.etat == "retiree"
    assert Depot.objects.get().etat == EtatDepot.SOUMIS


def test_nothing_starts_from_a_sheet_that_is_not_public(membre, equipe):
    fiche = make_fiche("Rennes", siren=RENNES)
    withdraw_fiche(fiche, "Erreur", equipe, datetime(2026, 11, 24, tzinfo=UTC))
    assert membre.get(f"/registre/deposer/fiche/{fiche.pk}/").status_code == 404


def test_a_double_of_a_published_sheet_is_told_and_may_become_its_correction(membre):
    fiche = make_fiche("Commune de Rennes", siren=RENNES, edition=1)
    adresse = open_draft(membre)
    membre.post(f"{adresse}schema/", SCHEMA_VIDE | {"edition": "1", "version": "2"})
    page = texte(membre.get(f"{adresse}verification/"))
    assert "Le registre a déjà une fiche qui semble parler de ce schéma" in page
    membre.post(f"{adresse}corriger/{fiche.pk}/")
    assert Depot.objects.get().nature == "correction"
    _send(membre, adresse)
    assert Fiche.objects.count() == 1
    assert fiche.versions.count() == 2


def test_only_a_double_may_be_corrected_so(membre):
    autre = make_fiche("Lyon", siren=LYON)
    adresse = open_draft(membre)
    reponse = membre.post(f"{adresse}corriger/{autre.pk}/", follow=True)
    assert "n’est pas un double" in texte(reponse)
    assert Depot.objects.get().nature == "nouveau"


def test_the_page_of_a_draft_asks_the_base_for_little(membre, django_assert_max_num_queries):
    adresse = open_draft(membre)
    for n in range(30):
        make_fiche(f"Commune n° {n}")
    with django_assert_max_num_queries(16):
        membre.get(f"{adresse}verification/")
    with django_assert_max_num_queries(12):
        membre.get(f"{adresse}schema/")


def test_a_member_without_second_factor_publishes_with_a_code_and_loses_nothing(
    membre, equipe, courriels
):
    adresse = open_draft(membre)
    session = membre.session
    del session["geste_confirme_le"]
    session.save()

    page = _send(membre, adresse)
    assert "Vous allez envoyer ce dépôt au registre." in texte(page)
    assert not Fiche.objects.exists()
    code = re.search(r"Votre code est (\d{6})", courriels[-1].body)[1]
    assert _send(membre, adresse, code_recu=code)["Location"] == adresse
    assert Fiche.objects.get().structure == "Commune de Rennes"
