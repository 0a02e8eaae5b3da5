"""The files of a scheme, of its two pages, and of a buyer without a space."""

import io
from datetime import date

import pytest
from PIL import Image
from pypdf import PdfReader

from spaser.documents.document import (
    NEUTRE,
    Paragraphe,
    SautDePage,
    add_sources,
    encode_document,
    find_chiffres,
    list_chiffres,
    read_mots,
    walk_blocs,
    walk_sections,
)
from spaser.documents.rendus import Forme, write_forme
from spaser.documents.schema.assemblage import read_blocs
from spaser.documents.schema.cadre import is_adressee
from spaser.regles.calendrier import propose_jalons
from spaser.regles.indicateurs import ReferenceChiffre
from spaser.site.organisations.identite import Identite
from spaser.site.organisations.models import Espace
from spaser.site.schema.models import Comite, Jalon, Redaction, Schema, dump_blocs
from spaser.site.schema.redaction.composition import (
    compose_deux_pages,
    compose_dossier,
    compose_schema,
    find_charte,
)
from spaser.site.schema.redaction.services import read_schema
from tests.outils.documents import decode_document
from tests.site.chiffres.marches.fabrique import correct
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, make_personne

pytestmark = pytest.mark.django_db
VAL = Identite(SIREN_VAL, "Métropole de Val-Fictif", "metropole")
INCONNU = Identite("001019999", "Acheteur sans marché")


def write(espace, code, texte, partie=1, **champs):
    blocs = dump_blocs((Paragraphe(texte, identifiant=f"m_{code}"),)) if texte else []
    return Redaction.objects.create(espace=espace, code=code, partie=partie, blocs=blocs, **champs)


def list_codes(document):
    return [section.identifiant for _, section in walk_sections(document)]


def find(document, code):
    return next(s for _, s in walk_sections(document) if s.identifiant == code)


@pytest.mark.longue
def test_words_come_first_and_survive_a_change_of_figures(marches, espace):
    write(espace, "situation", "Nous avons commencé tôt.")
    avant = compose_schema(espace)

    correct(espace, make_membre(espace.organisation, "redaction").utilisateur)
    apres = compose_schema(espace)

    for document in (avant, apres):
        assert read_mots(find(document, "situation").blocs[0].contenu) == (
            "Nous avons commencé tôt."
        )
    assert not any(c.reference.endswith(":corrige") for c in list_chiffres(avant))
    assert any(c.reference.endswith(":corrige") for c in list_chiffres(apres))


def test_headings_are_renamed_set_aside_added_and_moved_as_the_space_said(marches, espace):
    write(espace, "edito", "Un mot.", titre="Le mot de la présidente")
    write(espace, "cadre", "Écarté.", ecartee_pour="Dit ailleurs")
    write(espace, "ajout_1", "En plus.", partie=1, titre="Notre histoire", rang=5)

    document = compose_schema(espace)

    assert find(document, "edito").titre == "Le mot de la présidente"
    assert "cadre" not in list_codes(document)
    assert "Écarté." not in read_blocs(walk_blocs(document))
    assert find(document, "ajout_1").titre == "Notre histoire"


def test_what_has_nothing_is_printed_nowhere(espace):
    document = compose_schema(espace)

    assert "edito" not in list_codes(document)
    assert "à écrire" not in read_blocs(walk_blocs(document)).lower()


def test_each_figure_of_the_document_is_in_its_sources(marches, espace, payees):
    document = compose_schema(espace)
    sources = read_blocs(find(document, "sources").blocs)
    references = [chiffre.reference for chiffre in list_chiffres(document)]

    assert len(references) > 10
    assert [r for r in references if r not in sources] == []
    assert all(ReferenceChiffre.parse(r).siren == SIREN_VAL for r in references)


def test_a_heading_of_sources_set_aside_does_not_hide_where_figures_come_from(marches, espace):
    write(espace, "sources", "", partie=4, ecartee_pour="Trop long")

    document = compose_schema(espace)

    assert "sources" not in list_codes(document)
    sources = read_blocs(find(add_sources(document), "sources").blocs)
    assert all(chiffre.reference in sources for chiffre in list_chiffres(document))


