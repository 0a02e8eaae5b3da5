"""The duties of buyers: whom they bind on a day, and the dates that come next."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, Literal, Protocol

import msgspec

from spaser.contenus.faits import Fait, cache_faits, find_fait, tell_citation
from spaser.contenus.lecture import convert_contenu, read_contenu
from spaser.regles import nomenclatures
from spaser.regles.assujettissement import Assujettissement, NatureAcheteur, Territoire
from spaser.regles.editorial import Ecriture

# --- A duty as its file gives it; what the file leaves out comes from the facts that it cites ---


TOUTES: Final = "toutes"
"""Stands among the families of purchases of a duty for every purchase."""


class Theme(nomenclatures.Nomenclature):
    """What a duty is about; one file each."""

    SCHEMA = "schema", "Schéma et indicateurs"
    MARCHES = "marches", "Contenu des marchés"
    DONNEES = "donnees", "Données publiées"
    FOURNISSEURS = "fournisseurs", "Conditions faites aux entreprises"
    REEMPLOI = "reemploi", "Réemploi et économie circulaire"
    NUMERIQUE = "numerique", "Numérique responsable"
    VEHICULES = "vehicules", "Véhicules"
    ALIMENTATION = "alimentation", "Restauration collective"
    BATIMENTS = "batiments", "Bâtiments et énergie"
    CLIMAT = "climat", "Climat et budget"
    SOCIAL = "social", "Employeur responsable"


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fact that decides, for some kinds of buyer (or all), between two days (or always)."""

    fait: Literal["habitants", "spaser"]
    plus_de: int | None = None
    au_moins: int | None = None
    natures: tuple[NatureAcheteur, ...] = ()
    depuis: date | None = None
    jusqu_a: date | None = None


class Exigence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked between two days; to everyone, or to some kinds of buyer or territories.

    `moins_de` is for those who have fewer inhabitants.
    """

    texte: str
    depuis: date | None = None
    jusqu_a: date | None = None
    natures: tuple[NatureAcheteur, ...] = ()
    territoires: tuple[Territoire, ...] = ()
    moins_de: int | None = None
    fait: str = ""  # the fact that it rests on, when it is not the last one of its duty


class RendezVous(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A day that comes back every year."""

    mois: int
    jour: int
    texte: str


class IndicateurUtile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A figure of the catalogue that helps to follow the duty."""

    code: str
    libelle: str


class Obligation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A duty: in short, whom it binds, since when, what to do, and where it is written.

    No kind of buyer means every buyer bound by the code. `si` are facts that only the buyer
    knows. What could not be verified is in `reserve`. A duty of a file cites `faits` by code: its
    summary, its sources and its reserve come from them. `familles` are the codes of the families of
    purchases that it touches, or `toutes`; none for a duty that is not about what is bought.
    """

    code: str
    titre: str
    resume: str
    qui: str
    a_faire: tuple[str, ...]
    sources: tuple[nomenclatures.Source, ...]
    faits: tuple[str, ...] = ()
    familles: tuple[str, ...] = ()
    depuis: date | None = None
    jusqu_a: date | None = None
    natures: tuple[NatureAcheteur, ...] = ()
    natures_a_verifier: tuple[NatureAcheteur, ...] = ()
    conditions: tuple[Condition, ...] = ()
    si: tuple[str, ...] = ()
    etapes: tuple[Exigence, ...] = ()
    rendez_vous: tuple[RendezVous, ...] = ()
    rythme: str | None = None
    indicateurs: tuple[IndicateurUtile, ...] = ()
    reserve: str | None = None
    theme: Theme = Theme.SCHEMA  # given by the name of the file
    mise_a_jour: date | None = None  # the day from which the programme's text replaces the file's

    @property
    def est_sure(self) -> bool:
        """Say whether nothing is to be checked in what was read of it."""
        douteuse = any(source.confiance.a_verifier for source in self.sources)
        return bool(self.sources) and not self.reserve and not douteuse


@cache_faits()
def load_obligations() -> tuple[Obligation, ...]:
    """Return every duty, theme after theme, in the order of the files."""
    return tuple(obligation for theme in Theme for obligation in _load_theme(theme))


