"""Who buys in a space, what tools propose in it, the library of indicators."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from spaser.documents.francais import pluriel
from spaser.documents.schema.cadre import tell_inconnu, tell_perimetre
from spaser.moteur.referentiels.annuaire import find_entite
from spaser.regles import indicateurs
from spaser.regles.assujettissement import Assujettissement, NatureAcheteur, Territoire
from spaser.regles.droits import EtatProposition, NatureProposition, Offre
from spaser.regles.indicateurs import (
    CouvertureChiffres,
    Raison,
    Rubrique,
    describe_couverture,
    list_sous_themes,
    load_bibliotheque,
)
from spaser.regles.nomenclatures import TypeStructure
from spaser.regles.obligations import AcheteurConnu
from spaser.site.comptes.models import Utilisateur
from spaser.site.espace.models import ObligationGardee, Perimetre, Proposition
from spaser.site.organisations import outils
from spaser.site.organisations.identite import describe_espace
from spaser.site.organisations.models import Espace
from spaser.site.socle.journal import record
from spaser.site.socle.versions import VersionDepassee, save_version

# --- Reads the answers of a space, and writes them: each time a new line, the former ones stay
# ---


PERIMETRE: Final = "perimetre"  # the code of this tool


def read_avancement_perimetre(espace: Espace) -> outils.Avancement:
    """Say whether somebody has answered; the first acts of a space propose it by themselves."""
    repondu = Perimetre.objects.filter(espace=espace).exists()
    return outils.Avancement(outils.Stade.FAIT if repondu else outils.Stade.A_COMMENCER)


def find_perimetre(espace: Espace) -> Perimetre | None:
    return Perimetre.objects.filter(espace=espace).select_related("auteur").first()


def version_of(perimetre: Perimetre | None) -> int:
    """Return the version of the answers: each saving adds a line, whose number grows."""
    return perimetre.pk if perimetre else 0


def read_etendue(perimetre: Perimetre | None, concessions: int = 0) -> CouvertureChiffres:
    return describe_couverture(perimetre.read() if perimetre else None, concessions)


def tell_etendue(espace: Espace) -> tuple[str, ...]:
    """Say whose purchases the figures speak of, in sentences that can be published."""
    perimetre = find_perimetre(espace)
    reponses = perimetre.read() if perimetre else None
    return tuple(filter(None, (*tell_perimetre(reponses), tell_inconnu(reponses))))


@transaction.atomic
def save_perimetre(
    espace: Espace, reponses: indicateurs.Perimetre, auteur: Utilisateur, lue: int | None = None
) -> Perimetre:
    """Record the answers with their author; VersionDepassee when others came since `lue`."""
    espace.hold()
    if lue is not None and lue != version_of(find_perimetre(espace)):
        raise VersionDepassee
    champs = asdict(reponses) | {"organismes": [asdict(o) for o in reponses.organismes]}
    ligne = Perimetre.objects.create(espace=espace, auteur=auteur, **champs)
    record("perimetre.reponse", auteur=auteur, objet=ligne, espace=espace)
    return ligne


# --- What tools propose in a space: kept in one place, decided by people ---


def name_origine(code: str) -> str:
    outil = outils.find_outil(code)
    return outil.titre if outil else code


def list_propositions(espace: Espace) -> QuerySet[Proposition]:
    return Proposition.objects.filter(espace=espace).select_related("decidee_par")


def count_a_decider(espace: Espace) -> int:
    return list_propositions(espace).filter(etat=EtatProposition.PROPOSEE.value).count()


def list_raisons(espace: Espace) -> Iterator[Raison]:
    """Say which indicators tools propose, or somebody kept; one set aside is no reason."""
    indicateurs = Proposition.objects.filter(
        espace=espace, nature=NatureProposition.INDICATEUR.value
    )
    for proposition in indicateurs.exclude(etat=EtatProposition.ECARTEE.value):
        origine = name_origine(proposition.origine)
        if proposition.etat == EtatProposition.RETENUE:
            texte = f"Vous avez retenu cette proposition de l’outil « {origine} »"
        else:
            texte = f"L’outil « {origine} » le propose, et vous n’avez pas encore décidé"
        yield Raison(texte, (proposition.code,), precise=True)


def read_avancement_propositions(espace: Espace) -> outils.Avancement:
    nombre = count_a_decider(espace)
    if not nombre:
        return outils.Avancement()
    return outils.Avancement(
        outils.Stade.EN_COURS,
        outils.Acte(
            f"Décider de {pluriel(nombre, 'proposition')}",
            "Retenez ce qui vous sert, écartez le reste : votre plan partira de là.",
            reverse("espace:propositions", args=[espace.siren]),
        ),
    )


@transaction.atomic
def keep_offres(espace: Espace, origine: str, offres: Iterable[Offre]) -> int:
    """Keep what a tool offers; return how many are new.

    A proposal that waits takes the new reason; one that was decided stays as it was decided.
    """
    connues = {p.cle: p for p in Proposition.objects.filter(espace=espace, origine=origine)}
    nouvelles = 0
    for offre in offres:
        connue = connues.get((offre.nature.value, offre.code))
        if connue is None:
            Proposition.objects.create(
                espace=espace,
                origine=origine,
                nature=offre.nature.value,
                code=offre.code,
                libelle=offre.libelle,
                raison=offre.raison,
            )
            nouvelles += 1
        elif connue.etat == EtatProposition.PROPOSEE:
            connue.libelle, connue.raison = offre.libelle, offre.raison
            connue.save(update_fields=["libelle", "raison"])
    return nouvelles


@transaction.atomic
def decide_proposition(
    espace: Espace, proposition: Proposition, decision: Mapping[str, Any], auteur: Utilisateur
) -> None:
    """Keep a proposal, set it aside, or put it back; VersionDepassee if it moved meanwhile.

    `decision` gives its state, why, and the version that was read.
    """
    etat, quand = decision["etat"].value, {"decidee_le": timezone.now(), "decidee_par": auteur}
    save_version(proposition, decision["version"], etat=etat, motif=decision["motif"], **quand)
    record(f"proposition.{etat}", auteur=auteur, objet=proposition, espace=espace)
    outil = outils.find_outil(proposition.origine)
    if outil and etat == EtatProposition.RETENUE:
        outil.retient(espace, proposition, auteur)


# --- The library of indicators as lists of choices, row by row ---


type Groupes = list[tuple[str, list[tuple[str, str]]]]


def list_choix_themes() -> Groupes:
    return [
        (rubrique.libelle, [(theme.value, theme.libelle) for theme in list_sous_themes(rubrique)])
        for rubrique in Rubrique
    ]


def list_choix_indicateurs() -> Groupes:
    fiches = load_bibliotheque().indicateurs
    return [
        (r.libelle, [(f.code, f"{f.code} – {f.libelle}") for f in fiches if f.rubrique is r])
        for r in Rubrique
    ]


# --- What a space knows of its buyer: enough to tell which texts concern it ---


_N: Final = NatureAcheteur
_DES_TABLES: Final = {
    "region": _N.REGION,
    "departement": _N.DEPARTEMENT,
    "collectivite": _N.COLLECTIVITE,
    "commune": _N.COMMUNE,
    "CC": _N.COMMUNAUTE_COMMUNES,
    "CA": _N.AGGLOMERATION,
    "CU": _N.METROPOLE,
    "METRO": _N.METROPOLE,
    "MET69": _N.METROPOLE,
    "EPT": _N.SYNDICAT,
}
# Kinds of the register that only one kind of the law can be.
_DES_TYPES: Final = {
    TypeStructure.ETAT: _N.ETAT,
    TypeStructure.REGION: _N.REGION,
    TypeStructure.DEPARTEMENT: _N.DEPARTEMENT,
    TypeStructure.COLLECTIVITE: _N.COLLECTIVITE,
    TypeStructure.METROPOLE: _N.METROPOLE,
    TypeStructure.EPT: _N.SYNDICAT,
    TypeStructure.COMMUNE: _N.COMMUNE,
    TypeStructure.SYNDICAT: _N.SYNDICAT,
    TypeStructure.EPIC: _N.EPIC_ETAT,
    TypeStructure.ETABLISSEMENT_SANTE: _N.HOPITAL,
    TypeStructure.UNIVERSITE: _N.ETABLISSEMENT_ETAT,
    TypeStructure.BAILLEUR: _N.BAILLEUR,
}
# The families of Sirene that only one type of the register can be.
DES_FAMILLES: Final = {
    "etat": TypeStructure.ETAT,
    "commune": TypeStructure.COMMUNE,
    "departement": TypeStructure.DEPARTEMENT,
    "region": TypeStructure.REGION,
    "collectivite": TypeStructure.COLLECTIVITE,
    "syndicat": TypeStructure.SYNDICAT,
    "hopital": TypeStructure.ETABLISSEMENT_SANTE,
    "action_sociale": TypeStructure.ETABLISSEMENT_PUBLIC,
    "logement": TypeStructure.BAILLEUR,
    "etablissement_national": TypeStructure.ETABLISSEMENT_PUBLIC,
}


def list_obligations(espace: Espace) -> QuerySet[ObligationGardee]:
    return ObligationGardee.objects.filter(espace=espace).select_related("auteur")


def make_acheteur(gardee: ObligationGardee) -> AcheteurConnu:
    return AcheteurConnu(
        nature=NatureAcheteur(gardee.nature),
        habitants=gardee.habitants,
        territoire=Territoire(gardee.territoire),
        spaser=Assujettissement(gardee.verdict),
    )


def describe_acheteur(espace: Espace) -> AcheteurConnu:
    """Return the kind and the size of a space's buyer: what people said, else what tables say.

    What is not sure is left unknown.
    """
    gardee = list_obligations(espace).first()
    sources = [*([make_acheteur(gardee)] if gardee else []), _read_tables(espace)]
    return AcheteurConnu(
        **{
            champ.name: next(
                (v for s in sources if (v := getattr(s, champ.name)) is not None), None
            )
            for champ in fields(AcheteurConnu)
        }
    )


def _read_tables(espace: Espace) -> AcheteurConnu:
    identite = describe_espace(espace)
    nature = find_nature_acheteur(espace.siren, identite.type)
    return AcheteurConnu(nature=nature, habitants=identite.population)


def find_nature_acheteur(siren: str, type_structure: str) -> NatureAcheteur | None:
    """Return the kind of buyer by the tables, else by its type when only one kind can be it."""
    entite = find_entite(siren)
    if entite:
        return _DES_TABLES[entite.nature]
    return _DES_TYPES.get(TypeStructure(type_structure)) if type_structure else None
