"""The scheme of a space: its outline, texts, calendar, bodies, versions."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from spaser.documents.corps import name_blocs, parse_saisie
from spaser.documents.document import Bloc
from spaser.documents.francais import pluriel, typographie
from spaser.regles import approches
from spaser.regles.calendrier import propose_jalons
from spaser.regles.fiche import SourcePublique
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.identite import find_instance
from spaser.site.organisations.models import Espace
from spaser.site.registre.models import Fiche
from spaser.site.schema import models
from spaser.site.schema.redaction import agir_et_suivre, presenter, sujet
from spaser.site.schema.redaction.sujet import Apercu, Remplissage, SujetSchema, read_sujet
from spaser.site.socle.journal import record
from spaser.site.socle.versions import VersionDepassee, save_version

# --- Writes what is said once of a scheme ---


@transaction.atomic
def save_schema(
    espace: Espace, champs: Mapping[str, Any], auteur: Utilisateur, lue: int | None, *, geste: str
) -> None:
    """Change what is said of the scheme; VersionDepassee when somebody did since it was read."""
    schema, _ = models.Schema.objects.get_or_create(espace=espace)
    save_version(schema, lue or schema.version, **champs, modifie_par=auteur)
    record(geste, auteur=auteur, objet=schema, espace=espace, details={"version": schema.version})


# --- What each heading holds by itself: a function a heading ---
# A function takes a `Sujet` and returns a `Remplissage`. It reads tools by their selectors, and
# leaves the writing of blocks to `documents.schema`, which knows neither database nor space.


AUTOMATIQUES: Final[Mapping[str, Callable[[SujetSchema], Remplissage]]] = {
    "cadre": presenter.fill_cadre,
    "identite": presenter.fill_identite,
    "situation": presenter.fill_situation,
    "politiques": presenter.fill_politiques,
    "methode": sujet.fill_methode,
    "axes": sujet.fill_axes,
    "fiches_action": sujet.fill_fiches,
    "pistes": agir_et_suivre.fill_pistes,
    "indicateurs": agir_et_suivre.fill_indicateurs,
    "gouvernance": agir_et_suivre.fill_gouvernance,
    "calendrier": agir_et_suivre.fill_calendrier,
    "publication": agir_et_suivre.fill_publication,
    "acteurs": presenter.fill_acteurs,
    "familles": presenter.fill_familles,
}

APERCUS: Final[Mapping[str, Callable[[SujetSchema], Apercu]]] = {
    "pistes": agir_et_suivre.preview_pistes,
    "familles": presenter.preview_familles,
}
"""What the outline shows of a heading that takes long to fill."""


def fill_rubrique(code: str, sujet: SujetSchema) -> Remplissage:
    ecrit = AUTOMATIQUES.get(code)
    return ecrit(sujet) if ecrit else Remplissage()


# --- Reads the scheme of a space: its outline, with what each heading holds and misses ---


PAS: Final = 10  # between the places of two headings of the outline
_DU_PLAN: Final = 2  # the part of the plan


@dataclass(frozen=True)
class RubriqueLue:
    """A heading as the space has it: what fills itself, what somebody wrote."""

    code: str
    partie: int
    titre: str
    sujet: SujetSchema
    modele: approches.RubriqueSchema | None = None  # none for one that the outline does not hold
    redaction: models.Redaction | None = None
    mots: tuple[Bloc, ...] = field(default=())
    reste: Callable[[], Iterable[Bloc]] = tuple  # of the other headings, for one drawn from them

    @cached_property
    def remplissage(self) -> Remplissage:
        tiree = presenter.TIREES.get(self.code)
        return tiree(self.sujet, self.reste()) if tiree else fill_rubrique(self.code, self.sujet)

    @property
    def blocs(self) -> tuple[Bloc, ...]:
        """Return what it prints: somebody's words first, then what fills itself."""
        return (*self.mots, *self.remplissage.blocs)

    @property
    def est_ajoutee(self) -> bool:
        return self.code.startswith(models.Redaction.AJOUTEE)

    @property
    def est_chapitre(self) -> bool:
        """Say whether it is a chapter of an approach, kept for its words."""
        return self.modele is None and not self.est_ajoutee

    @property
    def ecartee_pour(self) -> str:
        """Return why it is set aside; nothing when it is not."""
        return self.redaction.ecartee_pour if self.redaction else ""

    @cached_property
    def apercu(self) -> Apercu:
        """Return whether it fills itself and what it misses, without writing what takes long."""
        if tire := presenter.APERCUS_TIRES.get(self.code):
            return tire(self.sujet, self.reste())
        preview = APERCUS.get(self.code)
        return preview(self.sujet) if preview else self.remplissage.apercu

    @property
    def etat(self) -> approches.EtatRubrique:
        return approches.compute_etat(remplie=self.apercu.remplie, redigee=bool(self.mots))

    @property
    def est_prete(self) -> bool:
        return bool(self.mots) or self.apercu.remplie


