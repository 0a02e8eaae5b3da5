from contextlib import ExitStack
from datetime import date

import pytest

from spaser.moteur.reseau.sonde import EtatAdresse, LienPdf, PageLue, PageRefusee, ReponseSonde
from spaser.site.registre import documents
from spaser.site.registre.models import EtatFiche, EtatLien, Fiche
from spaser.site.registre.moderation import views
from spaser.site.socle.models import Evenement
from spaser.site.socle.taches.file import take_attente
from tests.outils.pages import flatten
from tests.site.registre.depot.conftest import LYON, RENNES, texte
from tests.site.registre.fabrique import make_fiche

pytestmark = pytest.mark.django_db

SOURCE = {
    "source_url": "https://rennes.exemple/spaser",
    "source_libelle": "Site de la ville",
    "source_date": "23/11/2026",
    "confiance": "B",
    "nom": "Ville de Rennes",
    "type": "commune",
}


DOCUMENT = {
    "documents-TOTAL_FORMS": "1",
    "documents-0-titre": "Le schéma",
    "documents-0-url": "https://r.exemple/a",
}


def _recenser(client, **champs):
    return client.post("/registre/moderation/recenser/", SOURCE | champs)


def test_a_sheet_is_made_from_a_source_in_one_page(moderatrice, equipe):
    reponse = _recenser(moderatrice, siren=RENNES, debut="2024", **DOCUMENT)
    fiche = Fiche.objects.get()
    assert reponse["Location"] == fiche.get_absolute_url()
    assert (fiche.origine, fiche.confiance, fiche.siren, fiche.debut) == (
        "recense",
        "B",
        RENNES,
        "2024",
    )
    provenance = fiche.provenances.get()
    assert (provenance.libelle, provenance.url, str(provenance.date)) == (
        "Site de la ville",
        "https://rennes.exemple/spaser",
        "2026-11-23",
    )
    assert fiche.contenu["sources"] == [
        {
            "libelle": "Site de la ville",
            "url": "https://rennes.exemple/spaser",
            "consulte_le": "2026-11-23",
        }
    ]
    assert {lien.url for lien in fiche.liens.all()} == {
        "https://rennes.exemple/spaser",
        "https://r.exemple/a",
    }
    assert fiche.versions.get().auteur == equipe


def test_only_the_source_the_name_and_the_type_are_asked_for(moderatrice):
    assert _recenser(moderatrice).status_code == 302
    assert Fiche.objects.get().contenu["schema"] == {}


@pytest.mark.parametrize(
    ("champs", "faute"),
    [
        ({"source_url": ""}, "Donnez l’adresse de la page lue"),
        ({"source_url": "javascript:x"}, "Ce n’est pas l’adresse d’une page"),
        ({"source_libelle": ""}, "Dites qui publie cette page"),
        ({"source_date": "2026"}, "Donnez le jour"),
        ({"source_date": "01/01/2100"}, "n’est pas encore venu"),
        ({"confiance": ""}, "Dites à quel point la source est sûre"),
        ({"confiance": "D"}, "Choisissez dans la liste"),
        ({"siren": "123456789"}, "La clé de contrôle"),
        ({"debut": "2026", "fin": "2024"}, "La fin (2024) est avant le début (2026)"),
        ({"axes-TOTAL_FORMS": "1", "axes-0-description": "Seule"}, "Donnez l’intitulé de l’axe"),
    ],
)
def test_what_a_source_needs_is_asked_for(moderatrice, champs, faute):
    assert faute in texte(_recenser(moderatrice, **champs))
    assert not Fiche.objects.exists()


def test_every_field_of_a_sheet_may_be_entered(moderatrice):
    _recenser(
        moderatrice,
        tranche_achats="plus_de_200m",
        mutualise="non",
        obligation="oblige",
        approche="piliers",
        presentation="Un schéma.",
        contact_service="Commande publique",
        **{"axes-TOTAL_FORMS": "1", "axes-0-intitule": "Sobriété"},
        **{
            "objectifs-TOTAL_FORMS": "1",
            "objectifs-0-intitule": "Clauses",
            "objectifs-0-valeur": "30",
        },
        **{"achats_annuels-TOTAL_FORMS": "1", "achats_annuels-0-montant": "60000000"},
    )
    contenu = Fiche.objects.get().contenu
    assert contenu["schema"] == {
        "mutualise": False,
        "obligation": "oblige",
        "approche": "piliers",
        "presentation": "Un schéma.",
        "axes": [{"intitule": "Sobriété"}],
        "objectifs": [{"intitule": "Clauses", "valeur": 30}],
    }
    assert contenu["achats_annuels"] == [{"montant": 60_000_000}]
    assert contenu["contact"] == {"service": "Commande publique"}


