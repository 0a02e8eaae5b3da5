"""The page for those who decide: plain words, honest bounds, an address that can be taken back."""

from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from spaser.documents.bilan.vue import CODES_LEGAUX
from spaser.documents.francais import typographie
from spaser.regles.assujettissement import (
    Depenses,
    NatureAcheteur,
    SituationDeclaree,
    decide_assujettissement,
)
from spaser.regles.indicateurs import name_indicateur
from spaser.site.acheteurs.elus import PARTAGE
from spaser.site.chiffres.depenses.obligation import keep_obligation
from spaser.site.espace.app import count_lectures
from spaser.site.espace.models import LienPartage
from spaser.site.organisations.models import MENTION_ESSAI, Espace
from spaser.site.socle.models import Evenement
from tests.site.chiffres.marches.fabrique import correct
from tests.site.organisations.fabrique import (
    SIREN_HAUT,
    SIREN_VAL,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)
from tests.transverses.arbre import read, sous

pytestmark = pytest.mark.django_db
VUE = f"/espace/{SIREN_VAL}/elus/"
LIENS = f"{VUE}liens/"
MIENS = "/compte/liens/"
JARGON = ("notifié", "variante", "indicateur SOC", "considération", "DECP")
# The words of the law for two of its figures, and what their yardstick is counted on.
DE_LA_LOI = (
    "une considération sociale",
    "une considération environnementale",
    "(marchés de l’année, toute considération)",
)


@pytest.fixture
def lien(equipe):
    equipe.redaction.client.post(LIENS, {"pour": "Conseil", "duree": "90"})
    return LienPartage.objects.get()


def test_four_lines_are_told_with_their_bounds_their_date_and_their_source(marches, equipe):
    page = texte(equipe.lecture.client.get(VUE)).replace("\u202f", " ")

    assert "portent une considération sociale" in page
    assert "69 sur 142 marchés. Entre 47 % et 50 %. 146 marchés, 4 sans réponse." in page
    assert "ne s’additionnent pas" in page
    assert "Source : Données essentielles de la commande publique, au 30 octobre 2026." in page
    assert "Les petits achats, qui ne sont pas publiés. Les données essentielles couvrent" in page
    assert "Texte : Article L2111-3" not in page.replace("\u00a0", " ")  # the note says it


def test_it_speaks_as_people_do(marches, equipe):
    page = texte(equipe.lecture.client.get(VUE))

    contenu = page.partition("Nos achats responsables</h1>")[2].split("<footer")[0]
    assert contenu
    for ligne in CODES_LEGAUX:  # a line has one name, that of its definition
        contenu = contenu.replace(typographie(name_indicateur(ligne)), "")
    for mots in DE_LA_LOI:
        contenu = contenu.replace(mots, "")
    assert [mot for mot in JARGON if mot in contenu] == []


@pytest.mark.parametrize(
    ("montant", "dit", "tu"),
    [
        (None, "Si un schéma est obligatoire : publier", "votre schéma est obligatoire"),
        (
            60_000_000,
            "D’après les dépenses de 2025, votre schéma est obligatoire : publier",
            "Si un schéma",
        ),
        (12_000_000, "Ce qui vient ensuite", "est obligatoire : publier"),
    ],
)
def test_a_buyer_concluded_obliged_or_not_is_not_told_if(marches, equipe, montant, dit, tu):
    if montant is not None:
        situation = SituationDeclaree(
            nature=NatureAcheteur.METROPOLE,
            annee=2025,
            depenses=Depenses(Decimal(montant), Decimal(montant)),
        )
        conclusion = decide_assujettissement(situation, timezone.localdate())
        auteur = equipe.redaction.personne
        keep_obligation(equipe.espace, situation, conclusion, auteur, des_extraits=False)

    page = texte(equipe.lecture.client.get(VUE))

    assert dit in page
    assert tu not in page


def test_corrected_contracts_stand_with_the_published_ones(marches, equipe):
    correct(equipe.espace, equipe.redaction.personne)

    page = texte(equipe.lecture.client.get(VUE)).replace("\u202f", " ")

    assert "marchés corrigés et complétés (<data" in page
    assert ":VOL-01:2025:total:publie" in page


def test_without_figures_it_says_why(equipe):
    assert "n’a pas encore lu de données" in texte(equipe.lecture.client.get(VUE))


