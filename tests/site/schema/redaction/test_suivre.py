"""Part 3 of a scheme, from what a space keeps and from a SIREN alone."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from spaser.documents.document import Lien, Tableau, find_chiffres, read_mots, split_contenu
from spaser.documents.schema.assemblage import read_blocs
from spaser.regles.point_annuel import ContenuPoint
from spaser.site.espace.navigation import switch_outil
from spaser.site.organisations.identite import Identite
from spaser.site.organisations.outils import find_outil
from spaser.site.plan.cibles.lignes import find_vise
from spaser.site.plan.cibles.services import note_valeurs
from spaser.site.plan.models.actions import LigneGrille
from spaser.site.plan.models.cibles import IndicateurSuivi, PointAnnuel, Valeur, dump_point
from spaser.site.schema.models import Comite, Jalon
from spaser.site.schema.redaction.services import fill_rubrique
from spaser.site.schema.redaction.sujet import read_sujet, read_sujet_public
from tests.site.chiffres.marches.fabrique import correct
from tests.site.organisations.fabrique import SIREN_VAL, make_membre
from tests.site.registre.fabrique import make_fiche

pytestmark = pytest.mark.django_db
LEGAUX = ["SOC-01", "ENV-01", "SOC-13", "SOC-IN"]
CODES = ["indicateurs", "gouvernance", "calendrier", "publication"]
VAL = Identite(SIREN_VAL, "Métropole de Val-Fictif", "metropole")
INCONNU = Identite("001019999", "Acheteur sans marché")


def read_lignes(blocs):
    return [
        [read_mots(cellule) for cellule in ligne]
        for bloc in blocs
        if isinstance(bloc, Tableau)
        for ligne in bloc.lignes
    ]


def list_references(remplissage):
    return [chiffre.reference for chiffre in find_chiffres(remplissage.blocs)]


def test_published_figures_are_the_base_of_a_buyer_without_a_space(marches):
    lu = fill_rubrique("indicateurs", read_sujet_public(VAL))

    assert [r for r in list_references(lu) if ":2025:" in r] == [
        f"{SIREN_VAL}:{code}:2025:nombre:publie" for code in LEGAUX
    ]
    sociale = read_lignes(lu.blocs)[0][1]
    assert sociale.startswith("Départ\u00a0: 26")
    assert "en 2024" in sociale
    assert lu.manques == ()
    assert [ligne[2] for ligne in read_lignes(lu.blocs)] == ["–"] * 4


@pytest.mark.longue
def test_best_known_figures_are_the_base_in_a_space(marches, espace, payees):
    correct(espace, make_membre(espace.organisation, "redaction").utilisateur)

    references = list_references(fill_rubrique("indicateurs", read_sujet(espace)))

    dernieres = [r.rsplit(":", 1)[1] for r in references if ":2025:" in r]
    assert dernieres == ["corrige", "corrige", "paye", "paye"]


def test_short_list_follows_the_law_with_its_targets_and_who_follows_it(marches, espace):
    LigneGrille.objects.create(
        espace=espace, rubrique="social", code="SOC-01", indicateur="Marchés sociaux",
        objectif="50 % en 2028", retenu=True, responsable="Achats", frequence="annuelle",
    )  # fmt: skip
    LigneGrille.objects.create(
        espace=espace, rubrique="social", code="SOC-03", indicateur="Clauses", retenu=True
    )
    LigneGrille.objects.create(
        espace=espace, rubrique="social", indicateur="Heures", source="PLIE", retenu=True
    )
    LigneGrille.objects.create(espace=espace, rubrique="social", indicateur="À choisir")

    lu = fill_rubrique("indicateurs", read_sujet(espace))
    lignes = read_lignes(lu.blocs)

    assert [ligne[0] for ligne in lignes[4:]] == ["Clauses", "Heures"]
    assert lignes[0][2].replace("\u202f", " ") == "50 % en 2028"
    assert lignes[0][4] == "Achats, chaque année"
    assert f"{SIREN_VAL}:SOC-03:2025:nombre:publie" in list_references(lu)
    assert lignes[5][1] == "Non connu\u00a0: à relever (PLIE)."
    assert [m.texte for m in lu.manques] == ["5\u00a0indicateurs sur 6 n’ont pas de cible."]


def test_what_is_printed_is_what_the_target_is_judged_on(marches, espace):
    auteur = make_membre(espace.organisation, "redaction").utilisateur
    correct(espace, auteur)
    for code, base in (("SOC-01", None), ("ENV-01", 40)):
        IndicateurSuivi.objects.create(
            espace=espace, code=code, unite="%", origine="publies", cible_valeur=70,
            cible_annee=2028, base_valeur=base, base_annee=base and 2023,
        )  # fmt: skip
    notee = Valeur(annee=2025, valeur=Decimal(52), source="Recensement")
    note_valeurs(espace, [(find_vise(espace, "ENV-01"), notee)], auteur)

    lu = fill_rubrique("indicateurs", read_sujet(espace))
    sociale, environnement = (ligne[1] for ligne in read_lignes(lu.blocs)[:2])

    assert f"{SIREN_VAL}:SOC-01:2025:nombre:publie" in list_references(lu)
    assert sociale.startswith("Départ\u00a0: 26")
    dit = environnement.replace("\u202f", " ").replace("\u00a0", " ")
    assert dit.startswith("Départ : 40 % en 2023. Ensuite : 52 % en 2025 (Saisie : Recensement, ")


def test_a_space_is_told_what_its_indicators_miss(marches, espace):
    manques = fill_rubrique("indicateurs", read_sujet(espace)).manques

    assert [m.texte for m in manques] == [
        "La liste courte des indicateurs n’est pas arrêtée.",
        "4\u00a0indicateurs sur 4 n’ont pas de cible.",
    ]
    assert all(m.adresse.startswith("/espace/") and m.bouton for m in manques)


def test_a_tool_that_is_off_gives_nothing_and_misses_nothing(marches, espace):
    LigneGrille.objects.create(
        espace=espace, rubrique="social", indicateur="Heures", retenu=True, objectif="100"
    )
    auteur = make_membre(espace.organisation, "redaction").utilisateur
    switch_outil(espace, find_outil("grille"), auteur, actif=False)

    lu = fill_rubrique("indicateurs", read_sujet(espace))

    assert len(read_lignes(lu.blocs)) == 4
    assert lu.manques == ()


def test_figures_that_nobody_knows_say_why_and_are_never_nought(marches):
    lignes = read_lignes(fill_rubrique("indicateurs", read_sujet_public(INCONNU)).blocs)

    assert len(lignes) == 4
    assert {ligne[1] for ligne in lignes} == {"Non connu\u00a0: aucun marché publié n’est connu."}


def test_committees_and_steps_are_printed_as_the_space_wrote_them(espace):
    Comite.objects.create(espace=espace, nom="Comité technique", rang=2)
    Comite.objects.create(espace=espace, nom="Comité de pilotage", role="Décide", rang=1)
    Jalon.objects.create(espace=espace, titre="Vote", jour=date(2027, 6, 24))
    Jalon.objects.create(espace=espace, titre="Cadrage", jour=date(2027, 1, 4), fait=True)

    sujet = read_sujet(espace)

    assert [ligne[0] for ligne in read_lignes(fill_rubrique("gouvernance", sujet).blocs)] == [
        "Comité de pilotage",
        "Comité technique",
    ]
    assert read_lignes(fill_rubrique("calendrier", sujet).blocs) == [
        ["Cadrage", "4\u00a0janvier\u00a02027", "Fait"],
        ["Vote", "24\u00a0juin\u00a02027", "À venir"],
    ]


@pytest.mark.parametrize("code", ["gouvernance", "calendrier"])
def test_what_was_not_decided_is_missing_in_a_space_and_silent_without_one(espace, code):
    du_siren = fill_rubrique(code, read_sujet_public(VAL))

    assert (du_siren.blocs, du_siren.manques) == ((), ())
    assert fill_rubrique(code, read_sujet(espace)).blocs == ()
    assert len(fill_rubrique(code, read_sujet(espace)).manques) == 1


def test_publication_names_the_scheme_that_the_register_publishes(espace):
    make_fiche("Métropole de Val-Fictif", siren=SIREN_VAL)
    make_fiche("Une autre")

    blocs = fill_rubrique("publication", read_sujet(espace)).blocs
    adresses = [
        morceau.adresse
        for bloc in blocs
        if not isinstance(bloc, Tableau)
        for morceau in split_contenu(bloc.contenu)
        if isinstance(morceau, Lien)
    ]

    assert read_blocs(blocs).count("Schéma connu du registre") == 1
    assert all(adresse.startswith("https://") for adresse in adresses)
    dates = [ligne[0] for ligne in read_lignes(blocs)]
    assert "31\u00a0mars\u00a02027" in dates
    assert len(dates) <= 4


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("identite", [VAL, INCONNU])
def test_no_block_speaks_to_its_reader_nor_holds_a_place_to_fill(marches, code, identite):
    texte = read_blocs(fill_rubrique(code, read_sujet_public(identite)).blocs).lower()

    for mot in ("vous ", "votre ", "vos ", "à compléter", "xxx", "lorem", "none"):
        assert mot not in texte


def test_the_last_closed_year_stands_under_the_indicators(espace):
    def close(annee, **champs):
        contenu = ContenuPoint(
            siren=SIREN_VAL, acheteur="Val", annee=annee, jour=date(2026, 3, 2), lignes=(),
            demandes=("Voter un budget",),
        )  # fmt: skip
        PointAnnuel.objects.create(
            espace=espace, annee=annee, contenu=dump_point(contenu), **champs
        )

    close(2023, clos_le=datetime(2024, 3, 2, tzinfo=UTC))
    close(2024, clos_le=datetime(2025, 3, 2, tzinfo=UTC))
    close(2025)
    dit = " ".join(str(bloc) for bloc in fill_rubrique("indicateurs", read_sujet(espace)).blocs)

    assert "Point annuel 2024." in dit
    assert "Voter un budget" in dit
    auteur = make_membre(espace.organisation, "redaction").utilisateur
    switch_outil(espace, find_outil("point_annuel"), auteur, actif=False)
    eteint = " ".join(str(bloc) for bloc in fill_rubrique("indicateurs", read_sujet(espace)).blocs)
    assert "Point annuel" not in eteint