def test_a_line_more_is_asked_for_without_publishing(moderatrice):
    page = texte(_recenser(moderatrice, ajouter="axes"))
    assert 'name="axes-0-intitule"' in page
    assert not Fiche.objects.exists()


PAGE = PageLue(
    url="https://portail.exemple/rennes",
    titre="Ville de Rennes",
    site="Portail fictif",
    jour=date(2025, 7, 10),
    sirens=(RENNES,),
    pdfs=(LienPdf("Le schéma", "https://portail.exemple/spaser.pdf"),),
)


def _lire(client, adresse="https://portail.exemple/rennes"):
    return client.post("/registre/moderation/recenser/", {"lire": "1", "page": adresse})


def test_a_page_at_an_address_proposes_what_it_says(moderatrice, monkeypatch):
    monkeypatch.setattr(views, "read_page", lambda _url: PAGE)
    page = texte(_lire(moderatrice))
    assert "Lu sur la page, à vérifier" in page
    assert "10 juillet 2025" in page
    for valeur in (RENNES, "Portail fictif, Ville de Rennes", "https://portail.exemple/spaser.pdf"):
        assert f'value="{valeur}"' in page
    assert 'value="Rennes"' in page  # the name that the tables give of this SIREN
    assert not Fiche.objects.exists()


def test_two_numbers_in_a_page_name_nobody(moderatrice, monkeypatch):
    monkeypatch.setattr(views, "read_page", lambda _url: PAGE._replace(sirens=(RENNES, LYON)))
    page = texte(_lire(moderatrice))
    assert f'value="{RENNES}"' not in page
    assert f"{RENNES}, {LYON}" in page


def test_a_page_that_is_not_read_says_why_and_shows_nothing(moderatrice, monkeypatch):
    def refuse(_url):
        raise PageRefusee("la page dépasse 2 Mo")

    monkeypatch.setattr(views, "read_page", refuse)
    page = texte(_lire(moderatrice))
    assert "Cette page n’a pas été lue : la page dépasse 2 Mo." in page
    assert "Lu sur la page" not in page
    assert page.count('value="https://portail.exemple/rennes"') == 2  # to read again, as a source
    assert "vingt secondes au plus" in page


def test_who_asks_outside_leaves_half_of_the_threads_to_readers(moderatrice, monkeypatch):
    lues = []
    monkeypatch.setattr(views, "read_page", lues.append)
    with ExitStack() as attendent:
        while attendent.enter_context(take_attente()):
            pass
        page = texte(_lire(moderatrice))

    assert "Le site est occupé : recommencez dans un instant." in page
    assert lues == []


def test_a_page_that_must_not_be_asked_is_refused_through_the_box(moderatrice):
    page = texte(_lire(moderatrice, "https://portail.exemple:8080/"))
    assert "le port 8080 : seuls 80 et 443 sont permis." in page


@pytest.mark.parametrize("adresse", ["", "javascript:x", "ville"])
def test_an_address_that_is_none_is_not_read(moderatrice, monkeypatch, adresse):
    lues = []
    monkeypatch.setattr(views, "read_page", lues.append)
    _lire(moderatrice, adresse)
    assert lues == []


def test_only_the_team_has_a_page_read(membre, monkeypatch):
    lues = []
    monkeypatch.setattr(views, "read_page", lues.append)
    assert _lire(membre).status_code in {403, 404}
    assert lues == []


def test_links_are_said_to_answer_only_when_they_were_checked(moderatrice):
    fiche = make_fiche("Rennes")
    page = texte(moderatrice.get("/registre/moderation/liens/"))
    assert "Aucun lien n’a encore été vérifié" in page
    assert "répondent" not in page
    fiche.liens.create(url="https://r.exemple/a", etat="vivant", verifie_le=fiche.publiee_le)
    fiche.liens.create(url="https://r.exemple/b")
    page = texte(moderatrice.get("/registre/moderation/liens/"))
    assert "1 adresse vérifiée sur 2, depuis le 24 novembre 2026" in page
    assert "Tous les liens vérifiés répondent" in page


def test_a_double_is_told_before_it_is_published(moderatrice):
    make_fiche("Mairie de Rennes", debut="2024")
    reponse = _recenser(moderatrice, nom="Commune de Rennes", debut="2024")
    assert "Déjà dans le registre" in texte(reponse)
    assert Fiche.objects.count() == 1
    _recenser(moderatrice, nom="Commune de Rennes", debut="2024", malgre_doublon="on")
    assert Fiche.objects.count() == 2


