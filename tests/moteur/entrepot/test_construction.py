"""The gate that workers pass in order."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from spaser.moteur.entrepot.construction import TourDeRole, TourRompu


def test_workers_pass_in_order_whatever_the_order_of_arrival():
    tour, passes = TourDeRole(), []

    def work(numero):
        with tour.wait_turn(numero):
            passes.append(numero)

    with ThreadPoolExecutor(5) as ouvriers:
        list(ouvriers.map(work, [3, 1, 4, 0, 2]))

    assert passes == [0, 1, 2, 3, 4]


def test_a_failure_frees_those_who_wait():
    tour, entree = TourDeRole(), threading.Event()

    def wait_for_ever():
        entree.set()
        with tour.wait_turn(1):
            return "passed"

    with ThreadPoolExecutor(1) as ouvriers:
        attente = ouvriers.submit(wait_for_ever)
        entree.wait()
        with pytest.raises(ValueError, match="panne"), tour.broken_by_failure():
            raise ValueError("panne")

        with pytest.raises(TourRompu):
            attente.result()


def test_a_worker_freed_by_another_failure_says_nothing():
    tour = TourDeRole()
    tour.close()

    with tour.broken_by_failure(), tour.wait_turn(0):
        pytest.fail("nobody passes a closed gate")

    assert tour.rompu