def test_the_glossary_reads_the_words_that_the_space_wrote(espace):
    write(espace, "edito", "Nous parlerons de sourcing.")

    termes = read_blocs(find(compose_schema(espace), "glossaire").blocs)

    assert "Sourcing" in termes


@pytest.mark.parametrize("identite", [VAL, INCONNU])
def test_a_dossier_speaks_of_the_buyer_and_holds_nothing_to_fill(marches, identite):
    document = compose_dossier(identite)
    texte = read_blocs(walk_blocs(document))

    assert not is_adressee(texte)
    assert " nous " not in texte.lower()
    assert document.sous_titre == identite.nom
    assert document.mention == f"{identite.nom} – document de travail"
    assert {"cadre", "publication"} <= set(list_codes(document))
    assert all(s.blocs for _, s in walk_sections(document))
    assert decode_document(encode_document(document)) == document


def test_a_dossier_says_each_figure_it_prints_with_its_reference(marches):
    document = compose_dossier(VAL)
    corps = [b for s in document.sections if s.identifiant != "sources" for b in s.blocs]
    sources = read_blocs(find(document, "sources").blocs)

    references = [c.reference for c in find_chiffres(corps)]
    assert {r.split(":")[1] for r in references} >= {"SOC-01", "ENV-01", "SOC-13", "SOC-IN"}
    assert all(r in sources and r.endswith(":publie") for r in references)


@pytest.mark.longue
def test_a_dossier_takes_four_to_eight_pages_and_the_decision_two(marches, espace, payees):
    for etape in propose_jalons(date(2027, 12, 16), 12):
        Jalon.objects.create(espace=espace, titre=etape.titre, jour=etape.jour)
    for nom in ("Comité de pilotage", "Comité technique", "Référents"):
        Comite.objects.create(espace=espace, nom=nom, role="Prépare et suit les décisions")

    dossier = write_forme(compose_dossier(VAL), Forme.PDF)
    decision = write_forme(compose_deux_pages(espace), Forme.PDF)

    assert 4 <= read_pages(dossier) <= 8
    assert read_pages(decision) <= 2


def read_pages(octets):
    return len(PdfReader(io.BytesIO(octets)).pages)


def test_identifiers_of_blocks_are_unique_and_the_same_each_time(marches, espace, payees):
    premiers, seconds = (
        [b.identifiant for b in walk_blocs(compose_schema(espace)) if b != SautDePage()]
        for _ in range(2)
    )

    assert premiers == seconds
    nommes = [nom for nom in premiers if nom]
    assert len(set(nommes)) == len(nommes)


def test_the_style_is_neutral_until_a_space_has_its_own(espace):
    assert find_charte(espace) == NEUTRE
    logo = io.BytesIO()
    Image.new("RGB", (80, 80), "#123456").save(logo, "PNG")
    Schema.objects.create(espace=espace, couleur="#0a5c36", logo=logo.getvalue())

    charte = find_charte(espace)

    assert (charte.couleur, charte.fond) == ("#0a5c36", NEUTRE.fond)
    assert charte.logo == logo.getvalue()
    assert charte.alternative == "Métropole de Val-Fictif"


def test_a_trial_says_so_on_its_cover_and_on_each_page():
    ada = make_personne("ada@exemple.fr")
    essai = Espace.objects.create(siren=SIREN_VAL, nom="Métropole de Val-Fictif", proprietaire=ada)

    document = compose_schema(essai)

    assert essai.mention.rstrip(".") in document.couverture.mention
    assert essai.mention.rstrip(".") in document.mention


def test_the_glossary_is_shown_as_it_is_printed(marches, espace):
    glossaire = read_schema(espace).find("glossaire")

    assert find(compose_schema(espace), "glossaire").blocs == glossaire.remplissage.blocs
    assert glossaire.est_prete