def test_doubles_are_found_and_merged_and_the_old_address_leads_to_the_new(moderatrice, client):
    une = make_fiche("Rennes", siren=RENNES, edition=1)
    autre = make_fiche("Ville de Rennes", siren=RENNES, edition=1, debut="2024")
    make_fiche("Lyon", siren=LYON, edition=1)
    adresse = f"/registre/moderation/doublons/{une.pk}/{autre.pk}/"
    page = moderatrice.get("/registre/moderation/doublons/").content.decode()
    assert adresse in page
    assert "Schéma › Période › Début" in texte(moderatrice.get(adresse))
    assert moderatrice.post(adresse, {"garder": str(autre.pk)})["Location"] == (
        autre.get_absolute_url()
    )
    reponse = client.get(une.get_absolute_url())
    assert (reponse.status_code, reponse["Location"]) == (301, autre.get_absolute_url())
    assert une.versions.count() == 1
    assert Evenement.objects.filter(geste="registre.fusionnee").count() == 1
    assert moderatrice.get(adresse).status_code == 404


def test_the_organisation_that_kept_a_double_keeps_the_sheet(moderatrice, rennes):
    une, autre = make_fiche("Rennes", siren=RENNES), make_fiche("Rennes", siren=RENNES)
    une.organisation = rennes
    une.save()
    adresse = f"/registre/moderation/doublons/{une.pk}/{autre.pk}/"
    moderatrice.post(adresse, {"garder": str(autre.pk)})
    autre.refresh_from_db()
    assert autre.organisation == rennes


def test_a_siren_fills_what_the_tables_know(moderatrice):
    page = flatten(
        moderatrice.get(f"/registre/moderation/recenser/?siren={RENNES}").content.decode()
    )
    assert 'value="Rennes"' in page
    assert '<option value="commune" selected' in page


def test_the_team_withdraws_from_the_sheet_and_nobody_else(moderatrice, membre, client):
    fiche = make_fiche("Rennes", siren=RENNES)
    lien = f"/registre/moderation/fiches/{fiche.pk}/retirer/"
    assert lien in moderatrice.get(fiche.get_absolute_url()).content.decode()
    for autre in (membre, client):
        assert lien not in autre.get(fiche.get_absolute_url()).content.decode()


@pytest.mark.parametrize("garder", ["", "0", "x"])
def test_a_tampered_choice_merges_nothing(moderatrice, garder):
    une, autre = make_fiche("Rennes"), make_fiche("Lyon")
    moderatrice.post(
        f"/registre/moderation/doublons/{une.pk}/{autre.pk}/", {"garder": garder}, follow=True
    )
    assert Fiche.objects.filter(etat=EtatFiche.PUBLIEE).count() == 2


def test_a_sheet_is_not_merged_into_itself(moderatrice):
    une = make_fiche("Rennes")
    assert moderatrice.get(f"/registre/moderation/doublons/{une.pk}/{une.pk}/").status_code == 404


def test_a_sheet_is_withdrawn_with_a_reason_then_put_back(moderatrice, client):
    fiche = make_fiche("Rennes")
    adresse = f"/registre/moderation/fiches/{fiche.pk}/retirer/"
    assert "Donnez le motif du retrait" in texte(moderatrice.post(adresse, {"motif": ""}))
    moderatrice.post(adresse, {"motif": "Ce n’est pas un SPASER."})
    page = client.get(fiche.get_absolute_url())
    assert page.status_code == 410
    assert "Ce n’est pas un SPASER." in texte(page)
    assert adresse in moderatrice.get(fiche.get_absolute_url()).content.decode()
    moderatrice.post(adresse)
    assert client.get(fiche.get_absolute_url()).status_code == 200


def test_dead_links_are_listed_and_checked_again(moderatrice, monkeypatch, sur_le_champ):
    fiche = make_fiche("Rennes")
    lien = fiche.liens.create(url="https://r.exemple/a", constat="la page n’existe plus (404)")
    lien.etat, lien.verifie_le = EtatLien.MORT, fiche.publiee_le
    lien.save()
    page = texte(moderatrice.get("/registre/moderation/liens/"))
    assert "la page n’existe plus (404)" in page
    vues = []

    def probe(url):
        vues.append(url)
        return ReponseSonde(EtatAdresse.VIVANT, "répond")

    monkeypatch.setattr(documents, "probe", probe)
    moderatrice.post("/registre/moderation/liens/", {"lien": lien.pk})
    assert vues == ["https://r.exemple/a"]
    assert "Tous les liens vérifiés répondent" in texte(
        moderatrice.get("/registre/moderation/liens/")
    )


@pytest.mark.parametrize("numero", ["", "0", "999", "x"])
def test_only_a_dead_link_is_checked_again(moderatrice, numero):
    reponse = moderatrice.post("/registre/moderation/liens/", {"lien": numero})
    assert reponse.status_code == 404