_RESTES: Final = {
    approches.EtatRubrique.EN_REDACTION: "avec vos mots",
    approches.EtatRubrique.PREREMPLIE: "à relire",
    approches.EtatRubrique.A_ECRIRE: "à écrire",
}


def tell_rubriques(rubriques: Iterable[RubriqueLue]) -> str:
    """Say how many headings there are, how many of them have words, were filled, or are empty."""
    etats = [r.etat for r in rubriques]
    dits = [f"{etats.count(etat)} {dit}" for etat, dit in _RESTES.items() if etat in etats]
    return typographie(f"{pluriel(len(etats), 'rubrique')} : {', '.join(dits) or 'aucune'}")


@dataclass(frozen=True)
class PartieLue:
    """A part of the scheme, its headings in the order that the space gave them."""

    numero: int
    titre: str
    texte: str
    rubriques: tuple[RubriqueLue, ...]

    @property
    def gardees(self) -> tuple[RubriqueLue, ...]:
        """Return the headings that are not set aside."""
        return tuple(r for r in self.rubriques if not r.ecartee_pour)

    @property
    def bilan(self) -> str:
        return tell_rubriques(self.gardees)

    @property
    def voisines(self) -> list[tuple[RubriqueLue | None, RubriqueLue, RubriqueLue | None]]:
        avant, apres = (None, *self.gardees[:-1]), (*self.gardees[1:], None)
        return list(zip(avant, self.gardees, apres, strict=False))

    @property
    def ecartees(self) -> tuple[RubriqueLue, ...]:
        return tuple(r for r in self.rubriques if r.ecartee_pour)


@dataclass(frozen=True)
class SchemaLu:
    sujet: SujetSchema
    parties: tuple[PartieLue, ...]

    @property
    def rubriques(self) -> tuple[RubriqueLue, ...]:
        return tuple(r for partie in self.parties for r in partie.gardees)

    @property
    def bilan(self) -> str:
        return tell_rubriques(self.rubriques)

    def find(self, code: str) -> RubriqueLue | None:
        toutes = (r for partie in self.parties for r in partie.rubriques)
        return next((r for r in toutes if r.code == code), None)

    def find_chapitre(self, code: str) -> RubriqueLue | None:
        """Return a chapter of an approach as a heading: it stands nowhere until it has words."""
        chapitre = approches.load_approches().find_chapitre(code)
        return RubriqueLue(code, _DU_PLAN, chapitre.titre, self.sujet) if chapitre else None

    def find_partie(self, rubrique: RubriqueLue) -> PartieLue:
        return self.parties[rubrique.partie - 1]

    def find_voisines(self, code: str) -> tuple[RubriqueLue | None, RubriqueLue | None]:
        """Return the headings before and after one; none for one that is set aside."""
        suite = self.rubriques
        place = next((rang for rang, r in enumerate(suite) if r.code == code), None)
        if place is None:
            return None, None
        apres = suite[place + 1] if place + 1 < len(suite) else None
        return (suite[place - 1] if place else None), apres


def find_schema(espace: Espace) -> models.Schema | None:
    """Return what is said once of the scheme; None before anything is."""
    return models.Schema.objects.filter(espace=espace).first()


def list_anciens(espace: Espace, code: str) -> QuerySet[models.TexteAncien]:
    return models.TexteAncien.objects.filter(espace=espace, code=code).select_related("ecrit_par")


def list_jalons(espace: Espace) -> QuerySet[models.Jalon]:
    return models.Jalon.objects.filter(espace=espace)


def list_comites(espace: Espace) -> QuerySet[models.Comite]:
    return models.Comite.objects.filter(espace=espace)


def read_schema(espace: Espace) -> SchemaLu:
    redactions = models.Redaction.objects.filter(espace=espace).select_related("modifiee_par")
    return build_schema(read_sujet(espace), redactions)