def test_an_address_opens_the_page_without_an_account_and_nothing_else(marches, equipe, lien):
    reponse = Client().get(PARTAGE.path_of(lien))

    page = texte(reponse)
    assert "nos achats responsables" in page
    assert reponse["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in reponse["Cache-Control"]
    assert f"/espace/{SIREN_VAL}/" not in page


def test_the_page_of_addresses_gives_them_whole(equipe, lien):
    page = texte(equipe.redaction.client.get(MIENS))

    assert f"http://testserver{PARTAGE.path_of(lien)}" in page
    assert "Jamais lu." in page


def test_readings_are_counted_and_noted_once_an_hour(equipe, lien):
    for _ in range(3):
        Client().get(PARTAGE.path_of(lien))
    for _ in range(2):  # put aside, then written
        count_lectures(timezone.now())

    lien.refresh_from_db()
    assert lien.lectures == 3
    assert Evenement.objects.filter(geste="partage.lu").count() == 1
    assert "Lu 3 fois" in texte(equipe.redaction.client.get(MIENS))


def test_an_address_taken_back_opens_nothing(equipe, lien):
    equipe.redaction.client.post(f"{MIENS}{lien.pk}/retirer/")

    reponse = Client().get(PARTAGE.path_of(lien))

    assert reponse.status_code == 404
    assert "Ce lien n’ouvre plus rien" in texte(reponse)
    assert list(
        Evenement.objects.filter(geste__startswith="partage.").values_list("geste", flat=True)
    ) == ["partage.retire", "partage.cree"]


def test_an_address_that_is_over_or_forged_opens_nothing(equipe, lien):
    adresse = PARTAGE.path_of(lien)
    LienPartage.objects.update(expire_le=timezone.now() - timedelta(seconds=1))

    assert Client().get(adresse).status_code == 404
    assert Client().get(f"/vue/{lien.pk}:faux/").status_code == 404
    assert Client().get("/vue/1/").status_code == 404


@pytest.mark.parametrize("role", ["contribution", "lecture"])
def test_who_neither_manages_nor_writes_shares_nothing(equipe, lien, role):
    client = equipe.membres[role].client

    assert "Partager cette page" not in texte(client.get(VUE))
    assert client.get(LIENS).status_code == 403
    assert PARTAGE.path_of(lien) not in texte(client.get(MIENS))
    assert client.post(f"{MIENS}{lien.pk}/retirer/").status_code == 404


def test_an_address_of_another_organisation_is_not_there(equipe, lien):
    voisine = make_organisation(SIREN_HAUT, "Voisine")
    LienPartage.objects.update(espace=voisine.espace)

    assert equipe.redaction.client.post(f"{MIENS}{lien.pk}/retirer/").status_code == 404


@pytest.mark.parametrize(
    ("demande", "message"),
    [
        ({"pour": "", "duree": "90"}, "Écrivez à qui vous le donnez"),
        ({"pour": "x" * 121, "duree": "90"}, "120 signes au plus"),
        ({"pour": "Conseil", "duree": "9999"}, "Choisissez une durée de la liste."),
    ],
)
def test_what_is_wrong_is_told(equipe, demande, message):
    assert message in texte(equipe.redaction.client.post(LIENS, demande))
    assert not LienPartage.objects.exists()


def test_a_trial_is_shared_and_says_that_nobody_of_the_buyer_made_it(client):
    seule = make_personne("seule@exemple.fr")
    Espace.objects.create(proprietaire=seule, siren=SIREN_VAL, nom="Essai")

    sign_in(seule).post(LIENS, {"pour": "Conseil", "duree": "90"})

    page = texte(client.get(PARTAGE.path_of(LienPartage.objects.get())))
    assert MENTION_ESSAI in page
    assert page.index(MENTION_ESSAI) < page.index("Ce qui vient ensuite")
    assert "nos achats responsables" not in page
    assert "vous a été donnée par" not in page


def test_the_address_says_nothing_of_the_buyer(equipe, lien):
    assert SIREN_VAL not in urlsplit(PARTAGE.path_of(lien)).path


@pytest.mark.parametrize(
    ("type_structure", "titre"),
    [
        ("etablissement_sante", "Vue pour votre conseil de surveillance"),
        ("commune", "Vue pour votre conseil municipal"),
        ("", "Vue pour votre assemblée ou conseil"),
    ],
)
def test_the_page_and_all_that_leads_to_it_name_the_body_that_decides(
    marches, type_structure, titre
):
    membre = make_membre(make_organisation(type=type_structure), "administration")
    client = sign_in(membre.utilisateur)

    page, partage, accueil = (
        texte(client.get(adresse)) for adresse in (VUE, f"{VUE}liens/", f"/espace/{SIREN_VAL}/")
    )
    equipe = texte(client.get(f"/espace/{SIREN_VAL}/equipe/"))

    assert f"<title>{titre}, " in page
    assert f"Partager la {titre.lower()}" in partage
    for lue in (accueil, equipe):
        assert f">{titre}</a>" in lue
    assert "élus" not in page + partage + accueil + equipe


def test_no_page_nor_guide_gives_it_the_name_of_one_kind_of_buyer():
    textes = [*sous("spaser/site", ".html"), *sous("docs/guide", ".md")]

    assert [str(f) for f in textes if "pour les élus" in " ".join(read(f).split())] == []
