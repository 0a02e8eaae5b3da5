"""The duties of buyers: whom they bind on a day, and the dates that come next."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Final, Literal, Protocol

import msgspec

from spaser.contenus.faits import Fait, cache_faits, find_fait, tell_citation
from spaser.contenus.lecture import convert_contenu, read_contenu
from spaser.regles import nomenclatures
from spaser.regles.assujettissement import Assujettissement, NatureAcheteur, Territoire
from spaser.regles.champs import UN_PAR_LIGNE, GenreDit, StructDit, ask, ask_long
from spaser.regles.editorial import join_mots, spell_valeur
from spaser.regles.nomenclatures import format_valeur

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


def _name_natures() -> dict[str, str]:
    sauf = {NatureAcheteur.HORS_CODE, NatureAcheteur.INCONNUE}
    return {nature.value: nature.libelle for nature in NatureAcheteur if nature not in sauf}


def _span(depuis: date | None, jusqu_a: date | None) -> str:
    if depuis and jusqu_a:
        return f"du {spell_valeur(depuis)} au {spell_valeur(jusqu_a)}"
    if depuis:
        return f"à partir du {spell_valeur(depuis)}"
    return f"jusqu’au {spell_valeur(jusqu_a)}" if jusqu_a else ""


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fact that decides, for some kinds of buyer (or all), between two days (or always)."""

    fait: Literal["habitants", "spaser"]
    plus_de: int | None = None
    au_moins: int | None = None
    natures: tuple[NatureAcheteur, ...] = ()
    depuis: date | None = None
    jusqu_a: date | None = None

    @property
    def mots(self) -> str:
        if self.fait == "spaser":
            fait = "obligé à un SPASER"
        elif self.plus_de is not None:
            fait = f"plus de {format_valeur(self.plus_de)} habitants"
        else:
            fait = f"au moins {format_valeur(self.au_moins or 0)} habitants"
        return join_mots(fait, spell_valeur(self.natures), _span(self.depuis, self.jusqu_a))


class Exigence(StructDit):
    """What is asked between two days; to everyone, or to some kinds of buyer or territories.

    `moins_de` is for those who have fewer inhabitants.
    """

    texte: str = ask_long("Ce qui est demandé", "Dites ce que l’étape demande.", lignes=2)
    depuis: date | None = ask("À partir du", default=None)
    jusqu_a: date | None = ask("Jusqu’au", default=None)
    natures: tuple[NatureAcheteur, ...] = ()
    territoires: tuple[Territoire, ...] = ()
    moins_de: int | None = None
    fait: str = ""  # the fact that it rests on, when it is not the last one of its duty

    @property
    def mots(self) -> str:
        moins = f"moins de {format_valeur(self.moins_de)} habitants" if self.moins_de else ""
        ou = (spell_valeur(self.natures), spell_valeur(self.territoires), moins)
        return join_mots(self.texte, _span(self.depuis, self.jusqu_a), *ou)


class RendezVous(StructDit):
    """A day that comes back every year."""

    GROUPES: ClassVar = {"": "jour mois texte"}

    mois: int = ask("Mois", "Donnez le mois, de 1 à 12.", bornes=(1, 12))
    jour: int = ask("Jour", "Donnez le jour, de 1 à 31.", bornes=(1, 31))
    texte: str = ask("Ce qui est à faire", "Dites ce qui est à faire ce jour-là.")

    @property
    def mots(self) -> str:
        return f"{self.jour:02}/{self.mois:02}\u00a0: {self.texte}"