def build_schema(sujet: SujetSchema, redactions: Iterable[models.Redaction] = ()) -> SchemaLu:
    par_code = {redaction.code: redaction for redaction in redactions}
    parties: list[PartieLue] = []

    def list_reste() -> Iterator[Bloc]:
        gardees = (
            r for partie in parties for r in partie.gardees if r.code not in presenter.TIREES
        )
        return (bloc for rubrique in gardees for bloc in rubrique.blocs)

    for numero, partie in enumerate(approches.load_approches().trame, start=1):
        lues = sorted(_list(numero, partie, sujet, par_code), key=lambda lue: lue[0])
        rubriques = tuple(
            replace(r, reste=list_reste) if r.code in presenter.TIREES else r for _, r in lues
        )
        parties.append(PartieLue(numero, partie.titre, partie.texte, rubriques))
    return SchemaLu(sujet, tuple(parties))


def _list(
    numero: int, partie: approches.Partie, sujet: SujetSchema, par_code: dict[str, models.Redaction]
) -> Iterator[tuple[int, RubriqueLue]]:
    for place, modele in enumerate(partie.rubriques, start=1):
        redaction = par_code.get(modele.code)
        rang = redaction.rang if redaction and redaction.rang is not None else place * PAS
        titre = (redaction.titre if redaction else "") or modele.titre
        yield (
            rang,
            RubriqueLue(
                modele.code, numero, titre, sujet, modele, redaction, mots=_read(redaction)
            ),
        )
    connues = {r.code for p in approches.load_approches().trame for r in p.rubriques}
    for redaction in par_code.values():
        if redaction.partie == numero and redaction.code not in connues:
            yield from _list_autre(numero, redaction, sujet)


def _list_autre(
    numero: int, redaction: models.Redaction, sujet: SujetSchema
) -> Iterator[tuple[int, RubriqueLue]]:
    """Give a heading that the space added, or a chapter of an approach that has words."""
    rang = redaction.rang if redaction.rang is not None else 100 * PAS
    code, chapitre = redaction.code, approches.load_approches().find_chapitre(redaction.code)
    titre = redaction.titre or (chapitre.titre if chapitre else code)
    lue = RubriqueLue(code, numero, titre, sujet, redaction=redaction, mots=_read(redaction))
    if lue.est_ajoutee or lue.mots:
        yield rang, lue


def _read(redaction: models.Redaction | None) -> tuple[Bloc, ...]:
    return redaction.read_blocs() if redaction else ()


@dataclass(frozen=True)
class ExempleLu:
    """What a sheet of the register does of a heading, and the source of that sheet that says so."""

    fiche: Fiche
    texte: str
    source: SourcePublique | None


def _find_source(fiche: Fiche, exemple: approches.ExempleRubrique) -> SourcePublique | None:
    sources = fiche.spaser.sources
    siennes = (source for source in sources if source.url == exemple.source)
    return next(siennes, None) or next(iter(sources), None)


def list_exemples() -> dict[str, ExempleLu]:
    exemples = {
        rubrique.code: rubrique.exemple
        for partie in approches.load_approches().trame
        for rubrique in partie.rubriques
        if rubrique.exemple
    }
    fiches = Fiche.objects.publiees().filter(identifiant__in=[e.fiche for e in exemples.values()])
    par_identifiant = {fiche.identifiant: fiche for fiche in fiches}
    return {
        code: ExempleLu(fiche, exemple.texte, _find_source(fiche, exemple))
        for code, exemple in exemples.items()
        if (fiche := par_identifiant.get(exemple.fiche))
    }


# --- Writes the shape of a scheme: headings added, renamed, moved, set aside, taken out ---


def hold_redaction(espace: Espace, rubrique: RubriqueLue) -> models.Redaction:
    """Return what is kept of a heading, begun if nothing is yet."""
    redaction, _ = models.Redaction.objects.get_or_create(
        espace=espace, code=rubrique.code, defaults={"partie": rubrique.partie}
    )
    return redaction


@transaction.atomic
def add_rubrique(espace: Espace, titre: str, partie: int, auteur: Utilisateur) -> models.Redaction:
    redaction = models.Redaction.objects.create(
        espace=espace,
        code=f"{models.Redaction.AJOUTEE}{secrets.token_hex(6)}",
        partie=partie,
        titre=titre,
    )
    _record_structure("ajout", espace, redaction, auteur)
    return redaction


@transaction.atomic
def rename_rubrique(
    espace: Espace,
    rubrique: RubriqueLue,
    titre: str,
    partie: int,
    auteur: Utilisateur,
    lue: int | None,
) -> None:
    """Give a heading another title or another part; the title of the outline is not written."""
    redaction = hold_redaction(espace, rubrique)
    propre = rubrique.modele.titre if rubrique.modele else ""
    ailleurs = {"partie": partie, "rang": None} if partie != redaction.partie else {}
    titre = "" if titre == propre else titre
    save_version(redaction, lue or redaction.version, titre=titre, **ailleurs)
    _record_structure("titre", espace, redaction, auteur)


