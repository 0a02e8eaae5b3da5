"""Part 1 of a scheme, from what a space keeps and from a SIREN alone."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from spaser.documents.document import Figure, Tableau, find_chiffres, read_mots
from spaser.documents.schema.assemblage import read_blocs
from spaser.documents.schema.cadre import is_adressee
from spaser.regles.assujettissement import (
    Depenses,
    NatureAcheteur,
    SituationDeclaree,
    decide_assujettissement,
)
from spaser.regles.indicateurs import Perimetre, ReponsePerimetre
from spaser.regles.nomenclatures import Approche
from spaser.regles.politiques import EtatPlan
from spaser.site.chiffres.depenses.obligation import keep_obligation
from spaser.site.chiffres.situation import read_publiee
from spaser.site.comptes.models import Utilisateur
from spaser.site.diagnostic.approche import save_approche
from spaser.site.diagnostic.models import Acteur, Echange, Politique
from spaser.site.espace.perimetre import save_perimetre
from spaser.site.organisations.identite import Identite, describe_siren
from spaser.site.schema.redaction.services import fill_rubrique
from spaser.site.schema.redaction.sujet import SujetSchema, read_sujet, read_sujet_public
from tests.site.chiffres.marches.fabrique import correct
from tests.site.diagnostic.fabrique import all_at, make_figee
from tests.site.organisations.fabrique import SIREN_VAL, make_membre

pytestmark = pytest.mark.django_db
CODES = ["cadre", "identite", "situation", "politiques", "methode", "pistes"]
VAL = Identite(SIREN_VAL, "Métropole de Val-Fictif", "metropole")
INCONNU = Identite("001019999", "Acheteur sans marché")
JOUR = date(2026, 11, 26)
BLANCS = ("à compléter", "à préciser", "à renseigner", "…", "[", "{")


@pytest.fixture
def auteur(organisation) -> Utilisateur:
    return make_membre(organisation, "redaction").utilisateur


def list_identifiants(lu):
    return [bloc.identifiant for bloc in lu.blocs]


def find(lu, identifiant):
    return next(b for b in lu.blocs if b.identifiant == identifiant)


def read(lu):
    return read_blocs(lu.blocs).replace("\u00a0", " ").replace("\u202f", " ")


def conclude(espace, auteur, bas, haut=None):
    montants = Depenses(Decimal(bas), None if haut is None else Decimal(haut))
    situation = SituationDeclaree(nature=NatureAcheteur.METROPOLE, annee=2025, depenses=montants)
    conclusion = decide_assujettissement(situation, JOUR)
    keep_obligation(espace, situation, conclusion, auteur, des_extraits=False)


def fill_all(sujet):
    return {code: fill_rubrique(code, sujet) for code in CODES}


def test_the_duty_is_the_one_that_the_space_concluded(marches, espace, auteur):
    avant = fill_rubrique("cadre", read_sujet(espace))
    conclude(espace, auteur, 60_000_000, 60_000_000)
    apres = fill_rubrique("cadre", read_sujet(espace))

    assert [m.bouton for m in avant.manques] == ["Dire si la loi nous oblige"]
    assert read(avant).startswith("L’obligation dépend des dépenses d’une année civile.")
    assert apres.manques == ()
    assert read(apres).startswith(
        "Les dépenses de 2025, 60 millions d’euros, dépassent 50 millions d’euros hors taxes"
    )


def test_an_answer_that_settles_nothing_is_still_missing(marches, espace, auteur):
    conclude(espace, auteur, 1_000)

    assert [m.bouton for m in fill_rubrique("cadre", read_sujet(espace)).manques] == [
        "Reprendre la réponse"
    ]


def test_a_siren_alone_has_what_is_published_and_misses_nothing_to_press(marches):
    lus = fill_all(read_sujet_public(VAL))

    assert [m for lu in lus.values() for m in lu.manques] == []
    assert (lus["politiques"].blocs, lus["methode"].blocs) == ((), ())
    assert {
        c.reference.rsplit(":", 1)[1] for lu in lus.values() for c in find_chiffres(lu.blocs)
    } == {"publie"}
    assert "marches_identite_familles" in list_identifiants(lus["identite"])


def test_a_real_buyer_has_its_place_and_its_people_with_their_source(marches):
    rennes = describe_siren("213502388")

    fiche = find(fill_rubrique("identite", read_sujet_public(rennes)), "marches_identite_qui")
    champs = dict(fiche.champs)

    assert champs["Territoire"] == "Ille-et-Vilaine (35), Bretagne"
    assert champs["Population"].endswith("habitants")
    assert champs["Source"].startswith("découpage administratif et populations de l’Insee")


def test_years_are_the_figures_of_the_site_and_families_add_up_to_them(marches):
    lu = fill_rubrique("identite", read_sujet_public(VAL))
    annees = find(lu, "marches_identite_annees")
    total = sum(int(read_mots(ligne[1])) for ligne in annees.lignes)

    assert ["2025", "146"] in [[read_mots(c) for c in ligne[:2]] for ligne in annees.lignes]
    assert f"{SIREN_VAL}:VOL-01:2025:total:publie" in [c.reference for c in find_chiffres(lu.blocs)]
    familles = find(lu, "marches_identite_familles")
    assert sum(int(ligne[1]) for ligne in familles.lignes) == total


def test_a_buyer_without_a_contract_has_its_sheet_only_and_is_asked_for_them(marches, espace):
    public = fill_all(read_sujet_public(INCONNU))
    vide = SujetSchema(INCONNU, read_publiee(INCONNU.siren), JOUR, espace)

    assert list_identifiants(public["identite"]) == ["marches_identite_qui"]
    assert public["situation"].blocs == ()
    assert [m.bouton for m in fill_rubrique("identite", vide).manques] == ["Déposer mes marchés"]


def test_without_a_store_the_law_and_the_sheet_are_still_there(db, settings, tmp_path):
    settings.ENTREPOT = tmp_path / "nulle-part"

    lus = fill_all(read_sujet_public(VAL))

    assert [code for code, lu in lus.items() if lu.blocs] == ["cadre", "identite"]


def test_the_perimeter_is_asked_once_then_the_spend(marches, espace, auteur):
    avant = fill_rubrique("identite", read_sujet(espace))
    save_perimetre(espace, Perimetre(centrales=ReponsePerimetre.OUI), auteur)
    apres = fill_rubrique("identite", read_sujet(espace))

    assert [m.bouton for m in avant.manques] == ["Préciser le périmètre"]
    assert [m.bouton for m in apres.manques] == ["Déposer un extrait"]
    assert "Les achats faits par une centrale d’achat n’en sont pas." in read(apres)


def test_paid_spend_is_shown_by_year_once_it_is_read(payees, espace):
    depenses = find(fill_rubrique("identite", read_sujet(espace)), "depenses_identite_payees")

    assert [ligne[0] for ligne in depenses.lignes] == ["2025"]


@pytest.mark.longue
@pytest.mark.parametrize(
    ("code", "identifiant", "suite"),
    [
        (
            "identite",
            "marches_identite_origines",
            (
                " Une fois corrigés et complétés, les marchés sont 146 : les quatre chiffres sont "
                "comptés sur eux."
            ),
        ),
        ("familles", "familles_origines", ""),
    ],
)
def test_published_counts_name_their_origin_beside_corrected_ones(
    marches, espace, auteur, code, identifiant, suite
):
    avant = fill_rubrique(code, read_sujet(espace))
    correct(espace, auteur)
    lu = fill_rubrique(code, read_sujet(espace))

    assert identifiant not in list_identifiants(avant)
    assert read_mots(find(lu, identifiant).contenu).replace("\u00a0", " ") == (
        f"Ces comptes sont ceux des marchés publiés, tels quels : 146 en 2025.{suite}"
    )


@pytest.mark.longue
def test_corrected_figures_come_first_and_published_ones_stand_beside(marches, espace, auteur):
    correct(espace, auteur)

    lu = fill_rubrique("situation", read_sujet(espace))
    tableau = find(lu, "diagnostic_situation_chiffres")

    assert read_mots(tableau.lignes[0][2]) == "sur les marchés corrigés et complétés"
    assert [c.reference.split(":")[1:] for c in find_chiffres([tableau])][:2] == [
        ["SOC-01", "2025", "nombre", "corrige"],
        ["SOC-01", "2025", "nombre", "publie"],
    ]
    assert [m.bouton for m in lu.manques] == ["Faire l’autodiagnostic"]


def test_a_figure_that_proves_too_little_is_told_so_and_stands_beside_nothing(marches):
    sujet = read_sujet_public(VAL)
    sociale, *autres = sujet.situation.lignes
    retenue = sociale.retenue
    peu = replace(retenue.figure, verdict="fragile", raison="3 marchés seulement")
    ligne = replace(sociale, lues=(replace(retenue, figure=peu),))
    situation = replace(sujet.situation, lignes=(ligne, *autres))

    lu = fill_rubrique("situation", replace(sujet, situation=situation))
    rangee = find(lu, "diagnostic_situation_chiffres").lignes[0]
    reperes = find(lu, "diagnostic_situation_reperes").lignes

    assert [c.texte for c in rangee[1]] == ["Trop peu de données pour conclure"]
    assert [c.reference for c in rangee[1]] == [str(peu.reference)]
    assert "3 marchés seulement." in read_mots(rangee[3])
    assert {read_mots(repere[0]) for repere in reperes}.isdisjoint({read_mots(rangee[0])})


def test_each_figure_with_years_has_its_picture_and_its_table(marches):
    lu = fill_rubrique("situation", read_sujet_public(VAL))
    images = [b for b in lu.blocs if isinstance(b, Figure)]
    tableau = find(lu, "diagnostic_situation_soc_01")

    assert [i.identifiant for i in images][:2] == [
        "diagnostic_situation_soc_01_image", "diagnostic_situation_env_01_image",
    ]  # fmt: skip
    assert all(image.alt and image.legende for image in images)
    assert [read_mots(ligne[0]) for ligne in tableau.lignes] == [
        "2026, année incomplète", "2025", "2024", "2019 à 2023",
    ]  # fmt: skip


def test_the_last_settled_diagnosis_is_the_one_shown(marches, espace, organisation, auteur):
    for jour, niveau in ((date(2024, 1, 1), 1), (date(2026, 1, 1), 3)):
        make_figee(organisation, auteur, all_at(niveau), titre=f"An {jour.year}", jour=jour)

    lu = fill_rubrique("situation", read_sujet(espace))

    assert lu.manques == ()
    assert "Autodiagnostic « An 2026 » du 1er janvier 2026" in read(lu)
    assert "An 2024" not in read(lu)


def test_plans_that_are_there_are_listed_and_the_silent_ones_told(espace):
    vide = fill_rubrique("politiques", read_sujet(espace))
    Politique.objects.create(
        espace=espace, nom="Plan climat", debut=2022, fin=2027, service="Climat",
        objectifs=[{"texte": "Réduire", "sous_theme": "", "indicateur": ""}],
    )  # fmt: skip
    Politique.objects.create(espace=espace, nom="Numérique", etat=EtatPlan.PREPARATION)
    Politique.objects.create(espace=espace, nom="Absent", etat=EtatPlan.ABSENT)

    lu = fill_rubrique("politiques", read_sujet(espace))
    (tableau,) = lu.blocs

    assert [m.bouton for m in vide.manques] == ["Recenser vos plans"]
    assert isinstance(tableau, Tableau)
    assert tableau.lignes == (
        ("Numérique (en préparation)", "–", "–", "–"),
        ("Plan climat", "2022-2027", "Climat", "Réduire"),
    )
    assert [m.texte for m in lu.manques] == ["1\u00a0plan sans objectif relevé."]


def test_the_method_says_who_took_part_and_names_nobody(payees, espace, organisation, auteur):
    make_figee(organisation, auteur, all_at(2), jour=date(2026, 2, 1))
    save_approche(espace, Approche.PILIERS, "Le conseil le demande.", {}, auteur)
    conclude(espace, auteur, 60_000_000, 60_000_000)
    acteur = Acteur.objects.create(espace=espace, nom="PLIE")
    for jour in (date(2026, 3, 1), date(2026, 4, 1)):
        Echange.objects.create(acteur=acteur, jour=jour, moyen="telephone", dit="…", auteur=auteur)

    texte = read(fill_rubrique("methode", read_sujet(espace)))

    assert "Approche retenue : Par piliers du développement durable." in texte
    assert "Pourquoi : Le conseil le demande." in texte
    assert "1 personne ou groupe a répondu à l’autodiagnostic « Point de départ »." in texte
    assert "1 acteur a été consulté : PLIE." in texte
    assert "1er mars 2026\n2 échanges avec des acteurs du territoire, jusqu’au 1er avril" in texte
    assert "Lecture des dépenses payées (2025)" in texte
    assert auteur.nom_complet not in texte


def test_a_preparation_of_which_nothing_is_known_prints_nothing(espace):
    lu = fill_rubrique("methode", read_sujet(espace))

    assert lu.blocs == ()
    assert [m.bouton for m in lu.manques] == ["Choisir l’approche"]


@pytest.mark.longue
def test_no_block_speaks_to_somebody_nor_leaves_a_blank(payees, espace, organisation, auteur):
    make_figee(organisation, auteur, all_at(1))
    conclude(espace, auteur, 60_000_000)
    Politique.objects.create(espace=espace, nom="Plan")
    correct(espace, auteur)
    sujets = [read_sujet(espace), read_sujet_public(VAL), read_sujet_public(INCONNU)]
    lus = [lu for sujet in sujets for lu in fill_all(sujet).values()]
    dits = [ligne for lu in lus for ligne in read_blocs(lu.blocs).splitlines()]
    manques = [m.texte for lu in lus for m in lu.manques]

    assert [d for d in (*dits, *manques) if is_adressee(d)] == []
    assert [
        d for d in dits if "à compléter" in d or "…" in d.replace("Du…", "").replace("au…", "")
    ] == []
    assert all(bloc.identifiant for lu in lus for bloc in lu.blocs)
    for sujet in sujets:
        noms = [b.identifiant for lu in fill_all(sujet).values() for b in lu.blocs]
        assert len(noms) == len(set(noms))
