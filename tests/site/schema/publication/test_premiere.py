"""From trial to publisher: shown as a draft, confirmed by two, told to the body, contested."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from spaser.regles.fiche import Contact
from spaser.site.organisations.services import set_delai
from spaser.site.registre.models import Depot
from spaser.site.schema.models import Publication
from spaser.site.schema.publication.services import (
    USAGE,
    PublicationRefusee,
    confirm,
    confirm_equipe,
    contest,
    propose,
    read_a_trancher,
    send_back,
    settle_contestation,
)
from spaser.site.socle.jetons import make_jeton
from spaser.site.socle.models import Evenement
from spaser.site.socle.versions import VersionDepassee
from tests.outils.sessions import CLE_CONFIRMEE
from tests.site.organisations.fabrique import SIREN_VAL, make_equipe, sign_in
from tests.site.registre.fabrique import make_fiche
from tests.site.schema.publication.conftest import ANNEES, FONCTION, texte

PUBLIER = reverse("publication:publier", args=[SIREN_VAL])
PUBLIQUE = reverse("publication:publique", args=[SIREN_VAL, 2025])
LISTE = reverse("publication:liste")
CHEZ_EUX = "marches@val.exemple"
PROJET = "Projet, pas encore confirmé"
SUSPENDUE = "Publication contestée, suspendue"
LIEN = re.compile(r"/publications/contester/[\w-]+/")


def link(nom, *args):
    return reverse(f"publication:{nom}", args=[SIREN_VAL, *args])


@pytest.fixture
def moderation(db):
    return make_equipe()


@pytest.fixture
def equipe(moderation):
    return sign_in(moderation, second_facteur=True)


@pytest.fixture
def seule(marches, espace, administratrice):
    """Ask the team to confirm what the only administrator proposed."""
    publication = propose(espace, ANNEES, administratrice)
    return confirm(publication, FONCTION, administratrice, publication.version, "Ada Essai")


@pytest.fixture
def chez_eux(db):
    """Have the register know a service of the body."""
    return make_fiche(siren=SIREN_VAL, contact=Contact(service="Marchés", courriel=CHEZ_EUX))


def test_a_draft_is_shown_marked_out_of_lists_and_files_until_it_is_sent_back(
    proposee, client, administratrice
):
    assert Client().get(PUBLIQUE).status_code == 404
    client.post(link("montrer", proposee.pk), {"montrer": "oui"})
    page = Client().get(PUBLIQUE)

    assert PROJET in texte(page)
    assert "69 sur 142 marchés." in texte(page)
    assert page["X-Robots-Tag"] == "noindex"
    assert "Validé par" not in texte(page)
    assert "2024 et 2025" not in texte(Client().get(LISTE))
    assert Client().get(link("fichier", 2025, "csv")).status_code == 404
    assert not Depot.objects.exists()
    assert Evenement.objects.filter(geste="publication.projet").count() == 1

    assert "Ne plus montrer" in texte(client.get(PUBLIER))
    client.post(link("montrer", proposee.pk), {"montrer": ""})
    assert Client().get(PUBLIQUE).status_code == 404
    client.post(link("montrer", proposee.pk), {"montrer": "oui"})
    send_back(Publication.objects.get(), "À revoir", administratrice)
    assert Client().get(PUBLIQUE).status_code == 404


def test_a_code_is_mailed_before_a_draft_is_shown(proposee, client):
    session = client.session
    del session[CLE_CONFIRMEE]
    session.save()

    assert "code" in texte(client.post(link("montrer", proposee.pk), {"montrer": "oui"}))
    assert Publication.objects.get().projet_le is None


def test_alone_she_asks_the_team_for_the_first_one(
    marches, espace, administratrice, chef, equipe, django_capture_on_commit_callbacks
):
    set_delai(5, administratrice)
    publication = propose(espace, ANNEES, administratrice)
    page = link("valider", publication.pk)
    assert "sinon par l’équipe du programme. L’équipe du programme répond en 5 jours" in texte(
        chef.get(page)
    )
    dits = {"fonction": FONCTION, "signataire": "Ada Essai", "relu": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        chef.post(page, dits | {"version": publication.version})
    publication.refresh_from_db()

    assert publication.etat == "proposee"
    assert "à confirmer" in mail.outbox[-1].subject
    attendu = texte(chef.get(PUBLIER))
    assert "L’équipe du programme doit le confirmer." in attendu
    assert "Relire et valider" not in attendu
    decider = reverse("publication:trancher", args=[publication.pk])
    attente = read_a_trancher()
    assert (attente.nombre, attente.page) == (1, decider)
    assert "Publications à confirmer, ou contestées" in texte(equipe.get(reverse("bureau:accueil")))
    lue = texte(equipe.get(decider))
    assert f"Signée par Ada Essai, {FONCTION}." in lue
    assert "Adresses connues de l’organisme : aucune." in lue
    equipe.post(decider, {"decision": "oui", "version": publication.version})

    assert f"Validé par Ada Essai, {FONCTION}, le" in texte(Client().get(PUBLIQUE))
    assert read_a_trancher().nombre == 0
    assert Depot.objects.get().auteur == administratrice  # it is hers, not the team's


def test_only_the_team_decides(seule, client, chef):
    decider = reverse("publication:trancher", args=[seule.pk])
    refus = [qui.get(decider).status_code for qui in (client, chef)]
    animation = sign_in(make_equipe("animation"), second_facteur=True)

    assert [*refus, animation.get(decider).status_code] == [403, 403, 403]


def test_the_team_sends_back_with_a_reason_and_confirms_only_what_was_asked(
    seule, equipe, moderation
):
    decider = reverse("publication:trancher", args=[seule.pk])
    manque = equipe.post(decider, {"decision": "non", "version": seule.version})
    assert "Dites pourquoi" in texte(manque)
    with pytest.raises(VersionDepassee):
        confirm_equipe(seule, moderation, seule.version - 1)  # read before it changed
    equipe.post(decider, {"decision": "non", "motif": "Qui êtes-vous ?", "version": seule.version})
    seule.refresh_from_db()

    assert (seule.etat, seule.renvoi, seule.equipe_le) == ("brouillon", "Qui êtes-vous ?", None)
    with pytest.raises(VersionDepassee):
        confirm_equipe(seule, moderation, seule.version)
    assert equipe.get(decider).status_code == 404


def test_the_team_does_not_confirm_for_a_body_that_it_has_not_verified(
    seule, organisation, moderation
):
    organisation.identite = "a_verifier"
    organisation.save()

    with pytest.raises(PublicationRefusee, match="pas encore vérifié"):
        confirm_equipe(Publication.objects.get(), moderation, seule.version)
    assert Publication.objects.get().etat == "proposee"


def test_the_first_one_is_told_to_the_body_which_contests_it_by_its_link(
    chez_eux, proposee, administratrice, moderation, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        confirm(proposee, FONCTION, administratrice, proposee.version, "Ada Essai")
    (annonce,) = [m for m in mail.outbox if m.to == [CHEZ_EUX]]
    assert "de premiers résultats sont publiés en votre nom" in annonce.subject
    assert f"signés par Ada Essai, {FONCTION}." in annonce.body
    lien = LIEN.search(annonce.body).group()

    public = Client()
    assert "Contester suspend cette publication" in texte(public.get(lien))
    assert public.post(lien, {"motif": ""}).status_code == 200  # a reason is asked for
    with django_capture_on_commit_callbacks(execute=True):
        public.post(lien, {"motif": "Ce n’est pas nous."})

    page = Client().get(PUBLIQUE)
    assert SUSPENDUE in texte(page)
    assert "La méthode" not in texte(page)
    assert "69 sur 142" not in texte(page)
    assert page["X-Robots-Tag"] == "noindex"
    assert "2024 et 2025" not in texte(Client().get(LISTE))
    assert Client().get(link("fichier", 2025, "json")).status_code == 404
    assert "69 sur 142" not in Client().get(reverse("publication:toutes", args=["csv"])).text
    assert {m.to[0] for m in mail.outbox if "contesté" in m.subject} == {
        moderation.courriel,
        administratrice.courriel,
        proposee.proposee_par.courriel,
    }
    assert Evenement.objects.get(geste="publication.contestation").auteur_id is None
    assert "a déjà servi" in texte(public.post(lien, {"motif": "Encore."}, follow=True))


def test_a_link_that_opens_nothing_says_so(db):
    page = Client().get(reverse("publication:contester", args=["faux"]), follow=True)

    assert "Ce lien n’est pas reconnu." in texte(page)


def test_without_a_known_address_the_team_makes_it_known(
    proposee, administratrice, moderation, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        confirm(proposee, FONCTION, administratrice, proposee.version)
    (dit,) = [m for m in mail.outbox if "en votre nom" in m.subject]

    assert dit.to == [moderation.courriel]
    assert "transmettez-lui ce message" in dit.body
    Client().post(LIEN.search(dit.body).group(), {"motif": "Le maire conteste."})
    assert SUSPENDUE in texte(Client().get(PUBLIQUE))


def test_the_second_one_is_told_to_nobody(
    chez_eux, parue, espace, redactrice, administratrice, django_capture_on_commit_callbacks
):
    Publication.objects.update(annee=2023, debut=2022)
    with django_capture_on_commit_callbacks(execute=True):
        suivante = propose(espace, ANNEES, redactrice)
        confirm(suivante, FONCTION, administratrice, suivante.version)

    assert CHEZ_EUX not in {m.to[0] for m in mail.outbox}


def test_the_team_restores_what_was_contested(parue, moderation):
    contest(parue, "Nous ne savons pas.")
    with pytest.raises(VersionDepassee):
        contest(parue, "Deux fois.")
    settle_contestation(parue, moderation, parue.version, "", tient=True)

    assert "69 sur 142 marchés." in texte(Client().get(PUBLIQUE))
    with pytest.raises(VersionDepassee):
        settle_contestation(parue, moderation, parue.version, "", tient=True)


def test_the_team_withdraws_what_was_contested_as_a_draft_to_take_up(parue, moderation, espace):
    contest(parue, "Ce n’est pas nous.")
    suivante = Publication.objects.create(espace=espace, annee=2027, debut=2026)
    with pytest.raises(PublicationRefusee, match="prépare déjà"):
        settle_contestation(parue, moderation, parue.version, "Non signé.", tient=False)
    suivante.delete()
    parue.refresh_from_db()
    settle_contestation(parue, moderation, parue.version, "Non signé.", tient=False)

    assert (parue.etat, parue.renvoi, parue.valeurs) == ("brouillon", "Non signé.", {})
    assert Client().get(PUBLIQUE).status_code == 404
    assert parue.publiee_le is None


def test_a_link_that_is_old_contests_nothing(parue):
    jeton = make_jeton(USAGE, str(parue.pk), timedelta(seconds=-1))
    page = Client().post(
        reverse("publication:contester", args=[jeton]), {"motif": "Tard."}, follow=True
    )

    assert "Ce lien a expiré" in texte(page)
    assert Publication.objects.get().contestee_le is None
