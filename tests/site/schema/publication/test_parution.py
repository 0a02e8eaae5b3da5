"""From a draft to a publication: frozen, confirmed by another, public, never changed."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html
from pypdf import PdfReader

from spaser.elements import add_mois
from spaser.moteur.reseau.sonde import EtatAdresse, ReponseSonde
from spaser.regles.fiche import Axe, IndicateurSuivi, Schema, Spaser, Structure, ValeurAnnuelle
from spaser.regles.indicateurs import NatureValeur
from spaser.regles.nomenclatures import OrigineFiche, TypeStructure
from spaser.regles.publication import (
    ContenuPublie,
    Expression,
    LignePubliee,
    ResultatAnnee,
    ValeurCorrigee,
    hold_contenu,
)
from spaser.site.organisations.models import Espace
from spaser.site.plan.cibles.lignes import find_vise
from spaser.site.plan.cibles.services import note_valeurs
from spaser.site.plan.models.cibles import Valeur
from spaser.site.registre.fiches import ActePublication, publish_fiche
from spaser.site.registre.models import Depot, EtatDepot, Fiche
from spaser.site.schema.app import run_rappels, tell_page_illisible
from spaser.site.schema.models import Publication
from spaser.site.schema.publication.parutions import (
    compare_parution,
    gather_contenu,
    list_changements,
    read_etat,
)
from spaser.site.schema.publication.services import (
    AnneesPubliees,
    PublicationRefusee,
    add_erratum,
    change_annees,
    confirm,
    propose,
    save_textes,
    send_back,
    show_lignes,
    write_constat,
)
from spaser.site.socle.versions import VersionDepassee
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_equipe,
    make_membre,
    make_personne,
    sign_in,
)
from tests.site.schema.publication.conftest import ANNEES, FONCTION, texte

PUBLIER = reverse("publication:publier", args=[SIREN_VAL])
PUBLIQUE = reverse("publication:publique", args=[SIREN_VAL, 2025])


def link(nom, *args):
    return reverse(f"publication:{nom}", args=[SIREN_VAL, *args])


def note(espace, auteur, valeur, annee=2025, code="SOC-01"):
    vise = find_vise(espace, code)
    note_valeurs(
        espace,
        [(vise, Valeur(annee=annee, valeur=Decimal(valeur), nature=NatureValeur.SAISIE))],
        auteur,
    )


def test_a_draft_is_ready_without_anything_typed(marches, espace, redactrice, client):
    change_annees(espace, 2025, redactrice)
    reponse = client.get(PUBLIER)
    page = texte(reponse)

    assert "Projet : résultats 2024 et 2025" in page
    assert "69 sur 142 marchés." in page  # 2025, and 2024 beside it
    assert "32 sur 125 marchés." in page
    assert "En nombre de marchés" in page
    assert reverse("chiffres:preuve", args=[SIREN_VAL, "SOC-01"]) in reponse.text
    # Bars say what the store says: what is certain, then what is not known.
    contenu = gather_contenu(espace, ANNEES, None, None)
    barres = {
        svg.get("aria-labelledby").split("-t ")[0]: {
            rect.get("class"): float(rect.get("width").removesuffix("%"))
            for rect in svg.iter("rect")
            if "%" in rect.get("width")
        }
        for svg in html.document_fromstring(reponse.text).xpath("//table//svg[@role='img']")
    }
    for ligne in contenu.legales:
        for resultat in ligne.resultats:
            if resultat.valeur is not None:
                barre = barres[f"resultat-{ligne.cle.lower()}-{resultat.annee}"]
                assert barre["g-plein"] == pytest.approx(float(resultat.bas), abs=0.01)
                inconnu = float(resultat.haut - resultat.bas)
                assert barre["g-hachures"] == pytest.approx(inconnu, abs=0.01)


def test_contracts_and_euros_are_two_rows(redactrice, espace, marches):
    une = gather_contenu(espace, ANNEES, None, None).find("SOC-01")
    paye = replace(une.resultats[-1], expression=Expression.VALEUR)
    (montree,) = show_lignes(
        replace(
            gather_contenu(espace, ANNEES, None, None),
            lignes=(replace(une, resultats=(une.resultats[0], paye)),),
        ),
        lambda _: "",
    )[0][1]

    assert [base for base, _ in montree["rangs"]] == ["En nombre de marchés", "En valeur"]
    assert [[c and c["annee"] for c in cellules] for _, cellules in montree["rangs"]] == [
        [2024, None], [None, 2025],
    ]  # fmt: skip


def test_the_whole_way_from_words_to_the_public_page(
    marches, espace, client, chef, administratrice, django_capture_on_commit_callbacks
):
    change_annees(espace, 2025, administratrice)
    client.post(
        link("textes"),
        {
            "presentation": "Nous avançons.",
            "methode": "",
            "mot_0": "Deux marchés de plus.",
            "version": Publication.objects.get().version,
        },
    )
    with django_capture_on_commit_callbacks(execute=True):
        client.post(link("proposer"))
    publication = Publication.objects.get()
    assert publication.etat == "proposee"
    assert [m.to for m in mail.outbox] == [[administratrice.courriel]]
    assert "à valider" in mail.outbox[0].subject
    assert Client().get(PUBLIQUE).status_code == 404

    refus = client.post(link("valider", publication.pk), {"fonction": FONCTION, "relu": "on"})
    assert refus.status_code == 403  # who writes does not confirm
    page = chef.get(link("valider", publication.pk))
    assert "Nous avançons." in texte(page)
    manque = chef.post(link("valider", publication.pk), {"version": publication.version})
    assert "Écrivez la fonction" in texte(manque)
    dits = {"fonction": FONCTION, "relu": "on", "version": publication.version}
    sans_nom = chef.post(link("valider", publication.pk), dits)
    assert "Écrivez le nom de la personne qui signe" in texte(sans_nom)
    chef.post(link("valider", publication.pk), dits | {"signataire": "Ada Essai"})

    lue = texte(Client().get(PUBLIQUE))
    assert f"Validé par Ada Essai, {FONCTION}, le" in lue
    assert "69 sur 142 marchés." in lue
    assert "Deux marchés de plus." in lue
    assert "Exemple fictif" not in lue
    assert "/acheteurs/001010016/preuve/SOC-01/?annee=2025&amp;expression=nombre" in (
        Client().get(PUBLIQUE).content.decode()
    )


def test_an_invented_buyer_is_marked_wherever_it_stands(proposee, administratrice, settings):
    settings.DEMONSTRATION = True
    confirm(proposee, FONCTION, administratrice, proposee.version)

    for adresse in (PUBLIQUE, reverse("publication:liste")):
        assert "Exemple fictif" in texte(Client().get(adresse))
    assert "Exemple fictif. Validé par" in Client().get(link("fichier", 2025, "json")).text
    assert not Depot.objects.exists()  # and the register knows nothing of it


def test_what_is_proposed_then_published_never_moves(
    parue, espace, redactrice, administratrice, chef
):
    avant = parue.valeurs
    note(espace, redactrice, "12.5")
    parue.refresh_from_db()
    actuel = gather_contenu(espace, ANNEES, None, None)

    assert parue.valeurs == avant
    (changement,) = list_changements(parue, actuel)
    assert (changement.publie.annee, changement.texte_actuel) == (2025, "13\u202f%")
    assert "aujourd’hui 13 %" in texte(chef.get(link("parue", parue.pk)))
    assert "69 sur 142 marchés." in texte(Client().get(PUBLIQUE))
    with pytest.raises(VersionDepassee):
        save_textes(espace, ANNEES, {"presentation": "Autre"}, redactrice)
    with pytest.raises(VersionDepassee):
        propose(espace, ANNEES, redactrice)
    with pytest.raises(VersionDepassee):
        send_back(parue, "Trop tard", administratrice)


def test_the_one_who_proposed_confirms_only_when_she_is_alone(
    marches, espace, organisation, administratrice, chef
):
    publication = propose(espace, ANNEES, administratrice)
    autre = make_membre(organisation, "administration", "autre@exemple.fr").utilisateur

    assert "Une autre personne qui administre" in texte(chef.get(PUBLIER))
    with pytest.raises(PublicationRefusee, match="une autre personne"):
        confirm(publication, FONCTION, administratrice, publication.version)
    confirm(publication, FONCTION, autre, publication.version)
    assert Publication.objects.get().est_publiee


def test_an_administrator_alone_confirms_what_she_proposed_after_the_first(
    parue, espace, administratrice
):
    Publication.objects.update(annee=2023, debut=2022)
    publication = propose(espace, ANNEES, administratrice)

    confirm(publication, FONCTION, administratrice, publication.version)
    publication.refresh_from_db()
    assert (publication.etat, publication.validee_par) == ("publiee", administratrice)


def test_sent_back_it_is_a_draft_again_that_says_why(
    proposee, chef, client, redactrice, espace, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        chef.post(link("renvoyer", proposee.pk), {"motif": "Il manque un mot sur l’insertion."})
    proposee.refresh_from_db()

    assert (proposee.etat, proposee.valeurs, proposee.proposee_par) == ("brouillon", {}, None)
    assert "Il manque un mot sur l’insertion." in texte(client.get(PUBLIER))
    assert [m.to for m in mail.outbox][-1] == [redactrice.courriel]
    note(espace, redactrice, "12.5")
    assert "13 %" in texte(client.get(PUBLIER))  # values follow the data again


def test_two_administrators_at_once_publish_once(proposee, administratrice):
    version = proposee.version
    confirm(proposee, FONCTION, administratrice, version)

    with pytest.raises(VersionDepassee):
        confirm(Publication.objects.get(), FONCTION, administratrice, version)


def test_an_organisation_that_nobody_verified_has_a_draft_only(
    marches, espace, organisation, client, administratrice
):
    organisation.identite = "a_verifier"
    organisation.save()
    assert "n’a pas encore vérifié cette organisation" in texte(client.get(PUBLIER))
    client.post(link("proposer"))
    publication = Publication.objects.get()

    with pytest.raises(PublicationRefusee, match="pas encore vérifié"):
        confirm(publication, FONCTION, administratrice, publication.version)
    client.post(link("montrer", publication.pk), {"montrer": "oui"})
    assert "Projet, pas encore confirmé" in texte(Client().get(PUBLIQUE))


def test_a_trial_has_a_draft_that_says_whose_it_is(marches, db):
    personne = make_personne("seule@exemple.fr")
    Espace.objects.create(proprietaire=personne, siren=SIREN_VAL, nom="Essai")
    client = sign_in(personne)
    lu = PdfReader(io.BytesIO(client.get(link("projet", "pdf")).content))
    dit = " ".join(" ".join(page.extract_text() for page in lu.pages).split())

    assert "Un espace d’essai prépare un projet" in texte(client.get(PUBLIER))
    assert len(lu.pages) == 1
    assert "Projet : ce document n’est pas publié." in dit
    assert "compte non rattaché" in dit
    client.post(link("proposer"))
    assert not Publication.objects.exists()


def test_without_any_legal_value_nothing_is_proposed(espace, redactrice):
    with pytest.raises(PublicationRefusee, match="Aucun des quatre chiffres"):
        propose(espace, ANNEES, redactrice)
    assert not Publication.objects.exists()


def test_a_year_that_is_not_over_is_not_proposed(marches, espace, redactrice):
    cette_annee = timezone.localdate().year

    with pytest.raises(PublicationRefusee, match="n’est pas finie"):
        propose(espace, (cette_annee - 1, cette_annee), redactrice)


def test_the_team_of_the_programme_reads_the_public_page(parue):
    equipe = sign_in(make_equipe(), second_facteur=True)

    assert equipe.get(PUBLIQUE).status_code == 200


def test_files_say_what_the_page_says(parue):
    client = Client()
    tableau = client.get(link("fichier", 2025, "csv"))
    lignes = list(csv.DictReader(io.StringIO(tableau.content.decode("utf-8-sig")), delimiter=";"))
    lu = json.loads(client.get(link("fichier", 2025, "json")).content)
    page = PdfReader(io.BytesIO(client.get(link("fichier", 2025, "pdf")).content))
    toutes = client.get(reverse("publication:toutes", args=["csv"])).content

    social = next(une for une in lignes if (une["code"], une["annee"]) == ("SOC-01", "2025"))
    assert (social["valeur"], social["numerateur"], social["denominateur"]) == (
        "48,591549", "69", "142",
    )  # fmt: skip
    assert social["fictif"] == "oui"  # by its number, wherever it stands
    assert social["validee_par"] == FONCTION
    assert social["preuve"].endswith("/preuve/SOC-01/?annee=2025&expression=nombre")
    assert lu["publications"][0]["lignes"][1]["valeur"] == 48.591549
    assert len(page.pages) == 1
    assert toutes == tableau.content
    assert client.get(link("fichier", 2025, "exe")).status_code == 404
    assert client.get(reverse("publication:toutes", args=["exe"])).status_code == 404


def test_a_correction_is_dated_and_the_first_value_stays(parue, client, administratrice):
    manque = client.post(
        link("corriger", parue.pk), {"cle": "", "annee": "", "valeur": "12", "texte": "x"}
    )
    assert "Choisissez l’indicateur et l’année" in texte(manque)
    client.post(
        link("corriger", parue.pk),
        {
            "cle": "SOC-01",
            "annee": "2025",
            "valeur": "47,9 %",
            "texte": "Un marché compté deux fois.",
        },
    )
    page = texte(Client().get(PUBLIQUE))

    assert (
        "Valeur corrigée : 48 % (compte non donné par la correction). Un marché compté deux fois."
    ) in page
    assert "69 sur 142 marchés." in page
    lignes = Client().get(link("fichier", 2025, "csv")).content.decode()
    assert "47,9" in lignes


def test_posting_is_noted_then_checked(parue, client):
    refus = client.post(link("mettre_en_ligne", parue.pk), {"adresse": "x y", "jour": "2026-11-20"})
    assert "Écrivez l’adresse entière" in texte(refus)
    client.post(
        link("mettre_en_ligne", parue.pk),
        {"adresse": "https://exemple.fr/resultats", "jour": "2026-11-20"},
    )
    mise = parue.mises_en_ligne.get()

    assert "https://exemple.fr/resultats" in texte(client.get(link("parue", parue.pk)))
    write_constat(mise, ReponseSonde(EtatAdresse.VIVANT, "répond"))
    assert ": répond." in texte(client.get(link("parue", parue.pk)))
    tell_page_illisible(mise.pk)
    assert ": le contrôle n’a pas abouti." in texte(client.get(link("parue", parue.pk)))
    write_constat(mise, ReponseSonde(EtatAdresse.REFUSE, "l’adresse n’est pas publique"))
    assert mise.repond is None
    assert "Ouvrez la page pour la vérifier vous-même." in texte(
        client.get(link("parue", parue.pk))
    )
    assert "Sur le site de l’acheteur" in texte(Client().get(PUBLIQUE))


def test_the_sheet_of_the_register_takes_the_values_as_a_deposit(proposee, administratrice):
    confirm(proposee, FONCTION, administratrice, proposee.version)
    fiche, depot = Fiche.objects.get(), Depot.objects.get()

    assert depot.etat == EtatDepot.A_VERIFIER  # public, and to be verified by the team
    suivi = next(s for s in fiche.spaser.schema.indicateurs if s.code == "SOC-01")
    assert [(v.annee, v.valeur, v.numerateur, v.denominateur, v.siren) for v in suivi.valeurs] == [
        (2024, 25.6, 32.0, 125.0, SIREN_VAL),
        (2025, 48.591549, 69.0, 142.0, SIREN_VAL),
    ]
    assert fiche.spaser.documents[0].url.endswith(PUBLIQUE)
    assert (suivi.expression, suivi.unite) == ("nombre", "%")
    assert [(v.bas < v.valeur < v.haut, v.reference) for v in suivi.valeurs] == [
        (True, f"{SIREN_VAL}:SOC-01:2024:nombre:publie"),
        (True, f"{SIREN_VAL}:SOC-01:2025:nombre:publie"),
    ]
    assert {str(v.fige_le) for v in suivi.valeurs} == {timezone.localdate().isoformat()}
    methode = suivi.valeurs[0].methode.replace("\xa0", " ")
    assert methode.startswith("Marchés publiés, en nombre de marchés. Données essentielles de la ")


@pytest.mark.longue
def test_a_corrected_value_reaches_the_register_and_is_proposed_no_more(
    parue, espace, redactrice, client
):
    note(espace, redactrice, "61")
    assert "publié 49 %, aujourd’hui 61 %" in texte(client.get(link("parue", parue.pk)))
    saisie = {"cle": "SOC-01", "annee": "2025", "texte": "Compté deux fois."}
    for valeur, dit in (("120 %", "Un taux va de 0 à 100"), ("48,591549 %", "rien à corriger")):
        refus = client.post(link("corriger", parue.pk), saisie | {"valeur": valeur})
        assert dit in texte(refus)
    client.post(link("corriger", parue.pk), saisie | {"valeur": "47,9"})
    assert "publié 48 %, aujourd’hui 61 %" in texte(client.get(link("parue", parue.pk)))
    client.post(link("corriger", parue.pk), saisie | {"valeur": "61"})
    assert "aujourd’hui 61 %" not in texte(client.get(link("parue", parue.pk)))

    fiche = Fiche.objects.get()
    suivi = next(s for s in fiche.spaser.schema.indicateurs if s.code == "SOC-01")
    assert [(v.annee, v.valeur, v.numerateur) for v in suivi.valeurs] == [
        (2024, 25.6, 32.0), (2025, 61.0, None),
    ]  # fmt: skip
    assert "en nombre de marchés. Résultats corrigés le" in suivi.valeurs[1].methode.replace(
        "\xa0", " "
    )
    assert Depot.objects.count() == 3
    depot = Publication.objects.get().depot
    assert (depot.auteur, depot.etat, depot.fiche) == (redactrice, EtatDepot.A_VERIFIER, fiche)


def test_words_only_leave_the_register_as_it_is(parue, redactrice):
    add_erratum(parue, {"texte": "Une phrase était de trop."}, redactrice)

    assert Depot.objects.count() == 1


@pytest.mark.parametrize(
    ("publie", "erratum", "actuel", "dits"),
    [
        ("48.591549", None, "48.6", []),  # as it is printed, it is the same
        ("48.591549", None, "61", [("49 %", "61 %")]),
        ("48.591549", "47.9", "48.591549", []),  # the erratum alone differs
        ("48.591549", "47.9", "47.94", []),
        ("48.591549", "47.9", "61", [("48 %", "61 %")]),
        ("48.591549", None, None, [("49 %", "–")]),
    ],
)
def test_what_has_changed_is_told_beside_what_holds(publie, erratum, actuel, dits):
    def make(valeur, unite="%"):
        resultat = ResultatAnnee(annee=2025, valeur=None if valeur is None else Decimal(valeur))
        ligne = LignePubliee(cle="A", nom="A", unite=unite, resultats=(resultat,))
        return ContenuPublie(
            siren=SIREN_VAL, acheteur="Val", annees=(2025,), lignes=(ligne,),
            calcule_le=date(2026, 3, 1),
        )  # fmt: skip

    errata = [ValeurCorrigee("A", 2025, Decimal(erratum), date(2026, 4, 1))] if erratum else []
    publiee = make(publie)
    tenue = hold_contenu(publiee, errata)
    trouves = compare_parution(publiee, tenue, make(actuel))
    assert [
        (une.texte_publie.replace("\u202f", " "), une.texte_actuel.replace("\u202f", " "))
        for une in trouves
    ] == dits
    assert compare_parution(publiee, tenue, make(actuel, "€")) == []


def test_a_known_sheet_keeps_what_it_says(proposee, administratrice):
    connue = publish_fiche(
        ActePublication(
            spaser=Spaser(
                structure=Structure(nom="Val", type=TypeStructure.METROPOLE, siren=SIREN_VAL),
                schema=Schema(
                    axes=(Axe(intitule="Le nôtre"),),
                    indicateurs=(
                        IndicateurSuivi(
                            intitule="À nous",
                            code="SOC-01",
                            valeurs=(
                                ValeurAnnuelle(annee=2023, valeur=10.0),
                                ValeurAnnuelle(annee=2024, valeur=1.0),
                            ),
                        ),
                    ),
                ),
            ),
            origine=OrigineFiche.RECENSE,
            maintenant=timezone.now(),
        )
    )
    confirm(proposee, FONCTION, administratrice, proposee.version)
    fiche = Fiche.objects.get(pk=connue.pk)

    assert [axe.intitule for axe in fiche.spaser.schema.axes] == ["Le nôtre"]
    social = fiche.spaser.schema.indicateurs[0]
    assert social.intitule == "À nous"
    assert [(v.annee, v.valeur) for v in social.valeurs] == [
        (2023, 10.0), (2024, 25.6), (2025, 48.591549),
    ]  # fmt: skip
    assert (social.expression, social.unite) == ("autre", None)  # 2023 said neither


def test_a_space_prepares_one_at_a_time(marches, espace, redactrice):
    change_annees(espace, 2024, redactrice)
    for acte in (propose, lambda *dits: save_textes(*dits[:2], {"methode": "x"}, dits[2])):
        with pytest.raises(VersionDepassee):
            acte(espace, ANNEES, redactrice)  # read before somebody chose other years
    assert list(Publication.objects.values_list("annee", "etat")) == [(2024, "brouillon")]
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(espace=espace, annee=2025, debut=2024)

    Publication.objects.update(etat="publiee")
    with pytest.raises(AnneesPubliees):
        change_annees(espace, 2024, redactrice)
    assert propose(espace, (2025, 2025), redactrice).annee == 2025


def test_the_next_one_is_reminded_of_even_where_no_scheme_was_described(
    parue, espace, client, django_capture_on_commit_callbacks
):
    page = texte(client.get(PUBLIER))
    assert "Prochaine publication : avant le" in page
    assert (
        page.index("Déjà publié")
        < page.index("<summary>Le projet suivant")
        < page.index("Changer les années")
    )
    save_textes(espace, read_etat(espace).annees, {"methode": "Déjà."}, parue.proposee_par)
    assert "<summary>Le projet suivant" not in texte(client.get(PUBLIER))

    espace.refresh_from_db()
    assert espace.schema_adopte.adopte_le is None
    echeance = read_etat(espace).echeance.jour
    with django_capture_on_commit_callbacks(execute=True):
        run_rappels(datetime.combine(add_mois(echeance, -1), time(9), UTC))

    assert "dans 1 mois" in mail.outbox[-1].subject


def test_the_next_one_follows_the_last(parue, espace):
    etat = read_etat(espace)
    publiee = timezone.localdate(parue.publiee_le)

    assert (etat.echeance.jour.year, etat.echeance.jour.month) == (publiee.year + 2, publiee.month)
    assert etat.ouverte is None
    assert etat.annees[-1] > 2025
