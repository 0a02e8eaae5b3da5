"""The waiting list, case by case, then drawn at random."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaser.regles.agenda import (
    Demande,
    EtatInscription,
    Geste,
    GesteRefuse,
    Salle,
    advance,
    compute_echeance,
    count_devant,
    count_en_trop,
    count_libres,
    count_prises,
    play,
)

MAINTENANT = datetime(2026, 12, 1, 9, tzinfo=UTC)
DEBUT = datetime(2026, 12, 15, 9, tzinfo=UTC)
FIN_OFFRE = MAINTENANT + timedelta(hours=48)
HEURE = timedelta(hours=1)
ETATS = {
    "c": EtatInscription.A_CONFIRMER,
    "i": EtatInscription.INSCRITE,
    "a": EtatInscription.EN_ATTENTE,
    "p": EtatInscription.PROPOSEE,
    "r": EtatInscription.REFUSEE,
    "e": EtatInscription.EXPIREE,
    "d": EtatInscription.DESISTEE,
    "n": EtatInscription.ANNULEE,
}
LETTRES = {etat: lettre for lettre, etat in ETATS.items()}


def lis(texte):
    """Read « i a3 p »: requests 1, 2, 3, in the order of their ranks; a number is a size."""
    return [
        Demande(
            numero,
            ETATS[mot[0]],
            rang=0 if mot[0] == "c" else numero,
            taille=int(mot[1:] or 1),
            expire_le=MAINTENANT + HEURE if mot[0] == "p" else None,
        )
        for numero, mot in enumerate(texte.split(), 1)
    ]


def ecris(demandes):
    return " ".join(LETTRES[d.etat] + (str(d.taille) if d.taille > 1 else "") for d in demandes)


def apply(demandes, changees):
    par_numero = {d.numero: d for d in changees}
    return [par_numero.get(d.numero, d) for d in demandes]


def salle(places, **autres):
    return Salle(
        **{"debut": DEBUT, "ouverte_jusqu_a": DEBUT, "dernier_rang": 50} | autres, places=places
    )


PASSEE = {"debut": MAINTENANT, "ouverte_jusqu_a": MAINTENANT}
CLOSE = {"ouverte_jusqu_a": MAINTENANT}

CAS = [
    # places, before, who, gesture, after
    ("a free place is taken at the confirmation", 2, "i c", 2, "confirmer", "i i"),
    ("two confirm for the last place: the second waits", 2, "i i c", 3, "confirmer", "i i a"),
    ("an offer holds its place against who confirms", 2, "i p c", 3, "confirmer", "i p a"),
    ("without a limit everybody comes", None, "i i c4", 3, "confirmer", "i i i4"),
    ("a freed place is offered to the first", 2, "i i a a", 1, "desister", "d i p a"),
    ("who leaves the queue frees nothing", 2, "i i a a", 3, "desister", "i i d a"),
    ("who gives up an offer passes it on", 1, "p a a", 1, "desister", "d p a"),
    ("an offer refused goes to the next", 2, "i p a a", 2, "refuser", "i r p a"),
    ("an offer accepted moves nobody", 2, "i p a", 2, "accepter", "i i a"),
    ("a group freed serves several", 3, "i3 a a a a", 1, "desister", "d3 p p p a"),
    ("a group too large is gone round", 3, "i i i a3 a", 1, "desister", "d i i a3 p"),
    ("a group is never cut", 3, "i2 i a3 a2", 1, "desister", "d2 i a3 p2"),
    ("a group that becomes smaller frees places", 3, "i3 a a", 1, "reduire 1", "i p p"),
    ("a group that fits once smaller takes the places", 3, "i i a3 a2", 3, "reduire 1", "i i i a2"),
    ("a group offered keeps less, the rest is offered", 3, "p3 a a", 1, "reduire 2", "p2 p a"),
    ("who comes back waits at the end", 1, "d i a a", 1, "reprendre", "a i a a"),
    ("who comes back to free places has one", 3, "d i i", 1, "reprendre", "i i i"),
    ("the team gives a free place before its turn", 3, "i a3 a2", 3, "donner", "i a3 i2"),
    ("the team cancels a request, its place is offered", 1, "i a", 1, "annuler", "n p"),
    ("an address never confirmed is cancelled alone", 1, "c a", 1, "annuler", "n p"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("places", "avant", "qui", "geste", "apres"), [c[1:] for c in CAS], ids=[c[0] for c in CAS]
)
def test_a_gesture_moves_places(places, avant, qui, geste, apres):
    demandes = lis(avant)
    nom, _, taille = geste.partition(" ")
    changees = play(salle(places), demandes, Geste(nom), qui, MAINTENANT, int(taille or 0))
    assert ecris(apply(demandes, changees)) == apres


def test_ranks_and_ends_of_offers_are_given():
    inscrite, offerte = play(salle(1), lis("i a"), Geste.DESISTER, 1, MAINTENANT)[::-1]
    assert (inscrite.numero, offerte.numero, offerte.expire_le) == (1, 2, FIN_OFFRE)
    (revenue,) = play(salle(1), lis("d i a"), Geste.REPRENDRE, 1, MAINTENANT)
    assert (revenue.rang, revenue.expire_le) == (51, None)
    (acceptee,) = play(salle(1), lis("p"), Geste.ACCEPTER, 1, MAINTENANT)
    assert acceptee.expire_le is None


REFUS = [
    ("closed", salle(5, **CLOSE), "c", 1, "confirmer", "closes"),
    ("closed, coming back", salle(5, **CLOSE), "d", 1, "reprendre", "closes"),
    ("begun", salle(5, **PASSEE), "c", 1, "confirmer", "closes"),
    ("begun, giving up", salle(5, **PASSEE), "i", 1, "desister", "commencé"),
    ("begun, the team cancels", salle(5, **PASSEE), "i", 1, "annuler", "commencé"),
    ("begun, the team gives", salle(5, **PASSEE), "a", 1, "donner", "passé"),
    ("cancelled", salle(5, publiee=False), "c", 1, "confirmer", "closes"),
    ("cancelled, accepting", salle(5, publiee=False), "p", 1, "accepter", "annulé"),
    ("confirmed twice", salle(5), "i", 1, "confirmer", "inscription confirmée"),
    ("refused after accepting", salle(5), "i", 1, "refuser", "inscription confirmée"),
    ("accepted after refusing", salle(5), "r", 1, "accepter", "place refusée"),
    ("a size that is not smaller", salle(5), "i3", 1, "reduire 3", "moins que maintenant"),
    ("no size at all", salle(5), "i3", 1, "reduire 0", "au moins une"),
    ("the team gives what is not free", salle(2), "i i a", 3, "donner", "pas assez"),
    ("the team gives half a group", salle(2), "i a2", 2, "donner", "pas assez"),
]


@pytest.mark.parametrize(
    ("lieu", "avant", "qui", "geste", "raison"), [c[1:] for c in REFUS], ids=[c[0] for c in REFUS]
)
def test_what_may_not_be_done_says_why(lieu, avant, qui, geste, raison):
    nom, _, taille = geste.partition(" ")
    with pytest.raises(GesteRefuse, match=raison):
        play(lieu, lis(avant), Geste(nom), qui, MAINTENANT, int(taille or 0))


APRES = MAINTENANT + HEURE
TEMPS = [
    ("an offer that is over goes to the next", salle(2), "i p a", APRES, "i e p"),
    ("an offer ends at its very minute", salle(1), "p a", APRES, "e p"),
    ("an offer that holds stays", salle(2), "i p a", MAINTENANT, "i p a"),
    ("more places move several", salle(5), "i i a a a a", MAINTENANT, "i i p p p a"),
    ("fewer places take nothing from anybody", salle(1), "i i p a", MAINTENANT, "i i p a"),
    ("beyond its places, a freed one is not offered", salle(1), "i d i a", MAINTENANT, "i d i a"),
    ("no limit: all come in", salle(None), "i p a a3", MAINTENANT, "i i i i3"),
    ("closed: an offer ends, no other is made", salle(2, **CLOSE), "i p a", APRES, "i e a"),
    ("closed: freed places stay", salle(2, **CLOSE), "i d a", MAINTENANT, "i d a"),
    ("begun: nothing moves", salle(2, **PASSEE), "i p a", APRES, "i p a"),
    ("cancelled: nothing moves", salle(5, publiee=False), "i p a", APRES, "i p a"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("lieu", "avant", "quand", "apres"), [c[1:] for c in TEMPS], ids=[c[0] for c in TEMPS]
)
def test_time_and_room_move_places(lieu, avant, quand, apres):
    demandes = lis(avant)
    assert ecris(apply(demandes, advance(lieu, demandes, quand))) == apres


def test_an_offer_over_may_no_longer_be_accepted():
    with pytest.raises(GesteRefuse, match="expiré"):
        play(salle(1), lis("p a"), Geste.ACCEPTER, 1, APRES)


def test_what_is_free_ahead_and_too_many_is_counted():
    demandes = lis("i2 p a a3 c d")
    assert (count_prises(demandes), count_libres(salle(5), demandes)) == (3, 2)
    assert (count_libres(salle(None), demandes), count_libres(salle(2), demandes)) == (None, 0)
    assert [count_en_trop(salle(n), demandes) for n in (2, 3, None)] == [1, 0, 0]
    assert [count_devant(demandes, n) for n in (3, 4, 99)] == [0, 1, 2]


@pytest.mark.parametrize(
    ("reste", "duree"),
    [
        (timedelta(days=30), timedelta(hours=48)),
        (timedelta(days=3), timedelta(hours=24)),
        (timedelta(hours=2), timedelta(hours=1)),
        (timedelta(minutes=20), timedelta(minutes=20)),
    ],
)
def test_an_offer_lasts_a_third_of_what_is_left(reste, duree):
    lieu = replace(salle(1), debut=MAINTENANT + reste, ouverte_jusqu_a=MAINTENANT + reste)
    assert compute_echeance(lieu, MAINTENANT) - MAINTENANT == duree


class Journal:
    """An event lived gesture after gesture, as the site would."""

    def __init__(self, places, tailles):
        self.salle = Salle(places, DEBUT, DEBUT)
        self.maintenant = MAINTENANT
        self.demandes = [Demande(n, ETATS["c"], taille=t) for n, t in enumerate(tailles, 1)]

    def act(self, geste, numero):
        demande = next(d for d in self.demandes if d.numero == numero)
        try:
            changees = play(
                self.salle, self.demandes, geste, numero, self.maintenant, demande.taille - 1
            )
        except GesteRefuse:
            return
        self.keep(changees, geste)

    def keep(self, changees, geste=None):
        avant = {d.numero: d for d in self.demandes}
        self.demandes = apply(self.demandes, changees)
        rang = max(d.rang for d in self.demandes)
        self.salle = replace(self.salle, dernier_rang=max(rang, self.salle.dernier_rang))
        self.check([d for d in changees if _has_come_in(avant[d.numero], d)], geste)

    def check(self, servies, geste):
        places = self.salle.places
        libres = count_libres(self.salle, self.demandes)
        file = [d for d in self.demandes if d.etat is ETATS["a"]]
        if places is None:
            assert file == []
            return
        if servies:
            assert count_prises(self.demandes) <= places
        assert all(d.taille > libres for d in file), "a place that somebody waits for is free"
        for servie in servies if geste is not Geste.DONNER else ():
            devant = [d for d in file if d.rang < servie.rang]
            assert all(d.taille > libres for d in devant)
            assert all(d.taille > servie.taille for d in devant), "an earlier one was as small"


def _has_come_in(avant, apres):
    return avant.etat not in (ETATS["i"], ETATS["p"]) and apres.etat in (ETATS["i"], ETATS["p"])


PAS = st.one_of(
    st.tuples(st.sampled_from(list(Geste)), st.integers(1, 8)),
    st.tuples(st.just("places"), st.none() | st.integers(0, 8)),
    st.tuples(st.just("heures"), st.integers(1, 60)),
)


@pytest.mark.longue
@settings(deadline=None)
@given(
    places=st.integers(0, 6),
    tailles=st.lists(st.integers(1, 3), min_size=8, max_size=8),
    pas=st.lists(PAS, max_size=40),
)
def test_no_place_is_doubled_lost_or_given_out_of_turn(places, tailles, pas):
    vie = Journal(places, tailles)
    for quoi, combien in pas:
        if quoi == "places":
            vie.salle = replace(vie.salle, places=combien)
            vie.keep(advance(vie.salle, vie.demandes, vie.maintenant))
        elif quoi == "heures":
            vie.maintenant = min(vie.maintenant + combien * HEURE, DEBUT - HEURE)
            vie.keep(advance(vie.salle, vie.demandes, vie.maintenant))
        else:
            vie.act(quoi, combien)
