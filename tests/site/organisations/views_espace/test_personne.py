"""The page of one's organisations, and the ways in, as a person meets them."""

import pytest
from django.urls import reverse

from spaser.moteur.referentiels.annuaire import list_entites
from spaser.site.organisations.espaces import open_essai
from spaser.site.organisations.models import Appartenance, DemandeAdhesion, Espace, Organisation
from tests.site.organisations.fabrique import (
    SIREN_HAUT,
    make_demande,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)

pytestmark = pytest.mark.django_db

MES = "/organisations/"


@pytest.fixture
def personne(db):
    return make_personne("camille@ailleurs.exemple")


@pytest.fixture
def client(personne):
    return sign_in(personne)


def _rejoindre(siren):
    return reverse("organisations:rejoindre_organisation", args=[siren])


def test_without_organisation_the_page_says_what_to_do(client):
    page = texte(client.get(MES))

    assert "Vous n’êtes membre d’aucune organisation" in page
    assert reverse("organisations:rejoindre") in page


def test_each_membership_is_shown_with_its_role(client, personne, organisation, leurre):
    make_membre(organisation, "redaction", utilisateur=personne)

    page = texte(client.get(MES))

    assert "Métropole de Val-Fictif" in page
    assert "Votre rôle : Rédaction." in page
    assert "Leurre" not in page


def test_a_suspended_membership_is_explained(client, personne, organisation):
    make_membre(organisation, "redaction", utilisateur=personne, etat="suspendue")

    assert "Votre accès est suspendu" in texte(client.get(MES))


def test_the_buyer_named_by_proconnect_is_proposed(client, personne):
    personne.siret_proconnect = "20002341400010"
    personne.save()

    page = texte(client.get(MES))

    assert "ProConnect vous rattache à Métropole Rouen Normandie" in page


def test_joining_by_proconnect_takes_one_button(client, personne):
    personne.siret_proconnect = "20002341400010"
    personne.save()
    assert "ProConnect atteste" in texte(client.get(_rejoindre("200023414")))

    reponse = client.post(_rejoindre("200023414"), follow=True)

    assert "vous êtes membre de Métropole Rouen Normandie, avec le rôle Administration" in (
        texte(reponse).replace("Vous", "vous")
    )
    assert Appartenance.objects.get().verification == "proconnect_siret"


@pytest.mark.parametrize("q", ["rouen", "ROUEN", "200023414", "200 023 414"])
def test_an_organisation_is_found_by_name_or_siren(client, q):
    page = texte(client.get(reverse("organisations:rejoindre"), {"q": q}))

    assert _rejoindre("200023414") in page


def test_a_wrong_siren_is_explained_beside_the_field(client):
    reponse = client.get(reverse("organisations:rejoindre"), {"q": "200023415"})

    page = texte(reponse)
    assert "elle vaudrait 4 et non 5" in page
    assert 'aria-invalid="true"' in page


def test_an_unknown_siren_may_go_on(client):
    page = texte(client.get(reverse("organisations:rejoindre"), {"q": SIREN_HAUT}))

    assert "Ce SIREN n’est pas dans nos tables" in page
    assert _rejoindre(SIREN_HAUT) in page


DANS_LES_TABLES = {
    "region": "régions", "departement": "départements", "collectivite": "collectivités",
    "commune": "communes", "CC": "intercommunalités", "CA": "intercommunalités",
    "CU": "intercommunalités", "METRO": "intercommunalités", "MET69": "intercommunalités",
    "EPT": "intercommunalités",
}  # fmt: skip


@pytest.mark.parametrize("q", [SIREN_HAUT, "zigouillis"])
def test_what_is_not_found_is_told_with_what_the_tables_truly_hold(client, q):
    page = texte(client.get(reverse("organisations:rejoindre"), {"q": q}))
    dits = page[page.index("Nos tables") :].partition("</p>")[0]

    assert {DANS_LES_TABLES[entite.nature] for entite in list_entites()} == {
        mot for mot in DANS_LES_TABLES.values() if mot in dits
    }
    assert "syndicat, hôpital, université" in dits


def test_a_name_that_nobody_bears_is_answered(client):
    page = texte(client.get(reverse("organisations:rejoindre"), {"q": "zigouillis"}))

    assert "Aucune organisation trouvée" in page


def test_the_name_typed_for_a_trial_names_the_organisation_to_join(client, personne):
    espace = open_essai(personne, SIREN_HAUT, "Hôpital du Haut-Fictif", "etablissement_sante")

    assert "<h1>Rejoindre Hôpital du Haut-Fictif</h1>" in texte(client.get(_rejoindre(SIREN_HAUT)))
    recherche = texte(client.get(reverse("organisations:rejoindre")))
    assert _rejoindre(SIREN_HAUT) in recherche
    assert "Hôpital du Haut-Fictif" in recherche
    for adresse in (
        reverse("organisations:essai", args=[espace.pk]),
        reverse("pratiques:raconter"),
    ):
        assert _rejoindre(SIREN_HAUT) in texte(client.get(adresse)), adresse


def test_an_organisation_that_one_is_a_member_of_is_not_proposed_again(client, personne):
    open_essai(personne, "200023414")
    assert _rejoindre("200023414") in texte(client.get(reverse("organisations:rejoindre")))
    organisation = make_organisation(siren="200023414")
    make_membre(organisation, "lecture", utilisateur=personne)

    assert _rejoindre("200023414") not in texte(client.get(reverse("organisations:rejoindre")))


