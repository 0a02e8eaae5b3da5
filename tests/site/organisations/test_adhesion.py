"""Coming in: proved, at once; else on request to whoever can tell."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from spaser.regles.droits import Role
from spaser.regles.fiche import Contact
from spaser.site.organisations.identite import GesteRefuse, tell_delai
from spaser.site.organisations.models import (
    Appartenance,
    DemandeAdhesion,
    Destinataire,
    EtatDemande,
)
from spaser.site.organisations.services import (
    Voie,
    accept_demande,
    accept_proposition,
    choose_voie,
    decline_demande,
    decline_proposition,
    join,
    set_delai,
    withdraw_demande,
)
from spaser.site.registre.models import Fiche
from spaser.site.socle.models import Evenement
from tests.outils.sessions import CLE_CONFIRMEE
from tests.site.organisations.fabrique import (
    SIREN_HAUT,
    SIREN_VAL,
    make_demande,
    make_equipe,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)
from tests.site.registre.fabrique import make_fiche

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]

SIRET = "00101001600018"
ADM = frozenset({Role.ADMINISTRATION})


def _join(utilisateur, organisation, role=Role.REDACTION):
    return join(utilisateur, organisation, role, "Service des achats")


def test_the_first_member_proved_by_proconnect_manages(organisation):
    premiere = make_personne("a@val.exemple", siret_proconnect=SIRET)

    entree = _join(premiere, organisation)

    assert (entree.role, entree.etat) == ("administration", "active")
    assert entree.verification == "proconnect_siret"


def test_the_next_member_proved_by_proconnect_reads_and_those_who_manage_are_told(
    organisation, administration, courriels
):
    entree = _join(make_personne("b@val.exemple", siret_proconnect=SIRET), organisation)

    assert entree.role == "lecture"
    assert [m.to for m in courriels] == [[administration.utilisateur.courriel]]
    assert "a rejoint l’organisation" in courriels[0].subject


def test_proconnect_of_another_buyer_proves_nothing(organisation, administration):
    ailleurs = make_personne("c@val.exemple", siret_proconnect="00101003200011")

    assert isinstance(_join(ailleurs, organisation), DemandeAdhesion)


def test_the_domain_of_a_proved_member_lets_in_to_read(organisation, courriels):
    make_membre(
        organisation, "administration", "a@val-fictif.exemple", verification="proconnect_siret"
    )

    entree = _join(make_personne("b@val-fictif.exemple"), organisation)

    assert (entree.role, entree.verification) == ("lecture", "domaine_courriel")
    assert [m.to for m in courriels] == [["a@val-fictif.exemple"]]


@pytest.mark.parametrize(
    ("membre", "verification", "personne"),
    [
        ("a@gmail.com", "proconnect_siret", "b@gmail.com"),
        ("a@conseil.exemple", "administrateur", "b@conseil.exemple"),
        ("a@val.exemple", "domaine_courriel", "b@val.exemple"),
        ("a@val.exemple", "proconnect_siret", "b@faux.val.exemple"),
        ("a@val.exemple", "proconnect_siret", "b@xval.exemple"),
        ("a@val.exemple", "proconnect_siret", "b@val.exemple.com"),
    ],
    ids=[
        "public mailbox",
        "invited consultant",
        "let in by domain",
        "subdomain",
        "prefix",
        "suffix",
    ],
)
def test_a_domain_that_proves_nothing_does_not_let_in(organisation, membre, verification, personne):
    make_membre(organisation, "administration", membre, verification=verification)

    assert choose_voie(make_personne(personne), organisation, organisation.siren) is (
        Voie.ADMINISTRATION
    )


def test_the_domain_of_a_suspended_member_does_not_let_in(organisation, administration):
    make_membre(
        organisation, "lecture", "a@val.exemple", verification="proconnect_siret", etat="suspendue"
    )

    assert isinstance(_join(make_personne("b@val.exemple"), organisation), DemandeAdhesion)


def test_the_domain_of_one_body_alone_lets_in_where_nobody_manages(organisation):
    make_membre(organisation, "lecture", "a@val.exemple", verification="proconnect_siret")

    entree = _join(make_personne("b@val.exemple"), organisation)

    assert (entree.role, entree.verification) == ("administration", "domaine_courriel")
    ajout = Evenement.objects.get(geste="appartenance.ajout")
    assert ajout.details["domaine"] == "val.exemple"  # what was proved, and by what


def test_a_domain_seen_at_two_bodies_does_not_let_in(organisation):
    make_membre(organisation, "lecture", "a@val.exemple", verification="proconnect_siret")
    make_membre(make_organisation(SIREN_HAUT, "Haut"), "lecture", "c@val.exemple")

    assert _join(make_personne("b@val.exemple"), organisation).destinataire == "programme"


def test_the_service_of_a_published_sheet_shows_the_domain_of_its_body(organisation):
    contact = Contact(service="Achats", courriel="achats@Val.exemple")
    fiche = make_fiche(siren=SIREN_VAL, contact=contact)
    personne = make_personne("b@val.exemple")

    assert choose_voie(personne, None, SIREN_VAL) is Voie.DOMAINE  # nobody recorded it yet
    assert choose_voie(make_personne("b@autre.exemple"), None, SIREN_VAL) is Voie.PROGRAMME
    assert choose_voie(personne, None, SIREN_HAUT) is Voie.PROGRAMME
    Fiche.objects.filter(pk=fiche.pk).update(etat="retiree")
    assert choose_voie(personne, None, SIREN_VAL) is Voie.PROGRAMME


def test_by_her_domain_she_writes_where_those_who_manage_are_long_gone(administration):
    absente = administration.utilisateur
    absente.last_login = timezone.now() - timedelta(days=400)
    absente.save()
    make_membre(
        administration.organisation, "lecture", "a@ici.exemple", verification="proconnect_siret"
    )

    assert _join(make_personne("b@ici.exemple"), administration.organisation).role == "redaction"


def test_others_are_asked_about_to_those_who_manage(organisation, administration, courriels):
    demande = _join(make_personne("camille@ailleurs.exemple"), organisation)

    assert (demande.etat, demande.destinataire) == ("en_attente", "administration")
    assert not Appartenance.objects.filter(utilisateur=demande.utilisateur).exists()
    assert [m.to for m in courriels] == [[administration.utilisateur.courriel]]
    assert f"/organisations/001010016/demandes/{demande.pk}/" in courriels[0].body


def test_where_nobody_manages_the_programme_is_asked(organisation, courriels):
    moderation = make_equipe()
    make_equipe("animation")

    demande = _join(make_personne("camille@ailleurs.exemple"), organisation)

    assert demande.destinataire == "programme"
    assert [m.to for m in courriels] == [[moderation.courriel]]


def test_where_those_who_manage_are_long_gone_the_programme_is_asked(administration):
    administration.utilisateur.last_login = timezone.now() - timedelta(days=400)
    administration.utilisateur.save()

    demande = _join(make_personne("camille@ailleurs.exemple"), administration.organisation)

    assert demande.destinataire == "programme"


def test_an_address_that_is_not_confirmed_asks_nothing(organisation, administration):
    with pytest.raises(GesteRefuse, match="Confirmez d’abord"):
        _join(make_personne("d@exemple.fr", confirmee=False), organisation)


def test_the_same_request_sent_twice_is_one(organisation, administration, courriels):
    personne = make_personne("camille@ailleurs.exemple")

    assert _join(personne, organisation) == _join(personne, organisation)
    assert DemandeAdhesion.objects.count() == 1
    assert len(courriels) == 1


def test_a_member_does_not_ask_to_come_in(organisation, administration):
    with pytest.raises(GesteRefuse, match="déjà membre"):
        _join(administration.utilisateur, organisation)


def test_a_suspended_member_does_not_come_back_by_another_door(organisation, administration):
    suspendue = make_membre(organisation, "redaction", "s@val.exemple", etat="suspendue")
    suspendue.utilisateur.siret_proconnect = SIRET

    with pytest.raises(GesteRefuse, match="suspendu"):
        _join(suspendue.utilisateur, organisation)


def test_an_accepted_request_makes_a_member_with_the_role_chosen(administration, courriels):
    demande = make_demande(administration.organisation)

    entree = accept_demande(demande, Role.CONTRIBUTION, administration.utilisateur, ADM)

    assert (entree.role, entree.verification) == ("contribution", "administrateur")
    assert courriels[0].to == ["demande@exemple.fr"]
    assert "votre demande est acceptée" in courriels[0].subject
    demande.refresh_from_db()
    assert (demande.etat, demande.repondue_par) == ("acceptee", administration.utilisateur)


def test_the_programme_may_give_the_role_that_manages(organisation):
    demande = make_demande(organisation, destinataire="programme")

    entree = accept_demande(
        demande, Role.ADMINISTRATION, make_equipe(), frozenset({Role.MODERATION})
    )

    assert (entree.role, entree.verification) == ("administration", "programme")


def test_nobody_gives_a_role_above_her_own(organisation):
    demande = make_demande(organisation)

    with pytest.raises(GesteRefuse, match="Vous ne pouvez pas donner le rôle Administration"):
        accept_demande(
            demande, Role.ADMINISTRATION, make_personne("r@exemple.fr"), frozenset({Role.REDACTION})
        )


def test_a_refused_request_says_why(administration, courriels):
    demande = make_demande(administration.organisation)

    decline_demande(demande, "Nous ne vous connaissons pas.", administration.utilisateur)

    demande.refresh_from_db()
    assert demande.etat == "refusee"
    assert "Motif : Nous ne vous connaissons pas." in courriels[0].body
    assert not Appartenance.objects.filter(utilisateur=demande.utilisateur).exists()


def test_a_request_is_answered_once(administration):
    demande = make_demande(administration.organisation)
    withdraw_demande(demande)

    with pytest.raises(GesteRefuse, match="déjà reçu une réponse"):
        accept_demande(demande, Role.LECTURE, administration.utilisateur, ADM)


def test_after_a_refusal_one_may_ask_again(administration):
    demande = make_demande(administration.organisation)
    decline_demande(demande, "Trop tôt.", administration.utilisateur)

    assert _join(demande.utilisateur, administration.organisation).pk != demande.pk


def test_coming_in_by_proof_answers_the_request_that_waited(administration):
    demande = make_demande(administration.organisation)
    demande.utilisateur.siret_proconnect = SIRET

    _join(demande.utilisateur, administration.organisation)

    demande.refresh_from_db()
    assert demande.etat == "acceptee"


def test_a_proposal_gives_rights_once_accepted(organisation):
    proposee = make_membre(organisation, "administration", etat="proposee")

    accept_proposition(proposee)

    proposee.refresh_from_db()
    assert (proposee.etat, proposee.verification) == ("active", "programme")
    with pytest.raises(GesteRefuse, match="déjà reçu une réponse"):
        decline_proposition(proposee)


def test_a_proposal_declined_leaves_nothing(organisation):
    decline_proposition(make_membre(organisation, "administration", etat="proposee"))

    assert not Appartenance.objects.exists()


def test_every_right_given_is_in_the_journal_without_any_name(administration):
    demande = make_demande(administration.organisation)
    accept_demande(demande, Role.LECTURE, administration.utilisateur, ADM)

    ajout = Evenement.objects.get(geste="appartenance.ajout")
    assert ajout.auteur_id == administration.utilisateur.pk
    assert ajout.organisation_siren == "001010016"
    assert ajout.details == {
        "utilisateur": demande.utilisateur.pk,
        "role": "lecture",
        "verification": "administrateur",
    }


@pytest.mark.parametrize(
    ("jours", "dit"),
    [
        ([], "pas encore assez répondu"),
        ([1, 2], "pas encore assez répondu"),
        ([0, 0, 5], "répond le jour même"),
        ([1, 1, 9], "en 1\u00a0jour ou moins"),
        ([2, 3, 4, 30], "en 4\u00a0jours ou moins"),
    ],
)
def test_the_programme_s_delay_is_told_from_its_answers(organisation, jours, dit):
    maintenant = timezone.now()
    for rang, attente in enumerate(jours):
        demande = DemandeAdhesion.objects.create(
            utilisateur=make_personne(f"p{rang}@exemple.fr"),
            organisation=organisation,
            role_souhaite="lecture",
            destinataire=Destinataire.PROGRAMME,
            etat=EtatDemande.ACCEPTEE,
            repondue_le=maintenant,
        )
        DemandeAdhesion.objects.filter(pk=demande.pk).update(
            creee_le=maintenant - timedelta(days=attente)
        )

    assert dit in tell_delai()


def test_the_delay_that_the_team_sets_is_told_by_its_last_day(organisation):
    moderation = make_equipe()
    set_delai(9, moderation)
    set_delai(5, moderation)

    assert tell_delai().startswith("L’équipe du programme répond en 5\u00a0jours au plus.")
    recent = datetime(2026, 11, 30, 12, tzinfo=UTC)
    assert "au plus, le 5\u00a0décembre\u00a02026." in tell_delai(recent)
    assert "Ce jour est passé" in tell_delai(timezone.now() - timedelta(days=6))
    assert Evenement.objects.filter(geste="equipe_programme.delai").count() == 2


def test_a_code_is_mailed_before_a_domain_lets_in(organisation, courriels):
    make_membre(organisation, "lecture", "a@val.exemple", verification="proconnect_siret")
    personne = make_personne("b@val.exemple")
    client = sign_in(personne)
    session = client.session
    del session[CLE_CONFIRMEE]  # she signed in a while ago
    session.save()
    adresse = reverse("organisations:rejoindre_organisation", args=[SIREN_VAL])

    assert "n’est connu que pour cette organisation" in texte(client.get(adresse))
    assert "code" in texte(client.post(adresse))
    assert not personne.appartenances.exists()


def test_the_team_sets_its_delay_on_the_page_of_requests(db):
    equipe = sign_in(make_equipe(), second_facteur=True)
    adresse = reverse("organisations:programme_demandes")

    assert "de 1 à 60" in texte(equipe.post(adresse, {"jours": ""}))
    equipe.post(adresse, {"jours": "5"})
    assert 'value="5"' in equipe.get(adresse).text
