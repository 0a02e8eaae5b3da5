"""Part 2 of a scheme: kept proposals at their place, else what published contracts show."""

import pytest

from spaser.documents.document import Tableau, read_mots
from spaser.documents.schema.assemblage import read_blocs
from spaser.moteur.indicateurs.croisement import AxeCroisement, map_groupes
from spaser.moteur.indicateurs.preuve import list_preuve
from spaser.regles.approches import load_approches
from spaser.regles.autodiagnostic import load_sujets_de_questions
from spaser.regles.droits import EtatProposition
from spaser.regles.nomenclatures import Approche
from spaser.site.diagnostic.approche import save_approche
from spaser.site.diagnostic.models import Politique
from spaser.site.espace.bilans import entrepot
from spaser.site.espace.models import Proposition
from spaser.site.organisations.identite import Identite
from spaser.site.plan.actions.services import create_axe
from spaser.site.schema.redaction.services import fill_rubrique
from spaser.site.schema.redaction.sujet import read_sujet, read_sujet_public
from tests.site.diagnostic.fabrique import all_at, make_figee
from tests.site.organisations.fabrique import SIREN_VAL, make_membre

pytestmark = pytest.mark.django_db
VAL = Identite(SIREN_VAL, "Métropole de Val-Fictif", "metropole")


@pytest.fixture
def auteur(organisation):
    return make_membre(organisation, "redaction").utilisateur


def keep_all(espace):
    Proposition.objects.filter(espace=espace).update(etat=EtatProposition.RETENUE.value)


def read(code, espace):
    return read_blocs(fill_rubrique(code, read_sujet(espace)).blocs).replace("\u00a0", " ")


def test_kept_proposals_come_by_axis_with_the_answer_that_called_for_them(
    marches, espace, organisation, auteur
):
    make_figee(organisation, auteur, all_at(0))
    keep_all(espace)

    texte = read("pistes", espace)

    assert "Constat de l’autodiagnostic, « Conduite du projet » : personne" in texte
    assert texte.startswith("Ces pistes viennent de nos outils")
    assert "Familles d’achats à discuter" not in texte


@pytest.mark.parametrize("approche", [Approche.OPERATIONNELLE, Approche.PILIERS])
def test_each_kept_proposal_is_printed_once_whatever_the_approach(
    marches, espace, organisation, auteur, approche
):
    make_figee(organisation, auteur, all_at(1))
    keep_all(espace)
    save_approche(espace, approche, "Elle convient.", {}, auteur)
    textes = read("pistes", espace)

    for proposition in Proposition.objects.filter(espace=espace):
        libelle = proposition.libelle.replace("vos ", "nos ").replace("votre ", "notre ")
        assert textes.count(libelle) == 1, libelle


def test_kept_proposals_come_under_her_axes_first_then_by_theme(espace, auteur):
    for code in ("SOC-05", "ENV-05", "ECO-09"):
        Proposition.objects.create(
            espace=espace, origine="autre", nature="indicateur", code=code,
            libelle=f"Suivre {code}", raison="Vous en avez.", etat="retenue",
        )  # fmt: skip
    save_approche(espace, Approche.PILIERS, "Elle convient.", {}, auteur)
    create_axe(espace, {"titre": "Payer vite", "chapitres": ["pi_economie"]}, auteur)
    create_axe(espace, {"titre": "Achats écologiquement responsables"}, auteur)

    assert read("pistes", espace).splitlines()[1:] == [
        "Payer vite", "Suivre ECO-09 (indicateur).",
        "Achats écologiquement responsables", "Suivre ENV-05 (indicateur).",
        "Social", "Suivre SOC-05 (indicateur).",
    ]  # fmt: skip


def test_what_plans_expect_stands_with_them_where_the_approach_follows_them(espace, auteur):
    Politique.objects.create(
        espace=espace, nom="Charte", debut=2024,
        objectifs=[{"texte": "Réserver", "sous_theme": "handicap", "indicateur": "SOC-05"}],
    )  # fmt: skip
    Politique.objects.create(espace=espace, nom="Absent", etat="absent", objectifs=[])

    assert "Handicap" not in read("politiques", espace)
    save_approche(espace, Approche.POLITIQUES_PUBLIQUES, "Elle convient.", {}, auteur)

    assert read("politiques", espace).splitlines()[-4:] == [
        "Handicap", "Réserver", "Charte depuis 2024", "Marchés réservés",
    ]  # fmt: skip
    assert fill_rubrique("politiques", read_sujet_public(VAL)).blocs == ()


def test_what_waits_for_a_decision_is_told_and_not_printed(marches, espace, organisation, auteur):
    rien = fill_rubrique("pistes", read_sujet(espace))
    make_figee(organisation, auteur, all_at(0))
    lu = fill_rubrique("pistes", read_sujet(espace))

    assert [m.bouton for m in rien.manques] == ["Faire l’autodiagnostic"]
    assert [m.bouton for m in lu.manques] == ["Décider des propositions"]
    assert "Constat de l’autodiagnostic" not in read_blocs(lu.blocs)


def recount(siren, annee):
    """Count by plain loops, from the proofs, the families where a consideration never shows."""
    with entrepot().read() as ouvert:
        familles = map_groupes(ouvert, siren, annee)[AxeCroisement.FAMILLE]
        vues: dict[str, dict[str, list[str]]] = {}
        for code in ("SOC-01", "ENV-01"):
            for ligne in list_preuve(ouvert, siren, code, annee):
                if ligne.etat != "ecarte":
                    vues.setdefault(familles[ligne.cle], {}).setdefault(code, []).append(ligne.etat)
    return {
        nom
        for nom, etats in vues.items()
        if any("compte" not in e and "non_compte" in e for e in etats.values())
    }


def test_families_to_discuss_are_those_that_the_proofs_leave_without_a_yes(marches):
    (tableau,) = [
        b for b in fill_rubrique("pistes", read_sujet_public(VAL)).blocs if isinstance(b, Tableau)
    ]

    attendues = recount(SIREN_VAL, 2025)
    assert {read_mots(ligne[0]) for ligne in tableau.lignes} == attendues
    assert 0 < len(attendues) < 12


def test_a_siren_without_a_contract_has_no_lead(marches):
    assert (
        fill_rubrique("pistes", read_sujet_public(Identite("001019999", "Sans marché"))).blocs == ()
    )


def test_chapters_named_by_questions_are_those_of_the_operational_approach():
    chapitres = {sujet.chapitre for sujet in load_sujets_de_questions().values()}

    assert chapitres == {c.code for c in load_approches().suggest_axes(Approche.OPERATIONNELLE)}
