"""A scheme goes to the vote: frozen once, taken back, voted, amended."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from lxml import html

from spaser.documents.document import NEUTRE
from spaser.regles.etats_schema import EtatEdition, EtatSchema, VoteDit
from spaser.regles.nomenclatures import Statut
from spaser.site.chiffres.situation import read_situation
from spaser.site.espace.editions import make_fichiers, tell_manquants
from spaser.site.plan.actions.services import create_axe, save_action
from spaser.site.plan.importation.ecriture import receive_colle
from spaser.site.plan.models.actions import Edition
from spaser.site.schema.models import EditionSchema, Schema, SchemaAdopte
from spaser.site.schema.publication.services import save_schema_adopte
from spaser.site.schema.redaction.composition import find_charte
from spaser.site.schema.redaction.format_ouvert import gather_spaser
from spaser.site.schema.vote.fichiers import list_pieces, write_zip
from spaser.site.schema.vote.services import (
    VoteRefuse,
    compare_now,
    correct_vote,
    list_amendes,
    read_a_voter,
    read_etat_schema,
    record_vote,
    send_to_vote,
    take_back,
)
from spaser.site.socle.versions import VersionDepassee
from tests.site.chiffres.marches.fabrique import make_decp, make_upload, send
from tests.site.organisations.fabrique import make_organisation, texte
from tests.site.plan.fabrique import make_action
from tests.site.plan.test_importation import importer
from tests.site.schema.vote.conftest import ENVOI

VOTE = "/espace/{}/vote/"


def dire(**champs):
    return VoteDit(**{"jour": timezone.localdate(), "numero": "2026-131", **champs})


def test_a_scheme_without_an_axis_is_refused_with_what_to_do(espace, auteur, ada):
    make_action(espace, auteur, "Sans axe")

    with pytest.raises(VoteRefuse, match="n’a pas d’axe"):
        send_to_vote(espace, ENVOI, auteur)
    page = texte(ada.get(VOTE.format(espace.siren)))
    assert "Votre plan n’a pas d’axe qui porte une action : rien ne serait décidé." in page
    assert "Arrêter le texte à voter" not in page


def test_what_a_reader_would_miss_leads_to_the_page_that_mends_it(espace, actions, ada):
    arbre = html.fromstring(ada.get(VOTE.format(espace.siren)).content)

    (lien,) = (a for a in arbre.iter("a") if "années que le schéma couvre" in a.text_content())
    page, _, ancre = lien.get("href").partition("#")
    assert (
        html.fromstring(ada.get(page).content).get_element_by_id(ancre).text == "Les dates du plan"
    )


def test_a_start_that_stands_for_a_value_nobody_knows_is_told(espace, auteur, actions):
    annee = timezone.localdate().year - 1
    colle = (
        f"Action\tIndicateur\tValeur {annee}\tCible 2029\nSuivre\tHeures de tri\t1 200 h\t4000 h\n"
    )
    importer(espace, auteur, receive_colle(espace, colle, auteur))

    (cible,) = read_a_voter(espace).schema.cibles
    assert cible.indicateur.resultat.valeur is None
    assert (cible.depart.annee, cible.depart.valeur) == (annee, 1200)


def test_what_is_frozen_holds_what_is_decided_alone(edition):
    schema = edition.read_schema()

    assert [axe.titre for axe in schema.axes] == ["Une place à chacun"]
    assert [action.titre for action in schema.axes[0].actions] == ["Réserver un lot"]
    assert edition.arretee.fichiers.get().nom == "schema-spaser.json"


def test_what_changes_afterwards_changes_nothing_in_it_and_is_told(edition, espace, auteur, axe):
    avant = edition.read_schema()

    make_action(espace, auteur, "Une action de plus", axe=axe)

    assert EditionSchema.objects.get(pk=edition.pk).read_schema() == avant
    assert next((e.ou, e.avant, e.apres) for e in compare_now(edition).mots) == (
        "Action A-3",
        "",
        "Une action de plus",
    )


@pytest.mark.longue
def test_purchases_are_those_best_known_with_contracts_that_the_buyer_added(
    marches, espace, actions, ada, django_capture_on_commit_callbacks
):
    ada_envoie = make_upload(make_decp("P-1", "P-2"), "ajout.json")
    avant = read_a_voter(espace).schema.achats
    send(ada, django_capture_on_commit_callbacks, ada_envoie, f"/espace/{espace.siren}/marches/")

    achats = read_a_voter(espace).schema.achats
    nombre, montant = (ligne.retenue.figure.taux.valeur for ligne in read_situation(espace).volumes)
    assert (achats.marches, float(achats.montant)) == (round(nombre), montant)
    assert achats.marches > avant.marches
    assert achats.annees_familles != ""


def test_the_scheme_stands_at_each_step(espace, auteur, actions):
    vus = [read_etat_schema(espace)]
    edition = send_to_vote(espace, ENVOI, auteur)
    vus.append(read_etat_schema(espace))
    record_vote(edition, dire(pour=40, contre=2, abstentions=1), [], auteur, edition.version)
    vus.append(read_etat_schema(espace))
    adopte = SchemaAdopte.objects.get(espace=espace)
    save_schema_adopte(espace, {"rendu_public_le": timezone.localdate()}, auteur, adopte.version)
    vus.append(read_etat_schema(espace))

    assert vus == [EtatSchema.TRAVAIL, EtatSchema.A_VOTER, EtatSchema.ADOPTE, EtatSchema.PUBLIE]
    assert adopte.adopte_le == timezone.localdate()


def test_going_back_is_said_in_writing_and_keeps_the_text(edition, espace, auteur):
    take_back(edition, "Le bureau demande un axe de plus.", auteur, edition.version)

    assert read_etat_schema(espace) is EtatSchema.TRAVAIL
    assert EditionSchema.objects.get(pk=edition.pk).retour == "Le bureau demande un axe de plus."
    assert send_to_vote(espace, ENVOI, auteur).pk != edition.pk


def test_a_vote_told_wrongly_is_corrected_and_its_text_stays(edition, espace, auteur, ada):
    record_vote(edition, dire(pour=40), [], auteur, edition.version)
    avant, hier = edition.read_schema(), timezone.localdate() - timedelta(days=1)
    edition.arretee.arretee_le = timezone.now() - timedelta(days=2)
    edition.arretee.save()
    adresse = VOTE.format(espace.siren) + f"{edition.pk}/noter/"
    form = ada.get(adresse).context["form"]
    assert "amendements" not in form.fields
    assert (form.initial["numero"], form.initial["pour"]) == ("2026-131", 40)

    envoi = {"jour": hier.isoformat(), "numero": "2026-132", "pour": "39", "contre": "1"}
    ada.post(adresse, envoi | {"version": edition.version})

    edition.refresh_from_db()
    assert (edition.votee_le, edition.numero, edition.pour, edition.contre) == (
        hier, "2026-132", 39, 1,
    )  # fmt: skip
    assert edition.read_schema() == avant
    assert SchemaAdopte.objects.get(espace=espace).adopte_le == hier


def test_what_was_read_of_the_adopted_scheme_before_a_vote_overwrites_nothing(
    edition, espace, auteur
):
    lu = save_schema_adopte(espace, {"adopte_le": date(2026, 1, 5)}, auteur)
    record_vote(edition, dire(), [], auteur, edition.version)
    apres_vote = SchemaAdopte.objects.get(espace=espace).version
    correct_vote(edition, dire(numero="2026-132"), auteur, edition.version)

    for lue in (lu.version, apres_vote):
        with pytest.raises(VersionDepassee):
            save_schema_adopte(espace, {"adopte_le": date(2026, 1, 5)}, auteur, lue)
    assert SchemaAdopte.objects.get(espace=espace).adopte_le == timezone.localdate()


def test_amendments_give_a_second_text_beside_the_first(edition, espace, auteur, actions):
    save_action(actions[0], {"titre": "Réserver deux lots"}, auteur)

    adoptee = record_vote(
        edition,
        dire(),
        [("Groupe écologiste", "Deux lots réservés, au lieu d’un.")],
        auteur,
        edition.version,
    )

    envoyee = EditionSchema.objects.get(pk=edition.pk)
    assert (envoyee.etat, adoptee.etat) == (EtatEdition.AMENDEE, EtatEdition.ADOPTEE)
    assert adoptee.precedente == envoyee
    assert [a.auteur for a in envoyee.amendements.all()] == ["Groupe écologiste"]
    assert [(e.avant, e.apres) for e in list_amendes(adoptee)] == [
        ("Réserver un lot", "Réserver deux lots")
    ]


def test_two_people_who_tell_one_vote_tell_it_once(edition, auteur):
    lue = edition.version
    record_vote(edition, dire(), [], auteur, lue)

    with pytest.raises(VersionDepassee):
        record_vote(edition, dire(numero="2026-132"), [], auteur, lue)
    assert EditionSchema.objects.get(pk=edition.pk).numero == "2026-131"


def test_a_scheme_declared_adopted_has_no_edition_and_says_so(espace, auteur, ada, actions):
    save_schema_adopte(espace, {"adopte_le": date(2024, 6, 28)}, auteur)

    page = texte(ada.get(VOTE.format(espace.siren)))

    assert "Votre schéma est adopté depuis le 28 juin 2024." in page
    assert "sans que le texte soit arrêté ici" in page


@pytest.mark.longue
def test_every_file_of_the_sitting_is_made_once_and_leaves_as_it_was_made(edition, ada, espace):
    make_fichiers.func(numero=edition.arretee_id)
    faits = dict(edition.arretee.fichiers.values_list("nom", "octets"))
    make_fichiers.func(numero=edition.arretee_id)

    assert sorted(faits) == [
        "deliberation.docx",
        "deliberation.odt",
        "deux-pages.docx",
        "deux-pages.pdf",
        "diapositives.pptx",
        "fiches-action.docx",
        "fiches-action.pdf",
        "note.docx",
        "note.odt",
        "schema-spaser.json",
        "schema.docx",
        "schema.html",
        "schema.odt",
        "schema.pdf",
    ]
    assert dict(edition.arretee.fichiers.values_list("nom", "octets")) == faits
    page = ada.get(VOTE.format(espace.siren) + f"{edition.pk}/schema.pdf")
    assert page.content == bytes(faits["schema.pdf"])
    with zipfile.ZipFile(io.BytesIO(write_zip(edition))) as archive:
        noms = {nom.rpartition("/")[2] for nom in archive.namelist()}
        index = next(n for n in archive.namelist() if n.endswith("LISEZ-MOI.txt"))
        dit = archive.read(index).decode()
    assert noms == {*faits, "LISEZ-MOI.txt"}
    assert "deux-pages.pdf, deux-pages.docx : le schéma en deux pages, pour chaque membre" in dit


def test_files_take_the_colours_of_the_day_of_the_freeze(edition, espace):
    Schema.objects.update_or_create(espace=espace, defaults={"couleur": "#800020"})

    assert find_charte(espace).couleur == "#800020"
    write = next(p.write for p in list_pieces(edition.arretee) if p.nom == "schema.html")
    ecrit = write().decode()
    assert (NEUTRE.couleur in ecrit, "#800020" in ecrit) == (True, False)


def test_the_page_sends_and_tells_the_vote(ada, espace, actions):
    racine = VOTE.format(espace.siren)
    envoi = {
        "longueur": "courant",
        "assemblee": "conseil métropolitain",
        "seance": "",
        "corps": "metropole",
    }

    ada.post(f"{racine}envoyer/", envoi)
    edition = EditionSchema.objects.get(espace=espace)
    vote = {"version": edition.version, "jour": timezone.localdate().isoformat(), "numero": "D-12"}
    ada.post(f"{racine}{edition.pk}/noter/", vote | {"pour": "40", "amendements": ""})

    edition.refresh_from_db()
    assert (edition.etat, edition.pour, edition.numero) == (EtatEdition.ADOPTEE, 40, "D-12")
    assert "n° D-12" in texte(ada.get(racine))


def test_a_wrong_answer_is_told_and_nothing_is_frozen(ada, espace, actions):
    envoi = {"longueur": "courant", "assemblee": "", "seance": "", "corps": "metropole"}

    page = ada.post(VOTE.format(espace.siren) + "envoyer/", envoi)

    assert "Nommez l’assemblée ou la personne qui décide." in texte(page)
    assert not EditionSchema.objects.exists()


def test_an_amendment_without_its_author_is_told_by_its_line(ada, espace, edition):
    page = ada.post(
        VOTE.format(espace.siren) + f"{edition.pk}/noter/",
        {
            "version": edition.version,
            "jour": timezone.localdate().isoformat(),
            "numero": "1",
            "amendements": "Groupe A ; un axe de plus\nun mot de trop",
        },
    )

    assert "Ligne 2 : écrivez qui l’a proposé" in texte(page)


def test_who_contributes_reads_and_does_not_send(awa, espace, edition):
    racine = VOTE.format(espace.siren)

    assert awa.get(racine).status_code == 200
    assert "Noter le vote" not in texte(awa.get(racine))
    assert awa.post(f"{racine}envoyer/", ENVOI | {"seance": ""}).status_code == 403


def test_the_text_of_another_space_is_not_found(awa, edition, autre_espace):
    with pytest.raises(ObjectDoesNotExist):
        EditionSchema.objects.get(espace=autre_espace)
    page = awa.get(f"/espace/{edition.espace.siren}/vote/{edition.pk + 99}/")
    assert page.status_code == 404


@pytest.fixture
def autre_espace(db):
    return make_organisation(siren="923456780", nom="Ailleurs").espace


def test_missing_words_are_told_before_and_stop_nothing(espace, auteur, ada, actions):
    create_axe(espace, {"titre": "Un axe vide"}, auteur)

    lu = read_a_voter(espace)

    assert lu.refus == []
    edito = "L’édito n’est pas écrit : il ne sera pas imprimé."
    assert edito in [texte for texte, _ in lu.manques]
    lien = html.fromstring(ada.get(VOTE.format(espace.siren)).content).xpath(
        "//main//li/a[contains(., 'édito')]/@href"
    )
    assert lien == [f"/espace/{espace.siren}/schema/edito/"]


def test_an_amended_text_that_decides_nothing_is_refused_in_words(
    ada, espace, auteur, edition, actions
):
    for action in actions:
        save_action(action, {"axe": None}, auteur)

    page = ada.post(
        VOTE.format(espace.siren) + f"{edition.pk}/noter/",
        {
            "version": edition.version,
            "jour": timezone.localdate().isoformat(),
            "numero": "1",
            "amendements": "Groupe A ; plus d’axe",
        },
        follow=True,
    )

    assert "Le vote n’est pas noté. Votre plan n’a pas d’axe qui porte une action" in texte(page)
    assert EditionSchema.objects.get().etat == EtatEdition.A_VOTER


def test_files_that_could_not_be_written_are_told_in_the_end(edition, ada, espace):
    tell_manquants(numero=edition.arretee_id)

    page = texte(ada.get(VOTE.format(espace.siren)))
    assert "schema.pdf (trop long pour cette forme, prenez-en une autre)" in page
    assert "fichiers prêts sur" not in page
    assert ada.get(VOTE.format(espace.siren) + f"{edition.pk}/schema.pdf").status_code == 404


def test_a_scheme_that_was_adopted_leads_to_the_next_one(edition, ada, espace, auteur):
    record_vote(edition, dire(), [], auteur, edition.version)

    page = ada.get(VOTE.format(espace.siren))

    assert html.fromstring(page.content).xpath("//a[contains(., 'texte suivant')]/@href") == [
        f"/espace/{espace.siren}/vote/envoyer/"
    ]


def test_the_plan_opens_the_following_scheme_and_the_next_vote_replaces_the_first(
    edition, espace, auteur, ada, actions
):
    avant = timezone.localdate() - timedelta(days=30)
    record_vote(edition, dire(jour=avant), [], auteur, edition.version)
    suite = {"titre": "SPASER 2031", "bilan": "Utile."}
    ada.post(f"/espace/{espace.siren}/plan/editions/arreter/", suite)
    prepare = (read_etat_schema(espace), gather_spaser(espace).schema.statut)
    accueil = texte(ada.get(f"/espace/{espace.siren}/"))
    suivante = send_to_vote(espace, ENVOI, auteur)
    attend = texte(ada.get(f"/espace/{espace.siren}/"))
    record_vote(suivante, dire(numero="2027-5"), [], auteur, suivante.version)
    apres = (read_etat_schema(espace), gather_spaser(espace).schema.statut)

    assert (prepare, apres) == (
        (EtatSchema.ADOPTE, Statut.EN_REVISION),
        (EtatSchema.ADOPTE, Statut.ADOPTE),
    )
    assert "Passer au vote" in accueil
    assert "Noter le vote" in attend
    ancienne = texte(ada.get(VOTE.format(espace.siren) + f"{edition.pk}/"))
    assert "Remplacé" in ancienne
    assert f'/plan/editions/{Edition.objects.get().pk}/">Plan d’actions</a>' in ancienne
    assert "Remplacé" not in texte(ada.get(VOTE.format(espace.siren)))


def test_the_register_is_told_the_day_and_the_number_of_the_vote(edition, espace, auteur):
    record_vote(edition, dire(pour=40, contre=2, abstentions=1), [], auteur, edition.version)

    dit = gather_spaser(espace)

    assert (dit.schema.statut, str(dit.schema.adopte_le)) == (
        Statut.ADOPTE,
        timezone.localdate().isoformat(),
    )
    assert [source.libelle.partition(", n°")[2] for source in dit.sources] == [
        " 2026-131 : 40 pour, 2 contre, 1 abstention."
    ]
