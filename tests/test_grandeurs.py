import pytest

from spaser.grandeurs import Rythme, format_debit, format_duree, format_octets


class Horloge:
    def __init__(self):
        self.instant = 0.0

    def __call__(self):
        return self.instant


@pytest.mark.parametrize(
    ("octets", "texte"),
    [
        (0, "0 o"),
        (999, "999 o"),
        (1000, "1,0 ko"),
        (1250, "1,2 ko"),
        (99_949, "99,9 ko"),
        (99_951, "100 ko"),
        (565_432_100, "565 Mo"),
        (999_499, "999 ko"),
        (999_500, "1,0 Mo"),
        (1_234_567_890, "1,2 Go"),
        (12e15, "12,0 Po"),
        (12e18, "12000 Po"),
    ],
)
def test_format_octets(octets, texte):
    assert format_octets(octets).replace("\u00a0", " ") == texte


def test_format_debit():
    assert format_debit(3_400_000) == "3,4\u00a0Mo/s"


@pytest.mark.parametrize(
    ("secondes", "texte"),
    [
        (0, "moins d’une seconde"),
        (0.4, "moins d’une seconde"),
        (1, "1 s"),
        (59.4, "59 s"),
        (59.6, "1 min 00 s"),
        (125, "2 min 05 s"),
        (3599.6, "1 h 00 min"),
        (4350, "1 h 12 min"),
        (86400 * 3 + 3600 * 4 + 59, "3 j 4 h"),
    ],
)
def test_format_duree(secondes, texte):
    assert format_duree(secondes).replace("\u00a0", " ") == texte


def test_nothing_is_known_at_first():
    mesure = Rythme(Horloge()).measure(500, 1000)
    assert (mesure.debit, mesure.reste, mesure.part) == (None, None, 0.5)


def test_bytes_already_there_do_not_count():
    horloge = Horloge()
    rythme = Rythme(horloge)
    rythme.measure(900_000, 1_000_000)
    horloge.instant = 2.0
    mesure = rythme.measure(920_000, 1_000_000)
    assert mesure.debit == 10_000
    assert mesure.reste == 8.0


def test_the_rate_is_that_of_the_last_seconds():
    horloge = Horloge()
    rythme = Rythme(horloge, fenetre=10)
    octets = 0
    for seconde in range(30):
        horloge.instant = float(seconde)
        octets += 1000 if seconde < 15 else 100
        mesure = rythme.measure(octets)
    assert mesure.debit == pytest.approx(100)
    assert mesure.reste is None


def test_a_transfer_that_starts_again_forgets_its_rate():
    horloge = Horloge()
    rythme = Rythme(horloge)
    rythme.measure(0)
    horloge.instant = 1.0
    rythme.measure(5000)
    assert rythme.measure(0).debit is None
    horloge.instant = 2.0
    assert rythme.measure(300).debit == 300


def test_many_calls_keep_few_samples():
    horloge = Horloge()
    rythme = Rythme(horloge, fenetre=10)
    for rang in range(100_000):
        horloge.instant = rang / 1000
        rythme.measure(rang)
    assert len(rythme._releves) < 60


def test_a_stalled_transfer_has_no_end():
    horloge = Horloge()
    rythme = Rythme(horloge)
    rythme.measure(100, 1000)
    horloge.instant = 5.0
    mesure = rythme.measure(100, 1000)
    assert (mesure.debit, mesure.reste) == (0, None)


def test_more_than_announced_is_all_of_it():
    assert Rythme(Horloge()).measure(1200, 1000).part == 1.0
