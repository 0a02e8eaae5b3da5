"""What a doubtful link changes: announced to the digit before the buyer answers."""

from functools import partial

import pytest

from spaser.moteur.corrige.lecture import list_contrats, open_corrige
from spaser.moteur.decp.identite import SANS_DECISION, Decisions
from spaser.moteur.importation import import_fichiers
from spaser.moteur.publications import compute_effets, list_doutes, list_publications
from tests.moteur.fabrique_decp import ACHETEUR, AUTRE_TITULAIRE, marche, titulaire_v2, write_v2

SIREN = ACHETEUR[:9]
SOCIAL = {"considerationsSociales": {"considerationSociale": ["Clause sociale"]}}
SANS = {"considerationsSociales": {"considerationSociale": ["Pas de considération sociale"]}}
PLUS_TARD = {"datePublicationDonnees": "2024-09-01"}
# One contract of three publications by two doubtful links, one of two by one, one alone.
PREMIERS = [
    marche(id="a", objet="Tonte", **SOCIAL),
    marche(id="b", objet="Voirie", **SOCIAL),
    marche(id="c", objet="Gaz", **SANS),
]
SECONDS = [
    marche(id="a", objet="Haies", montant=91000, **SANS, **PLUS_TARD),
    marche(id="b", objet="Routes", montant=7000, **SOCIAL, **PLUS_TARD),
]
TROISIEMES = [
    marche(
        id="a",
        objet="Haies",
        montant=92000,
        titulaires=[titulaire_v2(AUTRE_TITULAIRE)],
        **SOCIAL,
        datePublicationDonnees="2024-10-01",
    )
]


@pytest.fixture(scope="module")
def ouvre(tmp_path_factory):
    dossier = tmp_path_factory.mktemp("publications")
    for rang, records in enumerate((PREMIERS, SECONDS, TROISIEMES)):
        import_fichiers([write_v2(dossier / f"{rang}.json", records)], dossier / "e")
    return partial(open_corrige, dossier / "e", SIREN, None)


def read_taux(entrepot):
    return dict(
        entrepot.connexion.execute(
            "SELECT annee, valeur FROM valeurs WHERE indicateur = 'SOC-01' AND variante = 'nombre'"
        ).fetchall()
    )


def test_each_publication_is_told_with_the_contract_that_shows_it(ouvre):
    with ouvre() as entrepot:
        publications = list_publications(entrepot)
        objets = {c.cle: c.objet for c in list_contrats(entrepot)}

    assert sorted((objets[p.cle], p.objet, p.montant) for p in publications) == [
        ("Gaz", "Gaz", 90000.0),
        ("Haies", "Haies", 91000.0),
        ("Haies", "Haies", 92000.0),
        ("Haies", "Tonte", 90000.0),
        ("Routes", "Routes", 7000.0),
        ("Routes", "Voirie", 90000.0),
    ]


@pytest.mark.longue
def test_what_each_answer_changes_is_what_figures_become(ouvre):
    with ouvre() as entrepot:
        doutes = list_doutes(entrepot)
        avant = read_taux(entrepot)

    effets = compute_effets(lambda d: ouvre(decisions=d), SANS_DECISION, doutes, ("SOC-01",))

    assert len(doutes) == 3
    assert avant == {2024: 2 / 3}
    assert sorted((d.premiere.id, *d.accords) for d in doutes) == [
        ("a", "objet"),
        ("a", "titulaires"),
        ("b", "titulaires"),
    ]
    for doute in doutes:
        with ouvre(decisions=Decisions(separees=frozenset({doute.paire}))) as entrepot:
            apres = read_taux(entrepot)
        (effet,) = effets[doute.paire]
        assert (effet.un, effet.deux) == (avant[2024], apres[2024])


def test_a_buyer_without_doubt_costs_no_opening():
    assert compute_effets(lambda _: pytest.fail("opened"), SANS_DECISION, [], ("SOC-01",)) == {}


@pytest.mark.longue
def test_two_contracts_are_counted_as_two(ouvre):
    with ouvre() as entrepot:
        (doute,) = [d for d in list_doutes(entrepot) if d.premiere.id == "b"]
    with ouvre(decisions=Decisions(separees=frozenset({doute.paire}))) as entrepot:
        contrats = list_contrats(entrepot)
        nombre = entrepot.acheteur(SIREN).nb_marches

    assert sorted(c.objet for c in contrats) == ["Gaz", "Haies", "Routes", "Voirie"]
    assert len({c.cle for c in contrats}) == nombre == 4
    assert {c.objet: bool(c.doutes) for c in contrats}["Routes"] is False


@pytest.mark.longue
def test_one_contract_of_two_keeps_one_doubt_less(ouvre):
    with ouvre() as entrepot:
        (doute,) = [d for d in list_doutes(entrepot) if d.premiere.id == "b"]
    with ouvre(decisions=Decisions(unies=frozenset({doute.paire}))) as entrepot:
        assert len(list_doutes(entrepot)) == 2
        assert len(list_contrats(entrepot)) == 3


PUBLIES = [marche(id="c", objet="Gaz", **SANS), marche(id="a", objet="Tonte", **SANS)]


@pytest.fixture(scope="module", params=["seul", "par-dessus"])
def ouvre_prives(request, tmp_path_factory):
    """Give a buyer two of whose own files say one contract by one agreement alone."""
    dossier = tmp_path_factory.mktemp("prives")
    if request.param == "par-dessus":
        import_fichiers([write_v2(dossier / "publies.json", PUBLIES)], dossier / "e")
    avec = [marche(id="c", objet="Gaz", montant=91000, titulaires=None, **SANS, **PLUS_TARD)]
    siens = [marche(id="c", objet="Gaz", **SANS), *PREMIERS[:2]], [SECONDS[1], *avec]
    for rang, records in enumerate(siens):
        import_fichiers([write_v2(dossier / f"{rang}.json", records)], dossier / "prive")
    return partial(open_corrige, dossier / "e", SIREN, dossier / "prive")


@pytest.mark.longue
def test_two_of_her_own_files_are_asked_about_like_two_publications(ouvre_prives):
    with ouvre_prives() as entrepot:
        (doute,) = list_doutes(entrepot)
        avant = read_taux(entrepot)
        contrats = {c.objet: bool(c.doutes) for c in list_contrats(entrepot)}
    (effet,) = compute_effets(
        lambda d: ouvre_prives(decisions=d), SANS_DECISION, [doute], ("SOC-01",)
    )[doute.paire]
    with ouvre_prives(decisions=Decisions(separees=frozenset({doute.paire}))) as entrepot:
        apres = read_taux(entrepot)
        coupes = sorted(c.objet for c in list_contrats(entrepot))
    with ouvre_prives(decisions=Decisions(unies=frozenset({doute.paire}))) as entrepot:
        assert list_doutes(entrepot) == []

    assert contrats == {"Gaz": False, "Tonte": False, "Routes": True}
    assert {doute.premiere.fichier, doute.seconde.fichier} == {"0.json", "1.json"}
    assert coupes == ["Gaz", "Routes", "Tonte", "Voirie"]
    assert (avant, apres) == ({2024: 2 / 3}, {2024: 3 / 4})
    assert (effet.un, effet.deux) == (2 / 3, 3 / 4)
