"""What each filter of the list keeps."""

from datetime import date

import pytest

from spaser.moteur.corrige.lecture import Contrat
from spaser.regles.corrections import ChampCorrige
from spaser.site.chiffres.marches.liste import FiltreMarches, list_choix_annees, read_filtre
from spaser.site.chiffres.marches.services import Marche
from spaser.site.chiffres.models import Correction, ExportMarches


def _make(cle, objet, annee, *, corrige=None, prive=False, deux=False, **etats):
    social, environnement = etats.get("social"), etats.get("environnement")
    contrat = Contrat(
        cle=cle,
        id=f"N-{cle}",
        objet=objet,
        famille="marche",
        annee=annee,
        date_notification=annee and date(annee, 3, 1),
        montant=100.0,
        titulaires="Atelier fictif",
        publie=not prive or deux,
        depose="f.json" if prive else None,
        social=social,
        clause_sociale=social,
        critere_social=None,
        reserve=None,
        environnement=environnement,
        clause_environnementale=environnement,
        critere_environnemental=None,
    )
    corrections = (
        {ChampCorrige.SOCIAL: Correction(champ="social", valeur=corrige)} if corrige else {}
    )
    return Marche(contrat, corrections)


MARCHES = [
    _make(1, "Nettoyage des écoles", 2025, social=True, environnement=False),
    _make(2, "Véhicules de service", 2025, social=False),
    _make(3, "Nettoyage des vitres", 2024, prive=True),
    _make(4, "Éclairage", None, social=False, corrige="oui"),
    _make(5, "Mobilier", 2023, prive=True, deux=True),
]

CAS = [
    ("", [1, 2, 3, 4, 5]),
    ("q=nettoyage", [1, 3]),
    ("q=ECOLES+nettoyage", [1]),
    ("q=vehicules", [2]),
    ("q=n-3", [3]),
    ("q=atelier", [1, 2, 3, 4, 5]),
    ("q=rien", []),
    ("annee=2025", [1, 2]),
    ("annee=sans", [4]),
    ("annee=abc", [1, 2, 3, 4, 5]),
    (f"annee={'2' * 600}", [1, 2, 3, 4, 5]),
    ("annee=20250", [1, 2, 3, 4, 5]),
    ("social=oui", [1, 4]),
    ("social=non", [2]),
    ("social=inconnu", [3, 5]),
    ("social=peut-etre", [1, 2, 3, 4, 5]),
    ("environnement=non", [1]),
    ("corrige=oui", [4]),
    ("corrige=non", [1, 2, 3, 5]),
    ("source=fichiers", [3, 5]),
    ("source=publie", [1, 2, 4, 5]),
    ("source=seuls", [3]),
    ("source=ailleurs", [1, 2, 3, 4, 5]),
    ("annee=2025&social=oui&q=nettoyage", [1]),
]


@pytest.mark.parametrize(("requete", "gardes"), CAS)
def test_a_filter_keeps_what_it_says(requete, gardes):
    filtre = read_filtre(
        dict(part.split("=") for part in requete.replace("+", " ").split("&") if part)
    )

    assert [marche.cle for marche in filtre.apply(MARCHES)] == gardes


@pytest.mark.parametrize("requete", ["", "q=rues&annee=2025", "social=oui&source=fichiers"])
def test_a_filter_writes_the_address_it_was_read_from(requete):
    filtre = read_filtre(dict(part.split("=") for part in requete.split("&") if part))

    assert filtre.requete == requete
    assert filtre.est_vide == (requete == "")


def test_the_longest_filter_has_room_where_it_is_kept():
    longs = {
        "q": "🚲" * 200,
        "annee": "sans",
        "social": "inconnu",
        "environnement": "inconnu",
        "corrige": "non",
        "source": "fichiers",
    }
    champ = ExportMarches._meta.get_field("filtre")

    assert 1200 < len(read_filtre(longs).requete) <= champ.max_length == 1500


def test_years_are_offered_the_latest_first_then_none():
    connues = [("2025", "2025"), ("2024", "2024"), ("2023", "2023")]
    annees = {marche.contrat.annee for marche in MARCHES}
    assert list_choix_annees(annees) == [*connues, ("sans", "Sans date")]
    assert list_choix_annees(set()) == []
    assert FiltreMarches().items() == []