@transaction.atomic
def set_aside(
    espace: Espace, rubrique: RubriqueLue, raison: str, auteur: Utilisateur, lue: int | None
) -> None:
    """Leave a heading out of the scheme, for a reason; its words are kept."""
    redaction = hold_redaction(espace, rubrique)
    save_version(redaction, lue or redaction.version, ecartee_pour=raison)
    _record_structure("ecart", espace, redaction, auteur)


@transaction.atomic
def restore_rubrique(espace: Espace, rubrique: RubriqueLue, auteur: Utilisateur) -> None:
    redaction = hold_redaction(espace, rubrique)
    models.Redaction.objects.filter(pk=redaction.pk).update(ecartee_pour="")
    _record_structure("reprise", espace, redaction, auteur)


@transaction.atomic
def delete_rubrique(espace: Espace, rubrique: RubriqueLue, auteur: Utilisateur) -> bool:
    """Take out a heading that was added; not one that holds words, or held some."""
    redaction = hold_redaction(espace, rubrique)
    if redaction.blocs or not rubrique.est_ajoutee or list_anciens(espace, rubrique.code).exists():
        return False
    _record_structure("retrait", espace, redaction, auteur)
    redaction.delete()
    return True


@transaction.atomic
def swap_rubriques(
    espace: Espace, partie: PartieLue, rubrique: RubriqueLue, voisine: str, auteur: Utilisateur
) -> bool:
    """Exchange a heading with the one beside it; not when they stand side by side no more."""
    codes = [r.code for r in partie.gardees]
    if voisine not in codes or rubrique.code not in codes:
        return False
    ici, la = codes.index(rubrique.code), codes.index(voisine)
    if abs(ici - la) != 1:
        return False
    ordre = [r.code for r in partie.rubriques]
    ici, la = ordre.index(rubrique.code), ordre.index(voisine)
    ordre[ici], ordre[la] = ordre[la], ordre[ici]
    _save_ordre(espace, partie, ordre)
    _record_structure("place", espace, hold_redaction(espace, rubrique), auteur)
    return True


def _save_ordre(espace: Espace, partie: PartieLue, ordre: Sequence[str]) -> None:
    """Give each heading of a part its place; a place is no new version of its words."""
    rangs = {code: place * PAS for place, code in enumerate(ordre, start=1)}
    connues = list(models.Redaction.objects.filter(espace=espace, code__in=rangs))
    for redaction in connues:
        redaction.rang = rangs.pop(redaction.code)
    models.Redaction.objects.bulk_update(connues, ["rang"])
    models.Redaction.objects.bulk_create(
        models.Redaction(espace=espace, code=code, partie=partie.numero, rang=rang)
        for code, rang in rangs.items()
    )


def _record_structure(
    quoi: str, espace: Espace, redaction: models.Redaction, auteur: Utilisateur
) -> None:
    record(
        "schema.rubrique",
        auteur=auteur,
        objet=redaction,
        espace=espace,
        details={"quoi": quoi, "rubrique": redaction.code},
    )


# --- Writes the calendar of a scheme and the bodies that steer it ---


_GESTES: Final = {models.Jalon: "schema.calendrier", models.Comite: "schema.gouvernance"}

# What a buyer starts from: the body that decides comes last, under its own name.
_USUELS: Final = (
    {
        "nom": "Comité de pilotage",
        "role": "Arrête les axes, les priorités et les cibles ; lève les blocages.",
        "membres": "L’élue ou l’élu en charge des achats, la direction générale, les directions "
        "qui achètent le plus",
        "quand": "Trois à quatre fois pendant la préparation, puis une fois par an",
    },
    {
        "nom": "Comité technique",
        "role": "Prépare les propositions, suit les actions et les indicateurs.",
        "membres": "Chef de projet, service achats, finances, pilotes des politiques concernées",
        "quand": "Une fois par mois pendant la préparation, puis une fois par trimestre",
    },
    {
        "nom": "Référents dans les services",
        "role": "Font remonter les besoins, relaient le schéma auprès de ceux qui achètent.",
        "membres": "Une personne par direction",
        "quand": "Deux fois par an",
    },
)
_DECIDE: Final = {
    "role": "Vote le schéma, prend connaissance de ses résultats, décide de sa révision.",
    "quand": "Au vote, puis une fois par an",
}


