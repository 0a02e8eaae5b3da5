"""Any sheet at all, for the properties that hold for every one."""

import dataclasses
from datetime import date

from hypothesis import strategies as st

from spaser.elements import is_siren
from spaser.regles import fiche as f
from spaser.regles import nomenclatures as n
from spaser.regles.nomenclatures import DECLARABLES, DatePartielle

SIRENS = ["200052264", "229300082", "130022205", "356000000"]
assert all(map(is_siren, SIRENS))

_LETTRES = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\x85")
courts = st.text(_LETTRES, max_size=12).map(lambda t: t if t.strip() else "x")
longs = st.text(st.one_of(_LETTRES, st.just("\n")), max_size=30).map(
    lambda t: t if t.strip() else "x"
)
sirens = st.sampled_from(SIRENS)
jours = st.dates(min_value=date(1990, 1, 1)).map(lambda j: DatePartielle(j.isoformat()))
dates = st.one_of(
    jours, jours.map(lambda j: DatePartielle(j[:7])), jours.map(lambda j: DatePartielle(j[:4]))
)
annees = st.integers(1990, 2100)
nombres = st.one_of(
    st.integers(-(10**15), 10**15).map(float), st.floats(-(10**15), 10**15, allow_nan=False)
).map(lambda x: x + 0.0)
adresses = st.sampled_from(["https://www.exemple.fr/", "http://exemple.fr/é?a=1&b=2#c"])


def ou_rien(strategie):
    return st.one_of(st.none(), strategie)


def liste(strategie, maximum=3):
    return st.lists(strategie, max_size=maximum).map(tuple)


def choix(nomenclature):
    return ou_rien(st.sampled_from(list(nomenclature)))


structures = st.builds(
    f.Structure,
    nom=courts,
    type=st.sampled_from(list(n.TypeStructure)),
    siren=ou_rien(sirens),
    code_region=ou_rien(st.sampled_from(["53", "11", "01", "94"])),
    codes_departement=st.lists(st.sampled_from(["35", "2A", "974"]), unique=True).map(tuple),
    tranche_habitants=choix(n.TrancheHabitants),
    tranche_achats=choix(n.TrancheAchats),
)


@st.composite
def _periodes(draw):
    debut, fin = draw(ou_rien(dates)), draw(ou_rien(dates))
    if debut and fin and fin.fin < debut.debut:
        debut, fin = fin, debut
    return f.Periode(debut=debut, fin=fin, sans_terme=fin is None and draw(st.booleans()))


mesures = st.builds(
    f.ValeurAnnuelle,
    annee=annees,
    siren=ou_rien(sirens),
    valeur=ou_rien(nombres),
    numerateur=ou_rien(nombres),
    denominateur=ou_rien(nombres),
    inconnus=ou_rien(nombres),
)
indicateurs = st.builds(
    f.IndicateurSuivi,
    intitule=courts,
    code=ou_rien(st.from_regex(r"\A[A-Z]{3}-[0-9]{2}\Z")),
    categorie=choix(n.Categorie),
    expression=choix(n.ExpressionIndicateur),
    unite=ou_rien(courts),
    methode=ou_rien(longs),
    valeurs=liste(mesures),
)
objectifs = st.builds(
    f.Objectif,
    intitule=courts,
    axe=ou_rien(courts),
    valeur=ou_rien(nombres),
    unite=ou_rien(courts),
    echeance=ou_rien(dates),
    reference=ou_rien(nombres),
    annee_reference=ou_rien(annees),
    precision=ou_rien(courts),
)
actions = st.builds(
    f.Action,
    intitule=courts,
    description=ou_rien(longs),
    axe=ou_rien(courts),
    pilote=ou_rien(courts),
    contributeurs=liste(courts),
    echeance=ou_rien(dates),
    moyens=ou_rien(longs),
    indicateurs=liste(courts),
    avancement=choix(n.Avancement),
)


schemas = st.builds(
    f.Schema,
    titre=ou_rien(courts),
    statut=ou_rien(st.sampled_from(DECLARABLES)),
    adopte_le=ou_rien(dates),
    edition=ou_rien(st.integers(1, 50)),
    periode=_periodes(),
    mutualise=ou_rien(st.booleans()),
    partenaires=liste(st.builds(f.Partenaire, nom=courts, siren=ou_rien(sirens))),
    obligation=choix(n.ObligationSchema),
    approche=choix(n.Approche),
    presentation=ou_rien(longs),
    axes=liste(st.builds(f.Axe, intitule=courts, description=ou_rien(longs))),
    objectifs=liste(objectifs),
    actions=liste(actions),
    indicateurs=liste(indicateurs).map(lambda i: tuple({x.code: x for x in i}.values())),
).map(lambda s: dataclasses.replace(s, mutualise=True) if s.partenaires else s)

spasers = st.builds(
    f.Spaser,
    structure=structures,
    schema=schemas,
    achats_annuels=liste(
        st.builds(
            f.AchatsAnnuels,
            montant=st.integers(0, 10**12),
            annee=ou_rien(annees),
            taxe=choix(n.Taxe),
            precision=ou_rien(courts),
        )
    ),
    documents=liste(
        st.builds(
            f.DocumentPublic,
            titre=courts,
            url=adresses,
            nature=choix(n.TypeDocument),
            date=ou_rien(dates),
            pages=ou_rien(st.integers(1, 5000)),
        )
    ),
    liens=liste(st.builds(f.LienUtile, titre=courts, url=adresses)),
    contact=ou_rien(
        st.builds(
            f.Contact,
            service=courts,
            courriel=ou_rien(st.just("achats@exemple.fr")),
            telephone=ou_rien(st.just("+33 0 00 00 00 00")),
            url=ou_rien(adresses),
        )
    ),
    sources=liste(
        st.builds(
            f.SourcePublique, libelle=courts, url=ou_rien(adresses), consulte_le=ou_rien(jours)
        )
    ),
)