class IndicateurUtile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A figure of the catalogue that helps to follow the duty."""

    code: str
    libelle: str

    @property
    def mots(self) -> str:
        return f"{self.code}\u00a0: {self.libelle}"


class Obligation(StructDit):
    """A duty: in short, whom it binds, since when, what to do, and where it is written.

    No kind of buyer means every buyer bound by the code. `si` are facts that only the buyer
    knows. What could not be verified is in `reserve`. A duty of a file cites `faits` by code: its
    summary, its sources and its reserve come from them. `familles` are the codes of the families of
    purchases that it touches, or `toutes`; none for a duty that is not about what is bought.
    """

    GROUPES: ClassVar = {
        "Le texte": "titre theme resume qui a_faire reserve",
        "À qui": "natures natures_a_verifier familles si",
        "Quand": "depuis jusqu_a rythme",
    }

    code: str
    titre: str = ask("Titre", "Donnez un titre, à l’infinitif.", maximum=150)
    resume: str = ask_long("En bref", "Résumez l’obligation en une ou deux phrases.", lignes=3)
    qui: str = ask_long("Qui est concerné", "Dites qui est concerné, en mots simples.", lignes=3)
    a_faire: tuple[str, ...] = ask("Que faire", lignes=4, aide=UN_PAR_LIGNE)
    sources: tuple[nomenclatures.Source, ...] = ask(
        "Sources",
        element="une source",
        maximum=10,
        ouverte=True,
        aide="Le texte lui-même d’abord. Une source secondaire se dit, une source unique aussi.",
    )
    faits: tuple[str, ...] = ask("Faits cités", cachee=True, default=())
    familles: tuple[str, ...] = ask(
        "Achats concernés",
        genre=GenreDit.CODES,
        quoi="une famille d’achats",
        aide="Aucune case : l’obligation ne porte pas sur ce que l’on achète.",
        default=(),
    )
    depuis: date | None = ask("En vigueur depuis le", default=None)
    jusqu_a: date | None = ask(
        "Jusqu’au", aide="À laisser vide tant que le texte n’a pas de fin", default=None
    )
    natures: tuple[NatureAcheteur, ...] = ask(
        "Structures concernées",
        quoi="une structure",
        source=_name_natures,
        aide="Aucune case : tous les acheteurs.",
        default=(),
    )
    natures_a_verifier: tuple[NatureAcheteur, ...] = ask(
        "Structures dont il faut vérifier qu’elles sont visées",
        suivi="Structures à vérifier",
        quoi="une structure",
        source=_name_natures,
        aide="Le texte ne permet pas de le dire.",
        default=(),
    )
    conditions: tuple[Condition, ...] = ask("Conditions", cachee=True, default=())
    si: tuple[str, ...] = ask(
        "Faits que l’acheteur connaît",
        lignes=2,
        aide=f"{UN_PAR_LIGNE} La suite de « si » : votre parc compte plus de 20 véhicules.",
        default=(),
    )
    etapes: tuple[Exigence, ...] = ask(
        "Étapes",
        element="une étape",
        maximum=30,
        aide="Ce que le texte demande peu à peu, avec ses dates.",
        default=(),
    )
    rendez_vous: tuple[RendezVous, ...] = ask(
        "Dates de chaque année", element="une date", maximum=10, default=()
    )
    rythme: str | None = ask("Rythme", aide="Par exemple : chaque année", default=None)
    indicateurs: tuple[IndicateurUtile, ...] = ask("Indicateurs utiles", cachee=True, default=())
    reserve: str | None = ask_long(
        "À vérifier",
        lignes=2,
        attendu=True,
        aide="Ce qui n’a pas pu être confirmé. Affiché avec l’obligation.",
        default=None,
    )
    theme: Theme = ask(
        "Thème", "Choisissez un thème.", quoi="un thème", default=Theme.SCHEMA
    )  # given by the name of the file
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
    fin = nomenclatures.tell_jour(fait.jusqu_a) if fait.jusqu_a else ""
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


def _tell_habitants(condition: Condition) -> str:
    plus_de, au_moins = condition.plus_de, condition.au_moins or 0
    if plus_de is not None:
        return f"plus de {nomenclatures.format_valeur(plus_de)} habitants"
    return f"au moins {nomenclatures.format_valeur(au_moins)} habitants"


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
