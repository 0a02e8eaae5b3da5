"""What is wrong, too much or twice: told in words, and nothing is lost."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from spaser.site.espace.editions import make_fichiers
from spaser.site.plan.actions.services import create_axe
from spaser.site.plan.models.actions import Action, ImportationPlan
from spaser.site.schema.models import EditionSchema, Schema
from spaser.site.schema.vote.fichiers import list_fichiers, list_pieces
from spaser.site.schema.vote.services import record_vote, send_to_vote
from tests.site.organisations.fabrique import texte
from tests.site.plan.fabrique import make_action
from tests.site.schema.vote.conftest import ENVOI
from tests.site.schema.vote.papiers import flatten_mots, read_papier
from tests.site.schema.vote.test_vote import dire

ENVOI_PAGE = ENVOI | {"seance": ""}
ENTIERS = {"schema.pdf", "schema.docx", "schema.odt", "schema.html"}
FICHES = {"fiches-action.pdf", "fiches-action.docx"}


def link(espace, *suite):
    return "/".join(("/espace", espace.siren, *map(str, suite), ""))


def make_textes(edition):
    """Write the files of an edition: each is there, none too long; return what each says."""
    make_fichiers.func(numero=edition.arretee_id)
    faits = dict(list_fichiers(edition))
    assert {piece.nom for piece in list_pieces(edition.arretee)} <= faits.keys()
    return {nom: flatten_mots(read_papier(nom, octets)) for nom, octets in faits.items()}, faits


@pytest.mark.longue
def test_forty_axes_are_voted_each_in_every_whole_text(espace, auteur):
    for rang in range(1, 41):
        axe = create_axe(espace, {"titre": f"Axe des choses {rang}."}, auteur)
        make_action(espace, auteur, f"Faire la chose {rang}.", axe=axe)

    textes, faits = make_textes(send_to_vote(espace, ENVOI, auteur))

    voulus = [f"{quoi} {rang}." for quoi in ("Axe des choses", "Faire la chose")
        for rang in range(1, 41)]  # fmt: skip
    assert [(n, v) for n in ENTIERS | FICHES for v in voulus if v not in textes[n]] == []
    assert len(PdfReader(io.BytesIO(faits["deux-pages.pdf"])).pages) <= 2
    for nom in ("deux-pages.pdf", "deux-pages.docx", "diapositives.pptx"):
        assert "40 axes, 40 actions" in textes[nom]
        assert "34 autres axes, dans le schéma." in textes[nom]


@pytest.mark.longue
def test_an_action_as_long_as_may_be_is_whole_in_every_text(espace, auteur, axe):
    long = " ".join(f"mot{n}" for n in range(550))
    make_action(
        espace, auteur, "Tout dire", axe=axe, description=long, resultat=long.replace("mot", "but")
    )
    assert len(long) > 3_500

    textes, faits = make_textes(send_to_vote(espace, ENVOI, auteur))

    voulus = [f"{quoi}{n}" for quoi in ("mot", "but") for n in range(550)]
    manquent = {n: [v for v in voulus if v not in textes[n].split()] for n in ENTIERS | FICHES}
    assert manquent == {nom: [] for nom in ENTIERS | FICHES}
    assert len(PdfReader(io.BytesIO(faits["deux-pages.pdf"])).pages) <= 2


def test_an_action_of_five_thousand_characters_is_told_and_stays_to_be_shortened(espace, ada, axe):
    long = "Relire chaque marché. " * 228
    assert len(long) > 5_000

    page = texte(
        ada.post(link(espace, "plan", "ajouter"), {"titre": "Relire", "description": long})
    )

    assert "4000" in page.replace("\u202f", "").replace("4 000", "4000")
    assert page.count("Relire chaque marché.") == 228
    assert not Action.objects.exists()


def test_a_logo_that_shows_nothing_on_white_is_refused_and_the_one_before_stays(espace, ada):
    couleurs = {"couleur": "#005f46", "fond": "#e3f2ec"}
    fait, blanc = (make_logo(teinte) for teinte in ("#005f46", "#ffffff"))
    adresse = link(espace, "schema", "charte")
    ada.post(adresse, couleurs | {"logo": SimpleUploadedFile("logo.png", fait)})
    gardee = Schema.objects.get()

    envoi = couleurs | {"version": gardee.version}
    page = ada.post(adresse, envoi | {"logo": SimpleUploadedFile("blanc.png", blanc)})

    assert "Ce logo ne se voit pas sur le blanc de la page" in texte(page)
    assert "Donnez sa version pour fond clair." in texte(page)
    assert bytes(Schema.objects.get().logo) == fait == bytes(gardee.logo)


def make_logo(teinte):
    sortie = io.BytesIO()
    Image.new("RGB", (200, 80), teinte).save(sortie, "PNG")
    return sortie.getvalue()


def test_a_sitting_in_the_past_is_told_and_the_rest_of_the_answer_stays(espace, ada, actions):
    page = texte(ada.post(link(espace, "vote", "envoyer"), ENVOI_PAGE | {"seance": "2020-01-01"}))

    assert "Cette séance est passée. Donnez la prochaine" in page
    assert 'value="conseil métropolitain"' in page
    assert not EditionSchema.objects.exists()


def test_a_number_of_deliberation_already_used_is_told_with_its_day(espace, ada, auteur, edition):
    record_vote(edition, dire(), [], auteur, edition.version)
    suivante = send_to_vote(espace, ENVOI, auteur)
    aujourdhui = timezone.localdate()

    page = texte(
        ada.post(
            link(espace, "vote", suivante.pk, "noter"),
            {"version": suivante.version, "jour": aujourdhui.isoformat(), "numero": " 2026-131 ",
             "amendements": "Groupe A ; un mot"},
        )
    )  # fmt: skip

    assert f"Ce numéro est déjà celui du vote du {aujourdhui:%d/%m/%Y}" in page
    assert "Groupe A ; un mot" in page
    suivante.refresh_from_db()
    assert (suivante.etat, suivante.numero) == ("a_voter", "")


def test_a_text_frozen_twice_is_frozen_once_and_the_page_shows_where_it_stands(
    espace, ada, edition
):
    page = texte(ada.post(link(espace, "vote", "envoyer"), ENVOI_PAGE, follow=True))

    assert "Quelqu’un vient de le faire : voici où en est le texte." in page
    assert EditionSchema.objects.get() == edition


def test_no_axis_is_told_on_the_page_that_would_freeze_and_by_it(espace, ada, auteur):
    make_action(espace, auteur, "Sans axe")

    page = texte(ada.post(link(espace, "vote", "envoyer"), ENVOI_PAGE, follow=True))

    assert "Votre plan n’a pas d’axe qui porte une action : rien ne serait décidé." in page
    assert not EditionSchema.objects.exists()
    assert Action.objects.get().titre == "Sans axe"


def test_a_plan_of_twelve_columns_that_nobody_knows_asks_what_they_are_and_keeps_them(espace, ada):
    titres = [f"Bloc {lettre}" for lettre in "abcdefghijkl"]
    rangees = [[f"Acte {n} à mener", *(f"v{n}-{c}" for c in range(1, 12))] for n in range(3)]
    colle = "\n".join("\t".join(rangee) for rangee in [titres, *rangees])

    page = texte(ada.post(link(espace, "plan", "importer"), {"texte": colle}, follow=True))

    assert [titre for titre in titres if titre not in page] == []
    assert not Action.objects.exists()
    recue = ImportationPlan.objects.get()
    rien = {f"colonne_{rang}": "" for rang in range(12)}
    sans = texte(ada.post(link(espace, "plan", "importer", recue.pk), rien | {"importer": "1"}))
    assert "Dites quelle colonne donne le titre des actions." in sans
    assert not Action.objects.exists()