@transaction.atomic
def plan_jalons(
    espace: Espace, adoption: date, duree: int, auteur: Utilisateur, lue: int | None
) -> None:
    """Put the usual steps before a day of vote; those done or added by the space do not move."""
    save_schema(
        espace, {"adoption": adoption, "duree": duree}, auteur, lue, geste="schema.calendrier"
    )
    presents = {jalon.code: jalon for jalon in list_jalons(espace) if jalon.code}
    for propose in propose_jalons(adoption, duree):
        connu = presents.get(propose.code)
        if connu is None:
            models.Jalon.objects.create(
                espace=espace, code=propose.code, titre=propose.titre, jour=propose.jour
            )
        elif not connu.fait and connu.jour != propose.jour:
            save_version(connu, connu.version, jour=propose.jour)


@transaction.atomic
def start_comites(espace: Espace, auteur: Utilisateur) -> None:
    instance = find_instance(espace)
    proposes = (*_USUELS, {"nom": instance[:1].upper() + instance[1:], **_DECIDE})
    presents = {comite.nom for comite in list_comites(espace)}
    for champs in proposes:
        if champs["nom"] not in presents:
            comite = start_comite(espace, **champs)
            comite.save()
            record_suivi("ajout", comite, auteur)


def start_comite(espace: Espace, **champs: str) -> models.Comite:
    """Return a body that comes after the others, not kept yet."""
    dernier = list_comites(espace).aggregate(rang=Max("rang"))["rang"]
    return models.Comite(espace=espace, rang=0 if dernier is None else dernier + 1, **champs)


def record_suivi(quoi: str, ligne: models.Jalon | models.Comite, auteur: Utilisateur) -> None:
    record(
        _GESTES[type(ligne)],
        auteur=auteur,
        objet=ligne,
        espace=ligne.espace,
        details={"quoi": quoi, "version": ligne.version},
    )


# --- Writes the words of a heading; those that it had are kept ---


def write_rubrique(
    espace: Espace, rubrique: RubriqueLue, texte: str, auteur: Utilisateur, lue: int | None
) -> None:
    """Put these words under a heading; VersionDepassee when somebody wrote since they were read.

    `lue` is the version that was read, None when there was none.
    """
    _write(espace, rubrique, parse_saisie(texte), auteur, lue)


def take_ancien(
    espace: Espace, rubrique: RubriqueLue, ancien: models.TexteAncien, auteur: Utilisateur
) -> None:
    """Put former words back; those of today become former ones."""
    lue = rubrique.redaction.version if rubrique.redaction else None
    _write(espace, rubrique, ancien.read_blocs(), auteur, lue)


@transaction.atomic
def _write(
    espace: Espace,
    rubrique: RubriqueLue,
    blocs: tuple[Bloc, ...],
    auteur: Utilisateur,
    lue: int | None,
) -> None:
    redaction = hold_redaction(espace, rubrique)
    anciens = redaction.read_blocs()
    nommes = name_blocs(blocs, anciens)
    if nommes == anciens:
        return
    if lue is None and anciens:
        raise VersionDepassee
    if anciens:
        models.TexteAncien.objects.create(
            espace=espace,
            code=rubrique.code,
            blocs=redaction.blocs,
            ecrit_par=redaction.modifiee_par,
            ecrit_le=redaction.modifiee_le or timezone.now(),
        )
    save_version(
        redaction,
        redaction.version if lue is None else lue,
        blocs=models.dump_blocs(nommes),
        modifiee_par=auteur,
        modifiee_le=timezone.now(),
    )
    record(
        "schema.texte",
        auteur=auteur,
        objet=redaction,
        espace=espace,
        details={"rubrique": rubrique.code, "version": redaction.version},
    )


# --- Where a buyer says it is: what the first page of its space puts forward ---


def find_moment(espace: Espace) -> models.Moment | None:
    """Return where a buyer said it is; None before it says."""
    schema = find_schema(espace)
    return models.Moment(schema.moment) if schema and schema.moment else None


@transaction.atomic
def say_moment(espace: Espace, moment: models.Moment, auteur: Utilisateur) -> None:
    """Note where a buyer is; nothing is written when it said so already."""
    schema, _ = models.Schema.objects.select_for_update().get_or_create(espace=espace)
    if schema.moment == moment:
        return
    schema.moment, schema.modifie_par = moment, auteur
    schema.save(update_fields=["moment", "modifie_par", "modifie_le"])
    record(
        "schema.moment", auteur=auteur, objet=schema, espace=espace, details={"nom": moment.label}
    )