def date_obligation(obligation: Obligation, jour: date) -> Obligation:
    """Return a duty as a day leaves it: a text that is over is said to be, and ends its duty.

    A text that the programme team wrote says its own dates; what it left of its sources is said as
    their facts are today.
    """
    if obligation.mise_a_jour:
        return msgspec.structs.replace(
            obligation, sources=tuple(map(nomenclatures.renew_source, obligation.sources))
        )
    faits = [find_fait(citation) for citation in obligation.faits]
    finis = [fait for fait in faits if fait.is_over(jour) and fait.jusqu_a != obligation.jusqu_a]
    if not finis:
        return obligation
    return msgspec.structs.replace(
        obligation,
        reserve=" ".join(filter(None, [obligation.reserve, *map(_tell_fin, finis)])),
        jusqu_a=obligation.jusqu_a or (faits[0].jusqu_a if faits[0] in finis else None),
    )


def _tell_fin(fait: Fait) -> str:
    fin = _day(fait.jusqu_a)
    return f"{fait.texte} : ce qui est cité valait jusqu’au {fin}, la suite n’a pas été lue."


def _load_theme(theme: Theme) -> tuple[Obligation, ...]:
    chemin = f"obligations/themes/{theme.value}.json"
    ecrites = read_contenu(chemin, tuple[dict[str, Any], ...])
    lues = convert_contenu(chemin, [_complete(o) for o in ecrites], tuple[Obligation, ...])
    return tuple(msgspec.structs.replace(lue, theme=theme) for lue in lues)


def _complete(ecrite: dict[str, Any]) -> dict[str, Any]:
    """Add what the facts say: the first one is the summary, all are sources and reserves."""
    citations = ecrite.get("faits", [])
    if not citations:
        return ecrite
    reserves = dict.fromkeys(find_fait(citation).reserve for citation in citations)
    tirees = {
        "resume": tell_citation(citations[0]),
        "sources": msgspec.to_builtins(nomenclatures.cite(citations)),
        "reserve": " ".join(filter(None, reserves)),
    }
    return {nom: valeur for nom, valeur in tirees.items() if valeur} | ecrite


# --- Whether a duty binds a buyer on a day: past, in force, to come; and the dates that come next


