"""A space whose every field is filled: who may not read it reads none of what it holds."""

import pytest

from tests.transverses.site.visites import visit_all

pytestmark = [pytest.mark.django_db, pytest.mark.longue(ensemble=True)]


@pytest.fixture(scope="module")
def campagne(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return visit_all(rempli=True)


def test_dump(campagne):
    from collections import Counter, defaultdict

    print(campagne.rempli.refuses)
    print(Counter(v.issue for v in campagne.visites))
    for v in campagne.visites:
        if v.issue == "panne":
            print(v, v.adresse, v.panne[:200])
    par = defaultdict(set)
    for v in campagne.visites:
        if v.marques and not v.personne.roles and v.personne.nom != "x":
            par[v.vue.nom, v.adresse].add((v.personne.nom, tuple(campagne.rempli.tell(v.marques))))
    for k, x in par.items():
        print(k, x)
    print("team")
    par = defaultdict(set)
    for v in campagne.visites:
        if v.marques and v.personne.est_du_programme:
            par[v.vue.nom].update(campagne.rempli.tell(v.marques))
    for k, x in par.items():
        print(k, sorted(x))
    print("refus")
    for v in campagne.visites:
        if v.marques and v.issue != "admise":
            print(v, v.issue, campagne.rempli.tell(v.marques))
