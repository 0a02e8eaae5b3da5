"""Any file of version 1.1: any sheet of 1.0, with links, values that can be traced and a text."""

import dataclasses

from hypothesis import strategies as st

from spaser.documents.schema.seance import export_sections
from spaser.regles import format_spaser as v
from spaser.regles import nomenclatures as n
from tests.documents.rendus.exemples import DOCUMENTS
from tests.regles.strategies import (
    adresses,
    choix,
    courts,
    dates,
    jours,
    liste,
    longs,
    nombres,
    ou_rien,
    sirens,
    spasers,
)

textes = DOCUMENTS.map(lambda document: export_sections(document.sections))
codes_externes = st.builds(
    v.CodesExternes,
    odd=st.sampled_from([(), ("12",), ("12.7", "17.19", "3.d")]),
    ocds_goal=st.sampled_from([(), ("social", "environmental.recycling")]),
    ocds_strategy=st.sampled_from([(), ("awardCriteria",)]),
    bt_06=st.sampled_from([(), ("none",)]),
    bt_774=st.sampled_from([(), ("circ-econ", "other")]),
    bt_775=st.sampled_from([(), ("opp",)]),
    bt_776=st.sampled_from([(), ("rd-act",)]),
)
etapes = st.builds(
    v.Etape,
    intitule=courts,
    pilote=ou_rien(courts),
    echeance=ou_rien(dates),
    avancement=choix(n.Avancement),
)
calendriers = liste(
    st.builds(
        v.EtapeCalendrier,
        intitule=courts,
        jour=jours,
        precision=ou_rien(courts),
        fait=st.booleans(),
    )
)
gouvernances = liste(
    st.builds(
        v.Comite, comite=courts, qui=ou_rien(courts), quand=ou_rien(courts), role=ou_rien(courts)
    )
)


def _extend(classe, objet, **plus):
    """Return an object of 1.0 as one of 1.1."""
    connus = {champ.name: getattr(objet, champ.name) for champ in dataclasses.fields(objet)}
    return classe(**connus | plus)


@st.composite
def _mesures(draw, mesure, code):
    bornes = sorted(draw(st.lists(nombres, min_size=3, max_size=3)))
    siren = draw(sirens)
    jour, fige = sorted([draw(jours), draw(jours)])
    reference = f"{siren}:{code}:{mesure.annee}:nombre:publie"
    connus = {
        "valeur": bornes[1],
        "bas": bornes[0],
        "haut": bornes[2],
        "siren": siren,
        "reference": reference,
        "methode": draw(longs),
        "jour": jour,
        "fige_le": fige,
    }
    gardes = draw(st.sets(st.sampled_from(sorted(connus))))
    garde = {nom: valeur for nom, valeur in connus.items() if nom in gardes}
    return _extend(v.ValeurAnnuelle11, mesure, **({"valeur": None, "siren": None} | garde))


@st.composite
def _indicateurs(draw, indicateur, rang):
    code = f"SOC-{rang}"
    valeurs = tuple(draw(_mesures(mesure, code)) for mesure in indicateur.valeurs)
    externes = draw(codes_externes)
    return _extend(
        v.IndicateurSuivi11, indicateur, code=code, valeurs=valeurs, codes_externes=externes
    )


@st.composite
def _liens(draw, axes, **cibles):
    """Return links that lead somewhere: a code of an axis, codes of other lists."""
    axe = draw(ou_rien(st.sampled_from(axes))) if axes else None
    liens = {
        nom: draw(st.lists(st.sampled_from(codes), unique=True, max_size=2).map(tuple))
        for nom, codes in cibles.items()
        if codes
    }
    ecrit = {"axe": axe.intitule, "code_axe": axe.code} if axe else {}
    return liens | ecrit | {"codes_externes": draw(codes_externes)}


@st.composite
def _schemas(draw, schema):
    axes = tuple(_extend(v.Axe11, axe, code=f"A{i}") for i, axe in enumerate(schema.axes))
    indicateurs = tuple(draw(_indicateurs(x, i)) for i, x in enumerate(schema.indicateurs))
    suivis = [indicateur.code for indicateur in indicateurs]
    objectifs = tuple(
        _extend(v.Objectif11, o, code=f"O.{i}", **draw(_liens(axes, indicateurs=suivis)))
        for i, o in enumerate(schema.objectifs)
    )
    cibles = {"objectifs": [objectif.code for objectif in objectifs], "indicateurs": suivis}
    actions = tuple(
        _extend(
            v.Action11,
            action,
            code=f"X_{i}",
            etapes=draw(liste(etapes)),
            **{"indicateurs": ()} | draw(_liens(axes, **cibles)),
        )
        for i, action in enumerate(schema.actions)
    )
    remplace = v.EditionRemplacee(
        titre=draw(ou_rien(courts)), adopte_le=draw(ou_rien(dates)), url=draw(ou_rien(adresses))
    )
    return _extend(
        v.Schema11,
        schema,
        axes=axes,
        objectifs=objectifs,
        actions=actions,
        indicateurs=indicateurs,
        texte=draw(textes),
        calendrier=draw(calendriers),
        gouvernance=draw(gouvernances),
        remplace=remplace,
    )


@st.composite
def _spasers(draw):
    fiche = draw(spasers)
    return _extend(v.Spaser11, fiche, schema=draw(_schemas(fiche.schema)))


spasers_1_1 = _spasers()
