"""Repairing twice is repairing once, and what is valid is never touched."""

import copy
from datetime import date
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.moteur.decp.champs import FAMILLES, GenreChamp
from spaser.moteur.decp.controle.enregistrement import examine_record
from spaser.moteur.decp.controle.modele import Sort

pytestmark = pytest.mark.longue

AUJOURDHUI = date(2026, 11, 24)
SIRETS = ["21750001600019", "55203253400646", "35600000049837"]

encode = msgspec.json.Encoder(decimal_format="number").encode
same = msgspec.json.Encoder(order="deterministic").encode
decode = msgspec.json.Decoder(float_hook=Decimal).decode


VALIDES = {
    GenreChamp.TEXTE: st.text("abcdé '\"\\;0123", min_size=1, max_size=16).filter(str.strip),
    GenreChamp.SIRET: st.sampled_from(SIRETS),
    GenreChamp.IDENTIFIANT: st.sampled_from(SIRETS),
    GenreChamp.CPV: st.sampled_from(["77310000", "45000000", "03111000"]),
    GenreChamp.LIEU: st.sampled_from(["75056", "2A004", "FR"]),
    GenreChamp.DATE: st.sampled_from(["2025-03-10", "2025-04-02"]),
    GenreChamp.ENTIER: st.integers(1, 120),
    GenreChamp.DUREE: st.integers(1, 120),
    GenreChamp.MONTANT: st.decimals(2, 10**6, places=2, allow_nan=False),
    GenreChamp.TAUX: st.decimals(0, 1, places=3),
    GenreChamp.BOOLEEN: st.booleans(),
}


def valid_of(champ):
    """Values that are valid on their own; rules between fields may still say something."""
    if champ.genre is GenreChamp.LIBELLE:
        return st.sampled_from(champ.valeurs)
    if champ.genre is GenreChamp.LIBELLES:
        liste = st.lists(st.sampled_from(champ.valeurs), min_size=1, max_size=3, unique=True)
        return liste.map(lambda valeurs: {champ.enveloppe: valeurs})
    if champ.genre is GenreChamp.OBJET:
        return objects_of(champ.champs)
    if champ.genre is GenreChamp.LISTE:
        element = objects_of(champ.champs).map(lambda objet: {champ.enveloppe: objet})
        return st.lists(element, min_size=1, max_size=2, unique_by=same)
    return VALIDES[champ.genre]


def objects_of(champs):
    return st.fixed_dictionaries({c.nom: valid_of(c) for c in champs})


RIEN = st.sampled_from([None, "", " ", "NC", [], {}, "null"])
BRUITS = st.one_of(
    RIEN,
    st.booleans(),
    st.integers(-5, 10**15),
    st.decimals(-5, 10**10, places=3),
    st.text(max_size=12),
    st.sampled_from(
        ["oui", "12 500,50 €", "1.500", "10/03/2025", "2025-03-10T23:30:00Z", "MARCHE", "siret",
         "Pas de consid\ufffdration sociale", "217 500 016 00019", "7731000", "45000000-7"]
    ),
    st.lists(st.sampled_from([None, "Concours", {"technique": "Tranches"}, 3]), max_size=3),
    st.dictionaries(st.sampled_from(["id", "titulaire", "code", "technique"]), RIEN, max_size=2),
)  # fmt: skip


def places(objet, chemin=()):
    """Every place of a record where a value stands."""
    paires = objet.items() if isinstance(objet, dict) else enumerate(objet)
    for cle, valeur in paires:
        yield (*chemin, cle)
        if isinstance(valeur, dict | list):
            yield from places(valeur, (*chemin, cle))


@st.composite
def records(draw):
    famille = draw(st.sampled_from(sorted(FAMILLES)))
    return famille, draw(objects_of(FAMILLES[famille]))


@st.composite
def damaged(draw):
    famille, objet = draw(records())
    abime = copy.deepcopy(objet)
    for _ in range(draw(st.integers(1, 4))):
        lieux = list(places(abime))
        *parents, dernier = draw(st.sampled_from(lieux))
        porteur = abime
        for cle in parents:
            porteur = porteur[cle]
        geste = draw(st.sampled_from(["changer", "retirer", "ajouter", "envelopper"]))
        if geste == "changer":
            porteur[dernier] = draw(BRUITS)
        elif geste == "envelopper":
            porteur[dernier] = [porteur[dernier]]
        elif geste == "ajouter" and isinstance(porteur, dict):
            porteur[draw(st.sampled_from(["_type", "uuid", "CODECPV", "technique"]))] = draw(BRUITS)
        elif len(porteur) > 1:
            del porteur[dernier]
    return famille, abime


@given(records())
def test_a_valid_record_is_never_changed(tirage):
    famille, objet = tirage
    avant = encode(objet)
    verdict = examine_record(famille, objet, AUJOURDHUI)

    assert [p for p in verdict.problemes if p.sort is Sort.REPARABLE] == []
    assert verdict.conforme
    assert verdict.repare is objet or verdict.repare is None
    assert encode(objet) == avant


@given(damaged())
def test_repairing_twice_is_repairing_once(tirage):
    famille, objet = tirage
    avant = copy.deepcopy(objet)
    verdict = examine_record(famille, objet, AUJOURDHUI)

    assert objet == avant  # what was read is left as it was
    assert (verdict.repare is None) == any(p.sort is Sort.ACHETEUR for p in verdict.problemes)
    if verdict.repare is None:
        return
    ecrit = decode(encode(verdict.repare))
    second = examine_record(famille, ecrit, AUJOURDHUI)
    assert second.valide
    assert second.conforme
    assert second.repare is ecrit


@given(damaged())
def test_a_repair_only_writes_what_the_record_said(tirage):
    """No mandatory value appears that was not there."""
    famille, objet = tirage
    repare = examine_record(famille, objet, AUJOURDHUI).repare
    if repare is None:
        return
    presents = {str(cle).casefold() for chemin in places(objet) for cle in chemin}
    anciens = {"technique": "techniques"}
    nouveaux = {cle for cle in repare if cle.casefold() not in presents}
    assert nouveaux <= {anciens.get(nom, nom) for nom in presents}


@given(damaged(), st.booleans())
def test_nothing_stops_the_control(tirage, xml):
    famille, objet = tirage
    verdict = examine_record(famille, objet, AUJOURDHUI, xml=xml)

    assert all(p.message for p in verdict.problemes)
    if verdict.repare is not None:
        encode(verdict.repare)
