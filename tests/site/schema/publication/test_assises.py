"""What a published value rests on: whole years, one base, what was corrected, what is missing."""

import csv
import io
import json
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from spaser.regles.comparaison import CouvertureAnnee, EtatCouverture
from spaser.site.chiffres.marches.services import list_marches
from spaser.site.espace.bilans import close_entrepots
from spaser.site.plan.cibles.services import read_suivi
from spaser.site.plan.models.cibles import IndicateurSuivi
from spaser.site.plan.point_annuel.services import close, print_point, read_point
from spaser.site.registre.models import Fiche
from spaser.site.schema.models import Publication
from spaser.site.schema.publication.parutions import gather_contenu, read_brouillon, read_etat
from spaser.site.schema.publication.services import (
    PublicationRefusee,
    confirm,
    propose,
    save_textes,
)
from tests.site.chiffres.marches.fabrique import correct
from tests.site.organisations.fabrique import SIREN_VAL
from tests.site.schema.publication.conftest import ANNEES, FONCTION, texte

PUBLIER = reverse("publication:publier", args=[SIREN_VAL])
PUBLIQUE = reverse("publication:publique", args=[SIREN_VAL, 2025])
DITE = "2024 est incomplète dans les fichiers lus : couverte en partie, jusqu’au 26 juillet 2024."
RAISON = "Le profil d’acheteur a changé en juillet 2024."


def link(nom, *args):
    return reverse(f"publication:{nom}", args=[SIREN_VAL, *args])


def read_pdf(octets):
    lu = PdfReader(io.BytesIO(octets))
    return " ".join(" ".join(page.extract_text() for page in lu.pages).split())


@pytest.fixture
def coupee(marches, monkeypatch):
    """Let the files that were read stop in July 2024, and cover 2025 whole."""

    def judge(_series, annee, _jour):
        if annee != 2024:
            return CouvertureAnnee(annee, EtatCouverture.ENTIERE)
        fin = date(2024, 7, 26)
        return CouvertureAnnee(annee, EtatCouverture.PARTIELLE, au=fin)

    monkeypatch.setattr("spaser.regles.comparaison.judge_annee", judge)
    close_entrepots()  # a process keeps what it read of a buyer: nothing of it before nor after
    yield
    close_entrepots()


def test_an_incomplete_year_is_marked_everywhere_and_published_with_its_reason_only(
    coupee, espace, redactrice, administratrice, client, chef
):
    page = texte(client.get(PUBLIER))
    assert DITE in page
    assert page.index("2024 est incomplète") < page.index('class="publication-tableau"')
    assert "2024 et 2025 (2024 couverte en partie, jusqu’au 26 juillet 2024)" in page
    assert page.count("Année incomplète : couverte en partie") == 4  # each line of the law

    with pytest.raises(PublicationRefusee, match="écrivez pourquoi"):
        propose(espace, ANNEES, redactrice)
    client.post(link("proposer"))
    assert not Publication.objects.exclude(etat="brouillon").exists()
    assert "Pourquoi publier une année incomplète" in texte(client.get(link("textes")))
    saisie = {"presentation": "", "methode": "", "incomplete": RAISON}
    client.post(link("textes"), saisie)
    publication = propose(espace, ANNEES, redactrice)
    assert DITE in texte(chef.get(link("valider", publication.pk)))
    confirm(publication, FONCTION, administratrice, publication.version)

    publique = texte(Client().get(PUBLIQUE))
    lignes = list(
        csv.DictReader(
            io.StringIO(Client().get(link("fichier", 2025, "csv")).content.decode("utf-8-sig")),
            delimiter=";",
        )
    )
    for dit in (publique, read_pdf(Client().get(link("fichier", 2025, "pdf")).content)):
        assert DITE in dit
        assert RAISON in dit
        assert "Année incomplète : couverte en partie" in dit
    assert {(r["annee"], bool(r["annee_incomplete"]), r["raison_incomplete"]) for r in lignes} == {
        ("2024", True, RAISON), ("2025", False, ""),
    }  # fmt: skip


def test_a_year_that_is_whole_asks_for_no_reason(marches, client, redactrice, espace):
    page = texte(client.get(PUBLIER))

    assert "incomplète" not in page
    assert "Pourquoi publier" not in texte(client.get(link("textes")))
    save_textes(espace, ANNEES, {"methode": "x"}, redactrice)
    assert read_brouillon(read_etat(espace)).incomplete == ""


def test_open_data_never_hold_small_purchases_and_the_next_day_is_told(parue, client):
    publique = texte(Client().get(PUBLIQUE))
    suite = parue.publiee_le.year + 2
    lu = json.loads(Client().get(link("fichier", 2025, "json")).content)["publications"][0]
    projet = texte(client.get(PUBLIER))

    absents = "Marchés de moins de 40 000 € hors taxes, achats par une centrale ou par le"
    for dit in (publique, read_pdf(Client().get(link("fichier", 2025, "pdf")).content)):
        assert absents in dit.replace("\u202f", " ").replace("\xa0", " ")
        assert "Prochaine publication : avant le" in dit
        assert f"{suite}, selon notre lecture de l’article L2111-3." in dit
        assert "C’est une cible que la loi demande" in dit
        assert "quatre chiffres" not in dit
    assert lu["absents"].startswith("Marchés de moins de")
    assert lu["prochaine_publication"].startswith(str(suite))
    assert "Compléter la base avec votre liste de marchés" in projet


