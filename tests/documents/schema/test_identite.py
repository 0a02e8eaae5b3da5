"""Who the buyer is: its sheet, what its figures hold, its years, its paid spend."""

from datetime import date
from decimal import Decimal

import pytest

from spaser.documents.document import Chiffre, Figure, Tableau, find_chiffres, read_mots
from spaser.documents.schema.assemblage import read_blocs
from spaser.documents.schema.cadre import (
    AnneeLue,
    Qui,
    Voix,
    write_annees,
    write_depenses,
    write_perimetre,
    write_qui,
)
from spaser.moteur.depenses.resultats.totaux import TotalAnnee
from spaser.moteur.portrait import Volume
from spaser.regles.indicateurs import Concessions, Organisme, Perimetre, ReponsePerimetre

OUI = ReponsePerimetre.OUI


def annee(nom, montant=1e6):
    if not nom.isdigit():
        return AnneeLue(Volume(nom, 2, montant, 0, 0), None, None)
    chiffres = [
        Chiffre(f"{code} {nom}", f"001010016:{code}:{nom}:total:publie", "")
        for code in ("VOL-01", "VOL-02")
    ]
    return AnneeLue(Volume(nom, 2, montant, 1, 0), *chiffres)


def list_noms(tableau):
    return [read_mots(ligne[0]) for ligne in tableau.lignes]


def test_the_sheet_says_only_what_is_known():
    connu = write_qui(Voix(), Qui(nom="Vertou", siren="214402158", type="Commune", population=1))
    inconnu = write_qui(Voix("Vertou"), Qui(nom="Vertou", siren="214402158"))

    assert connu.titre == "Qui nous sommes : Vertou".replace(" :", "\u00a0:")
    assert [nom for nom, _ in connu.champs] == ["SIREN", "Structure", "Population"]
    assert inconnu.titre == "Vertou"
    assert [nom for nom, _ in inconnu.champs] == ["SIREN"]


@pytest.mark.parametrize(
    ("perimetre", "concessions", "attendus"),
    [
        (None, 0, ["Les chiffres comptent"]),
        (Perimetre(), 1, ["Les chiffres", "1 concession publiée, laissées de côté"]),
        (
            Perimetre(concessions=Concessions.A_COTE),
            3,
            ["Les chiffres", "3 concessions publiées, comptées à part"],
        ),
        (
            Perimetre(
                budgets_annexes=OUI, organismes=(Organisme("001010024", "CCAS"),),
                coordonnateur=OUI, membre=OUI, centrales=OUI, noms_centrales="Ugap",
            ),
            0,
            ["Les chiffres", "Les budgets annexes en sont", "Les groupements de commandes",
             "Les marchés de CCAS", "Les achats faits par le groupement",
             "Les achats faits par une centrale d’achat (Ugap)"],
        ),
    ],
)  # fmt: skip
def test_what_the_figures_hold_follows_the_answers(perimetre, concessions, attendus):
    lignes = read_blocs(write_perimetre(perimetre, concessions)).replace("\u00a0", " ").splitlines()

    assert [a == b[: len(a)] for a, b in zip(attendus, lignes, strict=True)] == [True] * len(lignes)


def test_years_are_figures_with_their_references_and_older_ones_are_added_up():
    annees = [annee(str(n)) for n in range(2015, 2026)] + [annee("Sans date")]

    blocs = write_annees(annees, "Au 30 octobre 2026.")
    image, tableau, note = blocs

    assert list_noms(tableau) == ["Avant", *map(str, range(2018, 2026)), "Sans date"]
    assert tableau.lignes[0] == ("Avant", "6", "3\u202fM€", "3", "0")
    assert len(find_chiffres(blocs)) == 16
    assert isinstance(image, Figure)
    assert image.alt.startswith("2018")
    assert read_mots(note.contenu).endswith("Au 30 octobre 2026.")


@pytest.mark.parametrize("montants", [(1e6, 2e6), (1e6, None, 2e6)])
def test_two_amounts_are_no_picture(montants):
    annees = [annee(str(2020 + rang), m) for rang, m in enumerate(montants)]

    assert isinstance(write_annees(annees, "")[0], Tableau)


def test_paid_spend_goes_from_its_low_to_its_high_bound():
    def total(an, bas, haut, jour=None):
        return TotalAnnee(
            an, Decimal(bas), Decimal(haut), Decimal(0), 9, 0, Decimal(0), 0, jour, jour
        )

    tableau, note = write_depenses(
        [total(2025, 5e7, 6e7, date(2025, 1, 6)), total(2024, 4e7, 4e7)], date(2026, 11, 26)
    )

    lignes = [
        tuple(c.replace("\u202f", " ").replace("\u00a0", " ") for c in x) for x in tableau.lignes
    ]
    assert lignes == [
        ("2024", "40 M€", "9", "non connu"),
        ("2025", "50 M€ à 60 M€", "9", "6 janvier 2025 au 6 janvier 2025"),
    ]
    assert "Calcul du 26" in read_mots(note.contenu)
    assert write_depenses([], None) == ()