def test_what_is_typed_never_becomes_markup(client):
    reponse = client.get(reverse("organisations:rejoindre"), {"q": '"><script>alert(1)</script>'})

    assert "<script>alert" not in reponse.text


def test_suggestions_are_few_and_plain(client):
    reponse = client.get(reverse("organisations:suggestions"), {"q": "rouen"})

    suggestions = reponse.json()["suggestions"]
    assert len(suggestions) == 5
    assert suggestions[0] == {
        "siren": "217605401",
        "nom": "Rouen",
        "lieu": "Seine-Maritime (76), Normandie",
    }


def test_an_unknown_siren_asks_for_the_name(client):
    adresse = _rejoindre(SIREN_HAUT)

    refus = client.post(adresse, {"nom": "", "role": "redaction"})
    assert "Écrivez le nom de l’organisation." in texte(refus)
    assert not Organisation.objects.exists()

    reponse = client.post(
        adresse,
        {"nom": "<b>Haut</b>-Fictif", "type": "departement", "role": "redaction"},
        follow=True,
    )
    assert "Votre demande est envoyée" in texte(reponse)
    assert "<b>Haut</b>" not in reponse.text
    assert Organisation.objects.get().est_a_verifier
    assert DemandeAdhesion.objects.get().destinataire == "programme"


def test_a_request_is_sent_then_taken_back(client, administration):
    adresse = _rejoindre(administration.organisation.siren)
    assert "sera envoyée aux personnes qui administrent" in texte(client.get(adresse))

    reponse = client.post(adresse, {"role": "lecture", "message": "Bonjour"}, follow=True)
    assert "Votre demande attend une réponse" in texte(reponse)

    demande = DemandeAdhesion.objects.get()
    assert (demande.role_souhaite, demande.message) == ("lecture", "Bonjour")
    client.post(reverse("organisations:retirer_demande", args=[demande.pk]))
    demande.refresh_from_db()
    assert demande.etat == "retiree"


def test_a_role_that_is_not_on_the_list_is_refused(client, administration):
    reponse = client.post(_rejoindre(administration.organisation.siren), {"role": "moderation"})

    assert "Choisissez un rôle de la liste." in texte(reponse)
    assert not DemandeAdhesion.objects.exists()


def test_a_refusal_is_shown_with_its_reason(client, personne, organisation):
    demande = make_demande(organisation, utilisateur=personne)
    demande.etat, demande.motif = "refusee", "Nous ne vous connaissons pas."
    demande.repondue_le = demande.creee_le
    demande.save()

    assert "Motif : Nous ne vous connaissons pas." in texte(client.get(MES))


def test_a_member_goes_straight_to_her_organisation(client, personne, organisation):
    make_membre(organisation, "lecture", utilisateur=personne)

    reponse = client.get(_rejoindre(organisation.siren))

    assert reponse["Location"] == f"/organisations/{organisation.siren}/"


def test_a_siren_with_a_wrong_key_has_no_page(client):
    assert client.get(_rejoindre("200023415")).status_code == 404


@pytest.mark.longue
def test_too_many_requests_are_slowed(client, personne, administration):
    adresse = _rejoindre(administration.organisation.siren)
    for _ in range(20):
        assert client.post(adresse, {"role": "lecture"}).status_code == 302

    reponse = client.post(adresse, {"role": "lecture"})

    assert reponse.status_code == 429
    assert int(reponse["Retry-After"]) > 0


def test_a_trial_space_is_opened_then_closed(client, organisation):
    client.post(reverse("organisations:ouvrir_essai"), {"siren": organisation.siren})
    espace = Espace.objects.get(organisation=None)
    assert "Mes espaces d’essai" in texte(client.get(MES))

    client.post(reverse("organisations:fermer_essai", args=[espace.pk]))
    assert not Espace.objects.exclude(proprietaire=None).exists()


@pytest.mark.parametrize("siren", ["", "200023415", "abc", SIREN_HAUT])
def test_a_trial_space_wants_a_right_siren_and_a_name(client, siren):
    reponse = client.post(reverse("organisations:ouvrir_essai"), {"siren": siren}, follow=True)

    assert reponse.status_code == 200
    assert "fr-alert--error" in reponse.text
    assert not Espace.objects.exclude(proprietaire=None).exists()


def test_a_proposal_is_accepted_or_declined(client, personne, organisation, leurre):
    oui = make_membre(organisation, "administration", utilisateur=personne, etat="proposee")
    non = make_membre(leurre, "administration", utilisateur=personne, etat="proposee")
    assert "Acceptez-vous d’administrer Métropole de Val-Fictif" in texte(client.get(MES))

    reponse = client.post(
        reverse("organisations:repondre_proposition", args=[oui.pk]), {"reponse": "accepter"}
    )
    assert reponse["Location"] == f"/organisations/{organisation.siren}/"
    client.post(
        reverse("organisations:repondre_proposition", args=[non.pk]), {"reponse": "decliner"}
    )

    restante = Appartenance.objects.get(utilisateur=personne)
    assert (restante.organisation, restante.etat) == (organisation, "active")