def test_the_draft_of_an_invented_buyer_says_that_it_is(marches, client):
    lu = json.loads(client.get(link("projet", "json")).content)["publications"][0]

    assert lu["fictif"] is True
    assert lu["mention"].startswith("Exemple fictif. Projet")


def test_the_published_rate_stands_beside_the_corrected_one(marches, espace, redactrice, client):
    de_l_annee = [m for m in list_marches(espace) if m.contrat.annee == 2025]
    correct(espace, redactrice, choisis=[m for m in de_l_annee if m.contrat.social is False][:2])
    ligne = gather_contenu(espace, ANNEES, None, None).find("SOC-01")
    resultat = ligne.resultats[-1]

    assert resultat.origine == "corriges"
    assert (resultat.publie.origine, int(resultat.publie.numerateur)) == ("publies", 69)
    assert (resultat.corriges, resultat.marches) == (2, 146)
    page = texte(client.get(PUBLIER))
    assert "Corrigés ou ajoutés par l’acheteur : 2 marchés sur 146." in page
    assert "Sans cela, données publiées : 49 % (69 sur 142 marchés)." in page


def test_a_target_without_its_words_or_of_both_is_told(marches, espace, client):
    IndicateurSuivi.objects.create(
        espace=espace, code="SOC-01", unite="%", cible_valeur=60, cible_annee=2028
    )
    page = texte(client.get(PUBLIER))

    assert page.count("C’est une cible que la loi demande, d’après notre lecture de") == 3


def test_one_that_was_published_before_stays_and_says_what_it_lacks(parue):
    contenu = parue.valeurs
    for nom in ("edition", "incomplete"):
        contenu.pop(nom)
    for ligne in contenu["lignes"]:
        for nom in ("cible_base", "cible_origine", "doute"):
            ligne.pop(nom)
        for resultat in ligne["resultats"]:
            for nom in ("couverture", "considerations", "corriges", "marches", "publie"):
                resultat.pop(nom)
    parue.arretee.save()
    page = texte(Client().get(PUBLIQUE))

    assert "69 sur 142 marchés." in page
    assert "Publication d’une édition d’avant" in page


def test_no_year_that_is_cut_short_is_judged_nor_set_against_another(coupee, espace, redactrice):
    IndicateurSuivi.objects.create(
        espace=espace, code="SOC-01", unite="%", cible_valeur=20, cible_annee=2028
    )
    de_2024 = read_suivi(espace, 2024).find("SOC-01")
    point = read_point(espace, 2025).contenu.find("SOC-01")

    assert (de_2024.libelle_etat, de_2024.texte_ecart) == ("Pas encore jugé", "")
    assert de_2024.raison == (
        "D’après les fichiers lus, 2024 est couverte en partie, jusqu’au 26 juillet 2024."
    )
    assert (point.evolution, point.sans_evolution) == (None, de_2024.raison)


ERRATUM = {"cle": "SOC-01", "annee": "2025", "texte": "Un marché compté deux fois."}


def test_a_corrected_rate_is_published_with_the_count_that_is_given(parue, client):
    refus = client.post(
        link("corriger", parue.pk),
        ERRATUM | {"valeur": "47,9 %", "numerateur": "40", "denominateur": "142"},
    )
    assert "40 sur 142 ne font pas cette valeur : 28,2 %." in texte(refus)
    client.post(
        link("corriger", parue.pk),
        ERRATUM
        | {"valeur": "47,9 %", "numerateur": "68", "denominateur": "142", "bas": "46 %",
           "haut": "50 %"},
    )  # fmt: skip

    assert "Valeur corrigée : 48 % (68 sur 142, entre 46 % et 50 %)." in texte(
        Client().get(PUBLIQUE)
    )
    suivi = next(s for s in Fiche.objects.get().spaser.schema.indicateurs if s.code == "SOC-01")
    tenue = suivi.valeurs[-1]
    assert (tenue.valeur, tenue.numerateur, tenue.denominateur, tenue.bas, tenue.haut) == (
        47.9, 68.0, 142.0, 46.0, 50.0,
    )  # fmt: skip


def test_a_year_closed_before_reviews_kept_it_is_marked_too(coupee, espace, redactrice):
    point = close(espace, 2024, print_point(read_point(espace, 2024).contenu), redactrice)
    for ligne in point.valeurs["lignes"]:
        ligne["indicateur"]["resultat"].pop("couverture")
    point.arretee.save()

    assert gather_contenu(espace, ANNEES, None, None).incompletes == {
        2024: "couverte en partie, jusqu’au 26 juillet 2024"
    }
