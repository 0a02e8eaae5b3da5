"""A sheet as a reader sees it: facts by section, each with its words, its date and its origin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from django.utils import timezone

from spaser.contenus.formats_publies import schema_spaser
from spaser.donnees.referentiels.annuaire import name_departement, name_region
from spaser.metier.format_spaser.fichier import widen
from spaser.metier.format_spaser.validation import name_chemin
from spaser.metier.registre.champs import read_champ
from spaser.metier.registre.fiche import AchatsAnnuels, Periode, Spaser
from spaser.metier.registre.nomenclatures import edition_libelle, format_valeur
from spaser.metier.statuts import Statut
from spaser.web.registre.models import Fiche, Provenance

_OBLIGATION: Final = "Calculé par le site\u00a0: "
_PROJETS: Final = frozenset({Statut.EN_REFLEXION, Statut.EN_COURS_ELABORATION})
_CONTENUS: Final = (
    "schema.presentation",
    "schema.axes",
    "schema.objectifs",
    "schema.actions",
    "schema.indicateurs",
    "schema.calendrier",
    "schema.gouvernance",
    "schema.texte",
    "documents",
    "liens",
    "contact",
)
_PROFONDEUR: Final = 2  # below, fields belong to the elements of a list


@dataclass(frozen=True)
class SourceCitee:
    """An origin of facts, as the sheet lists it: its rank, and the facts it speaks for alone."""

    rang: int
    provenance: Provenance
    champs: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)  # by field

    @property
    def libelles(self) -> list[str]:
        """Return the names of the facts it speaks for; none when it speaks for the sheet."""
        return list(dict.fromkeys(map(_name_champ, self.champs)))


@dataclass(frozen=True)
class Fait:
    """One fact; an empty `valeur` is not known. `champ` is its place in the open format."""

    champ: str
    libelle: str
    valeur: str
    note: str = ""
    precision: str = ""  # what its sources do not agree on, or how they were read
    sources: tuple[SourceCitee, ...] = ()
    inconnu: str = "non connu"
    est_calcule: bool = False  # computed here, from the other facts: no source of its own


@dataclass(frozen=True)
class RubriqueFiche:
    titre: str
    faits: tuple[Fait, ...]


def read_sources(provenances: Sequence[Provenance]) -> list[SourceCitee]:
    groupes: dict[tuple[object, ...], list[Provenance]] = {}
    for ligne in sorted(provenances, key=lambda ligne: ligne.pk or 0):
        cle = (ligne.origine, ligne.libelle, ligne.url, ligne.date, ligne.confiance)
        groupes.setdefault(cle, []).append(ligne)
    return [
        SourceCitee(
            rang,
            lignes[0],
            tuple(ligne.champ for ligne in lignes if ligne.champ),
            {ligne.champ: ligne.note for ligne in lignes if ligne.note},
        )
        for rang, lignes in enumerate(groupes.values(), start=1)
    ]


def read_rubriques(
    fiche: Fiche, statut: Statut, sources: Sequence[SourceCitee] = ()
) -> list[RubriqueFiche]:
    return [
        RubriqueFiche(titre, tuple(_with_sources(fait, sources) for fait in read(fiche, statut)))
        for titre, read in _RUBRIQUES.items()
    ]


def find_sources(champ: str, sources: Sequence[SourceCitee]) -> tuple[SourceCitee, ...]:
    """Return the origins of a field: its own, else those of what holds it.

    A row of the whole sheet counts when it is alone, never as a default: a field whose source
    nobody noted has none.
    """
    if len(sources) == 1 and not sources[0].champs:
        return tuple(sources)
    while champ:
        if trouvees := tuple(source for source in sources if champ in source.champs):
            return trouvees
        champ = champ.rpartition(".")[0]
    return ()


def read_contenus(spaser: Spaser, sources: Sequence[SourceCitee]) -> dict[str, Fait]:
    large = widen(spaser)
    return {
        champ.rpartition(".")[2]: _with_sources(
            Fait(champ, "", "oui" if read_champ(large, champ) else ""), sources
        )
        for champ in _CONTENUS
    }


def name_periode(periode: Periode) -> str:
    debut, fin = format_valeur(periode.debut), format_valeur(periode.fin)
    if debut and fin:
        return f"de {debut} à {fin}"
    if debut:
        return f"depuis {debut}, sans date de fin" if periode.sans_terme else f"à partir de {debut}"
    if fin:
        return f"jusqu’à {fin}"
    return "sans date de fin" if periode.sans_terme else ""


def name_siren(siren: str) -> str:
    return "\u00a0".join((siren[:3], siren[3:6], siren[6:])) if siren else ""


def name_lieu(fiche: Fiche) -> str:
    """Return the department when there is a single one, and the region."""
    noms = [name_departement(code) or code for code in fiche.codes_departement]
    departement = noms[0] if len(noms) == 1 else ""
    return ", ".join(dict.fromkeys(filter(None, (departement, name_region(fiche.code_region)))))


def _with_sources(fait: Fait, sources: Sequence[SourceCitee]) -> Fait:
    if not fait.valeur or fait.est_calcule:
        return fait
    siennes = find_sources(fait.champ, sources)
    notes = dict.fromkeys(filter(None, (s.notes.get(fait.champ, "") for s in siennes)))
    return replace(fait, sources=siennes, precision=" ".join(notes))


def _structure(fiche: Fiche, statut: Statut) -> Iterator[Fait]:
    spaser = fiche.spaser
    structure = spaser.structure
    departements = [name_departement(code) or code for code in structure.codes_departement]
    region = name_region(structure.code_region or "")
    yield Fait("structure.nom", "Structure", structure.nom)
    yield Fait("structure.siren", "SIREN", name_siren(structure.siren or ""))
    yield Fait("structure.type", "Type de structure", format_valeur(structure.type))
    yield Fait("structure.code_region", "Région", region)
    yield Fait("structure.codes_departement", "Départements", ", ".join(departements))
    yield Fait(
        "structure.tranche_habitants",
        "Nombre d’habitants",
        format_valeur(structure.tranche_habitants),
    )
    yield Fait(
        "structure.tranche_achats",
        "Volume d’achats estimés",
        format_valeur(structure.tranche_achats),
    )
    yield Fait("achats_annuels", "Achats annuels indiqués", _achats(spaser.achats_annuels))
    yield Fait(
        "schema.obligation",
        "Obligé ou volontaire, d’après la source",
        format_valeur(spaser.schema.obligation),
    )
    yield from _obligation(fiche, statut)


def _obligation(fiche: Fiche, statut: Statut) -> Iterator[Fait]:
    reponses = [("Aujourd’hui", fiche.judge_obligation(timezone.localdate()))]
    if statut not in _PROJETS:
        reponses.insert(0, ("À son adoption", fiche.judge_adoption()))
    for quand, reponse in reponses:
        yield Fait(
            "",
            f"{quand}, d’après la loi",
            reponse.obligation.libelle,
            f"{_OBLIGATION}{reponse.raison}",
            est_calcule=True,
        )


def _schema(fiche: Fiche, statut: Statut) -> Iterator[Fait]:
    schema = fiche.spaser.schema
    edition = edition_libelle(schema.edition) if schema.edition else ""
    connu = "" if statut is Statut.INCONNU else statut.libelle
    yield Fait("schema.titre", "Titre", schema.titre or "")
    yield Fait("schema.statut", "Statut du SPASER aujourd’hui", connu, statut.explication)
    adoption = "" if statut in _PROJETS else "date d’adoption non connue"
    yield Fait(
        "schema.adopte_le",
        "Adopté",
        format_valeur(schema.adopte_le),
        inconnu=adoption or "pas encore adopté",
    )
    yield Fait("schema.periode", "Période", name_periode(schema.periode))
    yield Fait("schema.edition", "Édition", edition)
    yield Fait("schema.mutualise", "Mutualisé", _mutualise(fiche.spaser))
    yield Fait("schema.approche", "Approche", format_valeur(schema.approche))


_RUBRIQUES: Final[Mapping[str, Callable[[Fiche, Statut], Iterator[Fait]]]] = {
    "La structure": _structure,
    "Le schéma": _schema,
}


def _name_champ(champ: str) -> str:
    """Name a field as the open format does: `structure.siren` is « SIREN »."""
    chemin = tuple(champ.split("."))[:_PROFONDEUR]
    return name_chemin(chemin, schema_spaser()).rpartition(" › ")[2]


def _achats(achats: Sequence[AchatsAnnuels]) -> str:
    return "\u202f; ".join(map(_achat, achats))


def _achat(achat: AchatsAnnuels) -> str:
    details = ", ".join(filter(None, (str(achat.annee or ""), achat.precision)))
    montant = f"{format_valeur(achat.montant)}\u00a0€ {achat.taxe or ''}".rstrip()
    return f"{montant} ({details})" if details else montant


def _mutualise(spaser: Spaser) -> str:
    noms = ", ".join(partenaire.nom for partenaire in spaser.schema.partenaires)
    reponse = format_valeur(spaser.schema.mutualise).capitalize()
    return f"{reponse}, avec {noms}" if noms else reponse