class ChampApplication(Protocol):
    """Whom a text binds, as `Obligation` says it: a duty, or the duty to have a plan."""

    @property
    def natures(self) -> tuple[NatureAcheteur, ...]: ...
    @property
    def natures_a_verifier(self) -> tuple[NatureAcheteur, ...]: ...
    @property
    def conditions(self) -> tuple[Condition, ...]: ...
    @property
    def si(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AcheteurConnu:
    """What is known of a buyer; None: not known."""

    nature: NatureAcheteur | None = None
    habitants: int | None = None
    territoire: Territoire | None = None
    spaser: Assujettissement | None = None


class Portee(StrEnum):
    CONCERNE = "concerne"
    A_VERIFIER = "a_verifier"
    NON = "non"


# True or false when it is known; else what must be known to answer, in words.
type Reponse = bool | str

_NATURE: Final = "la nature de votre structure"
_TERRITOIRE: Final = "que le texte s’applique dans votre territoire"
_VISE: Final = "que le texte vise bien votre type de structure"
_SPASER: Final = "si vos dépenses annuelles vous obligent à un SPASER"


def weigh(
    regle: ChampApplication, acheteur: AcheteurConnu, jour: date
) -> tuple[Portee, tuple[str, ...]]:
    """Say whether a text binds, and what must be checked first."""
    reponses = [
        _answer_nature(regle, acheteur.nature),
        *(_answer(c, acheteur) for c in regle.conditions if _holds(c, acheteur, jour)),
    ]
    if False in reponses:
        return Portee.NON, ()
    manques = [reponse for reponse in reponses if isinstance(reponse, str)]
    if acheteur.territoire is Territoire.PACIFIQUE:
        manques.append(_TERRITOIRE)
    manques += [f"si {fait}" for fait in regle.si]
    return (Portee.A_VERIFIER if manques else Portee.CONCERNE), tuple(manques)


def concerns_etape(etape: Exigence, obligation: Obligation, acheteur: AcheteurConnu) -> bool:
    """Say whether a step may be this buyer's: a kind or a place not known keeps them all."""
    nature, territoire = acheteur.nature, acheteur.territoire
    connue = nature not in {None, NatureAcheteur.INCONNUE, *obligation.natures_a_verifier}
    if connue and etape.natures and nature not in etape.natures:
        return False
    if etape.moins_de is not None and (acheteur.habitants or 0) >= etape.moins_de:
        return False
    return territoire is None or not etape.territoires or territoire in etape.territoires


def _answer_nature(regle: ChampApplication, nature: NatureAcheteur | None) -> Reponse:
    if nature is NatureAcheteur.HORS_CODE:
        return False
    if nature in regle.natures_a_verifier:
        return _VISE
    if nature is None or nature is NatureAcheteur.INCONNUE:
        return _NATURE if regle.natures or nature else True
    return not regle.natures or nature in regle.natures


def _holds(condition: Condition, acheteur: AcheteurConnu, jour: date) -> bool:
    debut, fin = condition.depuis or date.min, condition.jusqu_a or date.max
    visee = not condition.natures or acheteur.nature in {None, *condition.natures}
    return visee and debut <= jour <= fin


def _answer(condition: Condition, acheteur: AcheteurConnu) -> Reponse:
    if condition.fait == "spaser":
        reponses = {Assujettissement.OBLIGE: True, Assujettissement.NON_OBLIGE: False}
        return reponses.get(acheteur.spaser, _SPASER) if acheteur.spaser else _SPASER
    if acheteur.habitants is None:
        return f"si vous comptez {_tell_habitants(condition)}"
    if condition.plus_de is not None:
        return acheteur.habitants > condition.plus_de
    return acheteur.habitants >= (condition.au_moins or 0)


class Vigueur(nomenclatures.Nomenclature):
    EN_VIGUEUR = "en_vigueur", "En vigueur"
    A_VENIR = "a_venir", "À venir"
    PASSEE = "passee", "Passée"


_ETATS: Final = tuple(Vigueur)


@dataclass(frozen=True, slots=True, kw_only=True)
class EtapePlacee:
    etape: Exigence
    etat: Vigueur


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """A duty as it applies to a buyer on a day; `depuis` is when it starts to bind that buyer."""

    obligation: Obligation
    portee: Portee
    a_verifier: tuple[str, ...]
    etat: Vigueur
    depuis: date | None
    etapes: tuple[EtapePlacee, ...]

    @property
    def est_certaine(self) -> bool:
        """Say whether it binds this buyer for sure: the only way in which any page may say so."""
        return self.portee is Portee.CONCERNE and self.obligation.est_sure


@dataclass(frozen=True, slots=True, kw_only=True)
class Echeance:
    jour: date
    texte: str
    obligation: Obligation
    annuelle: bool = False


def apply_all(
    obligations: Iterable[Obligation], acheteur: AcheteurConnu, jour: date
) -> tuple[Application, ...]:
    """Return the duties that bind a buyer, or may: in force, then to come, then past."""
    retenues = [a for o in obligations if (a := _apply(o, acheteur, jour)) is not None]
    return tuple(sorted(retenues, key=_rank))


class Achats(StrEnum):
    """What a duty touches of purchases, the nearest first."""

    FAMILLE = "famille"  # the family that was asked for
    ACHATS = "achats"
    ORGANISATION = "organisation"


_ACHATS: Final = tuple(Achats)


def place_achats(obligation: Obligation, famille: str = "") -> Achats:
    """Say whether a duty names this family of purchases, touches purchases, or something else."""
    if famille and famille in obligation.familles:
        return Achats.FAMILLE
    return Achats.ACHATS if obligation.familles else Achats.ORGANISATION


def arrange_achats(
    applications: Iterable[Application], famille: str = ""
) -> tuple[Application, ...]:
    """Put first, in each state, what touches purchases; of a family, keep what it must follow."""
    gardees = (
        a for a in applications if not famille or {famille, TOUTES} & {*a.obligation.familles}
    )
    return tuple(sorted(gardees, key=lambda a: _rank_achats(a, famille)))


def _rank_achats(application: Application, famille: str) -> tuple[int, int, int]:
    """Order by state, then by purchases; what names the family among few comes first."""
    achats = place_achats(application.obligation, famille)
    autres = len(application.obligation.familles) if achats is Achats.FAMILLE else 0
    return _ETATS.index(application.etat), _ACHATS.index(achats), autres


def list_echeances(applications: Iterable[Application], jour: date) -> tuple[Echeance, ...]:
    """Return the days to come of these duties, the next first; a yearly one comes once."""
    toutes = [e for a in applications if a.etat is not Vigueur.PASSEE for e in _coming(a, jour)]
    return tuple(sorted(toutes, key=lambda e: (e.jour, e.obligation.code, e.texte)))


def next_rendez_vous(rendez_vous: RendezVous, jour: date) -> date:
    cette_annee = date(jour.year, rendez_vous.mois, rendez_vous.jour)
    return cette_annee if cette_annee >= jour else cette_annee.replace(year=jour.year + 1)


def _apply(obligation: Obligation, acheteur: AcheteurConnu, jour: date) -> Application | None:
    for debut in (jour, *_changes(obligation, jour)):
        portee, a_verifier = weigh(obligation, acheteur, debut)
        if portee is not Portee.NON:
            break
    else:
        return None
    depuis = debut if debut > jour else obligation.depuis
    return Application(
        obligation=obligation,
        portee=portee,
        a_verifier=a_verifier,
        etat=_place(depuis, obligation.jusqu_a, jour),
        depuis=depuis,
        etapes=tuple(
            EtapePlacee(etape=etape, etat=_place(etape.depuis, etape.jusqu_a, jour))
            for etape in obligation.etapes
            if concerns_etape(etape, obligation, acheteur)
        ),
    )


def _changes(obligation: Obligation, jour: date) -> list[date]:
    """Return the days to come when the conditions change: a buyer may then enter."""
    jours = {c.depuis for c in obligation.conditions if c.depuis is not None and c.depuis > jour}
    fins = {c.jusqu_a for c in obligation.conditions if c.jusqu_a is not None and c.jusqu_a >= jour}
    return sorted(jours | {date.fromordinal(fin.toordinal() + 1) for fin in fins})


def _place(depuis: date | None, jusqu_a: date | None, jour: date) -> Vigueur:
    if depuis is not None and depuis > jour:
        return Vigueur.A_VENIR
    return Vigueur.PASSEE if jusqu_a is not None and jusqu_a < jour else Vigueur.EN_VIGUEUR


def _rank(application: Application) -> tuple[int, date]:
    """Order by state; what is to come, by its day. The sort keeps the order of the files."""
    a_venir = application.etat is Vigueur.A_VENIR and application.depuis
    return _ETATS.index(application.etat), a_venir or date.min


def _coming(application: Application, jour: date) -> Iterator[Echeance]:
    obligation = application.obligation
    if application.etat is Vigueur.A_VENIR and application.depuis is not None:
        texte = f"Entrée en vigueur : {obligation.titre}"
        yield Echeance(jour=application.depuis, texte=texte, obligation=obligation)
    for placee in application.etapes:
        debut = placee.etape.depuis
        if placee.etat is Vigueur.A_VENIR and debut is not None and debut != application.depuis:
            yield Echeance(jour=debut, texte=placee.etape.texte, obligation=obligation)
    for rendez_vous in obligation.rendez_vous:
        yield Echeance(
            jour=next_rendez_vous(rendez_vous, max(jour, application.depuis or jour)),
            texte=rendez_vous.texte,
            obligation=obligation,
            annuelle=True,
        )


# --- What a text of a duty must hold before it is read again, and its fields in words ---


def find_lacunes(obligation: Obligation, jour: date) -> list[str]:
    """List, in French, what keeps a text from being sent to its second reader."""
    fautes = []
    if not obligation.sources:
        fautes.append("Donnez au moins une source, avec son adresse et le jour de la lecture.")
    if any(source.verifie_le > jour for source in obligation.sources):
        fautes.append("Une source ne peut pas avoir été lue dans l’avenir : corrigez son jour.")
    if any(s.confiance.a_verifier for s in obligation.sources) and not obligation.reserve:
        fautes.append(
            "Une source est unique ou indirecte : dites dans « À vérifier » ce qui n’est pas sûr."
        )
    if not obligation.a_faire:
        fautes.append("Dites au moins une chose à faire.")
    periodes = [(obligation.depuis, obligation.jusqu_a)]
    periodes += [(etape.depuis, etape.jusqu_a) for etape in obligation.etapes]
    if any(debut and fin and debut > fin for debut, fin in periodes):
        fautes.append("Une période finit avant d’avoir commencé : corrigez ses dates.")
    return fautes


def _lines(write: Callable[[Any], str]) -> Callable[[Iterable[Any]], str]:
    return lambda valeurs: "\n".join(write(valeur) for valeur in valeurs)


def _day(jour: date | None) -> str:
    return nomenclatures.tell_jour(jour) if jour else ""


def _span(depuis: date | None, jusqu_a: date | None) -> str:
    if depuis and jusqu_a:
        return f"du {_day(depuis)} au {_day(jusqu_a)}"
    if depuis:
        return f"à partir du {_day(depuis)}"
    return f"jusqu’au {_day(jusqu_a)}" if jusqu_a else ""


def _names(valeurs: Iterable[nomenclatures.Nomenclature]) -> str:
    rangees = sorted(valeurs, key=lambda valeur: list(type(valeur).__members__).index(valeur.name))
    return ", ".join(valeur.libelle for valeur in rangees)


def _join(*parties: str) -> str:
    return "\u202f; ".join(filter(None, parties))


def _etape(etape: Exigence) -> str:
    moins = (
        f"moins de {nomenclatures.format_valeur(etape.moins_de)} habitants"
        if etape.moins_de
        else ""
    )
    ou = (_names(etape.natures), _names(etape.territoires), moins)
    return _join(etape.texte, _span(etape.depuis, etape.jusqu_a), *ou)


def _tell_habitants(condition: Condition) -> str:
    plus_de, au_moins = condition.plus_de, condition.au_moins or 0
    if plus_de is not None:
        return f"plus de {nomenclatures.format_valeur(plus_de)} habitants"
    return f"au moins {nomenclatures.format_valeur(au_moins)} habitants"


def _condition(condition: Condition) -> str:
    est_le_schema = condition.fait == "spaser"
    fait = "obligé à un SPASER" if est_le_schema else _tell_habitants(condition)
    return _join(fait, _names(condition.natures), _span(condition.depuis, condition.jusqu_a))


ECRITURES: Final[Mapping[str, tuple[str, Ecriture]]] = {
    "titre": ("Titre", str),
    "theme": ("Thème", nomenclatures.format_valeur),
    "resume": ("En bref", str),
    "qui": ("Qui est concerné", str),
    "natures": ("Structures concernées", _names),
    "natures_a_verifier": ("Structures à vérifier", _names),
    "conditions": ("Conditions", _lines(_condition)),
    "si": ("Faits que l’acheteur connaît", _lines(str)),
    "depuis": ("En vigueur depuis le", _day),
    "jusqu_a": ("Jusqu’au", _day),
    "etapes": ("Étapes", _lines(_etape)),
    "rendez_vous": (
        "Dates de chaque année",
        _lines(lambda r: f"{r.jour:02}/{r.mois:02}\u00a0: {r.texte}"),
    ),
    "rythme": ("Rythme", nomenclatures.format_valeur),
    "a_faire": ("Que faire", _lines(str)),
    "indicateurs": ("Indicateurs utiles", _lines(lambda i: f"{i.code}\u00a0: {i.libelle}")),
    "reserve": ("À vérifier", nomenclatures.format_valeur),
    "sources": ("Sources", _lines(lambda s: _join(s.libelle, s.url, s.mention))),
    "faits": ("Faits cités", _lines(str)),
}
