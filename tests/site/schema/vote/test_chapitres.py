"""The chapters of what is voted are the axes of the plan; no word vanishes without being told."""

import pytest

from spaser.documents.corps import parse_saisie
from spaser.documents.document import NEUTRE, walk_sections
from spaser.documents.schema.assemblage import read_blocs
from spaser.documents.schema.vote import write_schema
from spaser.regles.approches import load_approches
from spaser.regles.etats_schema import Longueur
from spaser.regles.nomenclatures import Approche
from spaser.site.diagnostic.models import ChoixApproche
from spaser.site.plan.actions.services import open_axe
from spaser.site.schema.models import Redaction, dump_blocs
from spaser.site.schema.redaction.services import read_schema
from spaser.site.schema.vote.recueil import gather_vote
from spaser.site.schema.vote.services import read_a_voter
from tests.site.organisations.fabrique import texte
from tests.site.plan.fabrique import make_action


def write(espace, code, partie, mots):
    Redaction.objects.create(
        espace=espace, code=code, partie=partie, blocs=dump_blocs(parse_saisie(mots))
    )


@pytest.fixture
def social(espace, auteur, actions):
    axe = open_axe(espace, load_approches().find_chapitre("pi_social"), auteur)
    make_action(espace, auteur, "Réserver un marché", axe=axe)
    return axe


@pytest.mark.parametrize("approche", ["", *Approche])
def test_a_chapter_an_axis_and_words_kept_under_a_former_chapter(espace, social, approche):
    if approche:
        ChoixApproche.objects.create(espace=espace, approche=approche, raison="Parce que.")
    write(espace, "op_programmer", 2, "Nos marchés à venir.")

    vote = gather_vote(espace, read_schema(espace))

    assert [axe.titre for axe in vote.axes] == [
        "Une place à chacun",
        "Achats socialement responsables",
    ]
    assert [s.titre for s in vote.chapitres] == ["Connaître et programmer les achats"]


def test_words_of_a_chapter_that_an_axis_answers_stand_in_that_axis(espace, social):
    write(espace, "pi_social", 2, "Nos clauses sociales.")

    ecrit = write_schema(read_a_voter(espace).schema, NEUTRE, Longueur.COURANT)

    axe = next(s for s in ecrit.sections if s.identifiant == "axe_2")
    assert [(s.axe, read_blocs(s.blocs)) for s in axe.sections[:1]] == [
        (2, "Nos clauses sociales.")
    ]
    assert "pi_social" not in {s.identifiant for s in ecrit.sections}


def test_no_word_is_left_out_of_what_is_voted_but_those_that_the_page_tells(espace, social):
    lus = load_approches()
    trame = [(r.code, rang) for rang, p in enumerate(lus.trame, start=1) for r in p.rubriques]
    chapitres = [(c.code, 1 + n % 4) for a in lus.approches for n, c in enumerate(a.plan)]
    ecrits = {code: f"Mots-de-{code}" for code, _ in [*trame, *chapitres, ("ajout_1", 3)]}
    for code, partie in [*trame, *chapitres, ("ajout_1", 3)]:
        write(espace, code, partie, f"{ecrits[code]}.")

    lu = read_a_voter(espace)
    document = write_schema(lu.schema, NEUTRE, Longueur.COURANT)
    mots = "\n".join(read_blocs(section.blocs) for _, section in walk_sections(document))

    assert [code for code, dit in ecrits.items() if f"{dit}." not in mots] == ["pistes"]
    assert [ou for _, ou in lu.manques if ou == "pistes"] == ["pistes"]


def test_words_that_are_not_voted_are_told_before_with_their_page(espace, actions, ada):
    write(espace, "pistes", 2, "Une idée.")

    page = texte(ada.get(f"/espace/{espace.siren}/vote/"))

    assert "Ce que vous avez écrit sous « Pistes à discuter » ne sera pas voté." in page
    assert f'href="/espace/{espace.siren}/schema/pistes/"' in page
