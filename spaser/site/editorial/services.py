"""Writes texts: drafted, read again by somebody else, shown, withdrawn."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any, Final, Protocol, cast

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from spaser.contenus.faits import (
    Faits,
    cache_faits,
    list_alertes,
    load_faits,
    load_fichiers,
    read_faits,
    read_from,
)
from spaser.documents.corps import list_faits
from spaser.regles import editorial
from spaser.regles.droits import Operation
from spaser.site.comptes.models import Utilisateur
from spaser.site.editorial import genres
from spaser.site.editorial.models import Texte
from spaser.site.organisations.acces import list_moderateurs
from spaser.site.recherche import services
from spaser.site.socle.courriels.envoi import compose_avis, courriel, make_avis
from spaser.site.socle.courriels.natures import Contexte
from spaser.site.socle.journal import record
from spaser.site.socle.models import Sujet
from spaser.site.socle.versions import take_version

# --- Reads the texts: those of the files, as the programme team has edited them ---


_ESSAI: Final = ContextVar[tuple[str, editorial.Contenu] | None]("essai", default=None)


def read_contenus[C: editorial.Contenu](genre: genres.Genre[C], jour: date) -> tuple[C, ...]:
    contenus = read_publies(genre, read_generation_genre(genre), jour)
    essai = find_essai(genre.code)
    if essai is None:
        return contenus
    textes = {contenu.code: contenu for contenu in contenus}
    textes[essai.code] = cast("C", essai)
    return genre.arrange(tuple(textes.values()))


def read_publies[C: editorial.Contenu](
    genre: genres.Genre[C], generation: str, jour: date
) -> tuple[C, ...]:
    """Return the texts of a kind on a day, whatever is being previewed of it."""
    faits = read_faits() if genre.suit_faits else None
    return _build(genre.code, generation, jour, genre, faits)


def find_essai(genre: str) -> editorial.Contenu | None:
    essai = _ESSAI.get()
    return essai[1] if essai and essai[0] == genre else None


def read_generation_genre(genre: genres.Genre[Any]) -> str:
    """Return what changes each time a text of this kind is approved or withdrawn."""
    return services.read_generation(genre.code)


def make_source[C: editorial.Contenu](
    genre: genres.Genre[C],
    mots: Callable[[C], str],
    *,
    resume: str = "resume",
    sans: str = "",
    entete: Callable[[date], services.TexteCherchable] | None = None,
    read: Callable[[date], Iterable[C]] | None = None,
    **place: Any,
) -> services.SourceTextes:
    """Return what the search finds of a kind: each text, on the first of its pages.

    `mots` are words under which people look for one. What it says is found, but the fields that
    `sans` names. `entete` is the page of them all. `place` is what else a source says.
    """

    def read_textes(jour: date) -> Iterator[services.TexteCherchable]:
        if entete:
            yield entete(jour)
        for contenu in read(jour) if read else read_contenus(genre, jour):
            _, adresse = next(iter(genre.pages(contenu)))
            corps = services.gather_textes(contenu, "titre", resume, *sans.split())
            yield services.TexteCherchable(
                code=contenu.code,
                titre=contenu.titre,
                adresse=adresse,
                resume=getattr(contenu, resume, ""),
                corps=corps,
                mots_cles=mots(contenu),
            )

    place = {"nom": genre.code, "libelle": genre.titre} | place
    return services.SourceTextes(read=read_textes, generations=(genre.code,), **place)


@contextmanager
def try_contenu(genre: genres.Genre[Any], contenu: editorial.Contenu) -> Iterator[None]:
    """Let pages read this text in place of what they show, in this request only."""
    avant = _ESSAI.set((genre.code, contenu))
    try:
        yield
    finally:
        _ESSAI.reset(avant)


@contextmanager
def open_genres() -> Iterator[None]:
    """Have the floors below read texts as the team has edited them, in all that is done inside."""
    with ExitStack() as pile:
        for genre in genres.list_genres():
            if genre.read_from:
                pile.enter_context(genre.read_from(partial(_read_du_jour, genre)))
        yield


def _read_du_jour(genre: genres.Genre[Any]) -> tuple[Any, ...]:
    return read_contenus(genre, timezone.localdate())


@lru_cache(maxsize=32)
def _build(
    code: str, generation: str, jour: date, genre: genres.Genre[Any], _faits: Faits | None
) -> tuple[Any, ...]:
    montres: tuple[Any, ...] = tuple(genre.load())
    if generation:
        approuves = Texte.objects.filter(
            genre=code, etat=editorial.EtatTexte.APPROUVEE, effet_le__lte=jour
        )
        montres = editorial.supersede(montres, [t.to_publication() for t in approuves], jour)
    return genre.arrange(montres)


def find_contenu[C: editorial.Contenu](genre: genres.Genre[C], code: str, jour: date) -> C | None:
    return next((c for c in read_contenus(genre, jour) if c.code == code), None)


def list_pris(genre: genres.Genre[Any], jour: date) -> frozenset[str]:
    """Return the codes that no new text may take: shown, begun, to come, or borne once."""
    ecrits = Texte.objects.filter(genre=genre.code).values_list("code", flat=True)
    return frozenset([*ecrits, *(contenu.code for contenu in read_contenus(genre, jour))])


def find_ouvert(genre: genres.Genre[Any], code: str) -> Texte | None:
    return Texte.objects.filter(genre=genre.code, code=code, etat__in=editorial.OUVERTS).first()


def read_titres(code: str, jour: date) -> dict[str, str]:
    """Return the titles of the texts of a kind, by their code: an app below may name them."""
    genre = genres.find_genre(code)
    return {contenu.code: contenu.titre for contenu in read_contenus(genre, jour)} if genre else {}


def find_fichier[C: editorial.Contenu](genre: genres.Genre[C], code: str) -> C | None:
    """Return a text as its file gives it; what it draws from facts, as their files do."""
    with read_from(load_fichiers):
        return next((c for c in genre.load() if c.code == code), None)


def is_fichier_changed(texte: Texte) -> bool:
    """Say whether the file has changed since this text was written from it."""
    fichier = find_fichier(texte.son_genre, texte.code)
    return texte.empreinte != (editorial.digest(fichier) if fichier else "")


class ContenuCitant(editorial.Contenu, Protocol):
    """A text that gives, under `textes`, all that may cite a fact in it."""

    @property
    def textes(self) -> tuple[str, ...]:
        """Return what may cite a fact."""


@cache_faits(16)
def find_mise_a_jour(contenus: tuple[ContenuCitant, ...]) -> date | None:
    """Return the last day on which the team wrote, or somebody read a source, of these texts."""
    faits = list_faits(*(texte for contenu in contenus for texte in contenu.textes))
    jours = [*(contenu.mise_a_jour for contenu in contenus), *(fait.lu_le for fait in faits)]
    return max(filter(None, jours), default=None)


@dataclass(frozen=True)
class ContenuTenu:
    """A text as the team sees it: what is shown, what is under way, whether its file moved on."""

    contenu: Any
    ouvert: Texte | None
    edite: bool
    fichier_change: bool

    @property
    def reserve(self) -> str:
        return getattr(self.contenu, "reserve", None) or ""

    @property
    def est_a_relire(self) -> bool:
        return self.ouvert is not None and self.ouvert.etat == editorial.EtatTexte.A_RELIRE


def list_tenus(genre: genres.Genre[Any], jour: date) -> list[ContenuTenu]:
    textes = (
        Texte.objects.filter(genre=genre.code)
        .exclude(etat=editorial.EtatTexte.ABANDONNEE)
        .order_by("effet_le", "numero")
    )
    ouverts = {t.code: t for t in textes if t.est_ouvert}
    en_ligne = {
        t.code: t for t in textes if t.etat == editorial.EtatTexte.APPROUVEE and t.effet_le <= jour
    }
    montres = read_contenus(genre, jour)
    connus = {contenu.code for contenu in montres}
    commences = [t.lu for code, t in ouverts.items() if code not in connus]
    return [
        ContenuTenu(
            contenu,
            ouverts.get(contenu.code),
            edite=contenu.code in en_ligne,
            fichier_change=contenu.code in en_ligne and is_fichier_changed(en_ligne[contenu.code]),
        )
        for contenu in (*montres, *commences)
    ]


def list_a_relire() -> list[Texte]:
    return list(
        Texte.objects.filter(etat=editorial.EtatTexte.A_RELIRE).order_by("modifie_le", "pk")
    )


def list_codes(genre: str, *etats: editorial.EtatTexte) -> frozenset[str]:
    textes = Texte.objects.filter(genre=genre, etat__in=etats)
    return frozenset(textes.values_list("code", flat=True))


def list_faits_relus() -> frozenset[str]:
    return list_codes(genres.FAITS, editorial.EtatTexte.A_RELIRE)


def list_alertes_faits(jour: date, relus: frozenset[str]) -> list[str]:
    """List what somebody must look at in the facts; what waits for a second reader is done."""
    return list_alertes(tuple(load_faits().values()), jour, sauf=relus)


def count_ouverts() -> dict[str, int]:
    ouverts = Texte.objects.filter(
        etat__in=[editorial.EtatTexte.BROUILLON, editorial.EtatTexte.A_RELIRE]
    )
    comptes: dict[str, int] = {}
    for genre in ouverts.values_list("genre", flat=True):
        comptes[genre] = comptes.get(genre, 0) + 1
    return comptes


OUVERTE_AILLEURS: Final = "Quelqu’un a déjà commencé un texte de ce contenu\u00a0: reprenez-le."


_TITRE_MAX: Final = 300


class TexteRefuse(Exception):
    """What is asked for may not be done; says why, in French."""


@dataclass(frozen=True)
class TexteSaisi:
    genre: genres.Genre[Any]
    contenu: editorial.Contenu
    effet_le: date
    motif: str


@transaction.atomic
def start_texte(saisie: TexteSaisi, auteur: Utilisateur, maintenant: datetime) -> Texte:
    """Begin a text; only one is open at a time."""
    genre, code = saisie.genre, saisie.contenu.code
    fichier = find_fichier(genre, code)
    dernier = (
        Texte.objects.filter(genre=genre.code, code=code).aggregate(dernier=Max("numero"))[
            "dernier"
        ]
        or 0
    )
    texte = Texte(
        genre=genre.code,
        code=code,
        numero=dernier + 1,
        cree_le=maintenant,
        empreinte=editorial.digest(fichier) if fichier else "",
    )
    _fill(texte, saisie, maintenant)
    try:
        with transaction.atomic():
            texte.save()
    except IntegrityError as faute:
        raise TexteRefuse(OUVERTE_AILLEURS) from faute
    texte.redacteurs.add(auteur)
    _note("texte.ouverture", texte, auteur)
    return texte


@transaction.atomic
def save(
    texte: Texte,
    version: int,
    saisie: TexteSaisi,
    auteur: Utilisateur,
    maintenant: datetime,
) -> None:
    """Keep a draft; a text that was waiting for its reader is a draft again."""
    _hold(texte, version, editorial.EtatTexte.BROUILLON, editorial.EtatTexte.A_RELIRE)
    _fill(texte, saisie, maintenant)
    texte.etat = editorial.EtatTexte.BROUILLON
    texte.save()
    texte.redacteurs.add(auteur)
    _note("texte.modification", texte, auteur)


@transaction.atomic
def submit_texte(
    texte: Texte,
    version: int,
    auteur: Utilisateur,
    maintenant: datetime,
    *,
    prevenir: bool = True,
) -> None:
    """Send a text to a second reader, if it holds all that it must.

    Without `prevenir`, whoever sends several tells the team once.
    """
    _hold(texte, version, editorial.EtatTexte.BROUILLON)
    fautes = texte.son_genre.check(texte.lu, timezone.localdate(maintenant))
    if not texte.motif:
        fautes.append("Dites ce qui change, et pourquoi.")
    if fautes:
        raise TexteRefuse(" ".join(fautes))
    _move(texte, editorial.EtatTexte.A_RELIRE, maintenant)
    _note("texte.envoi", texte, auteur)
    for personne in list_moderateurs(Operation.RELIRE_TEXTE) if prevenir else ():
        if personne != auteur:
            ask_relecture(personne, texte)


@transaction.atomic
def approve(
    texte: Texte,
    version: int,
    auteur: Utilisateur,
    maintenant: datetime,
    reponse: str = "",
    *,
    prevenir: bool = True,
) -> None:
    """Let a text be shown from its day on; never by one of those who wrote it."""
    _hold(texte, version, editorial.EtatTexte.A_RELIRE)
    if not editorial.may_approve(auteur.pk, texte.redacteurs.values_list("pk", flat=True)):
        raise TexteRefuse("Vous avez écrit ce texte\u00a0: une autre personne doit le relire.")
    texte.effet_le = max(texte.effet_le, timezone.localdate(maintenant))
    _decide(texte, editorial.EtatTexte.APPROUVEE, auteur, maintenant, reponse)
    services.bump(texte.genre)
    _note("texte.approbation", texte, auteur)
    genres.follow_approbation(texte.genre, maintenant)
    if prevenir:
        _tell_redacteurs(texte, auteur, "approuvé")


@transaction.atomic
def publish_relu(
    saisie: TexteSaisi, relecteur: Utilisateur, maintenant: datetime, reponse: str = ""
) -> Texte:
    """Show at once a text that somebody outside of the team wrote, and the team has read again.

    Whoever wrote it is told by the app that it comes from.
    """
    texte = start_texte(saisie, relecteur, maintenant)
    texte.redacteurs.clear()
    texte.effet_le = max(texte.effet_le, timezone.localdate(maintenant))
    _decide(texte, editorial.EtatTexte.APPROUVEE, relecteur, maintenant, reponse)
    services.bump(texte.genre)
    _note("texte.approbation", texte, relecteur)
    return texte


@transaction.atomic
def ask_changes(
    texte: Texte, version: int, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    _hold(texte, version, editorial.EtatTexte.A_RELIRE)
    if not reponse:
        raise TexteRefuse("Écrivez ce qu’il faut corriger.")
    _decide(texte, editorial.EtatTexte.BROUILLON, auteur, maintenant, reponse)
    _note("texte.retour", texte, auteur)
    _tell_redacteurs(texte, auteur, "à corriger")


@transaction.atomic
def abandon_texte(texte: Texte, version: int, auteur: Utilisateur, maintenant: datetime) -> None:
    """Leave a draft there; it stays readable."""
    _hold(texte, version, editorial.EtatTexte.BROUILLON, editorial.EtatTexte.A_RELIRE)
    _move(texte, editorial.EtatTexte.ABANDONNEE, maintenant)
    _note("texte.abandon", texte, auteur)


@transaction.atomic
def withdraw_texte(
    texte: Texte, version: int, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    """Take an approved text off, with a reason; the former one, or the file's, is shown again."""
    _hold(texte, version, editorial.EtatTexte.APPROUVEE)
    if not reponse:
        raise TexteRefuse("Dites pourquoi ce texte est retiré.")
    _decide(texte, editorial.EtatTexte.RETIREE, auteur, maintenant, reponse)
    services.bump(texte.genre)
    _note("texte.retrait", texte, auteur)
    _tell_redacteurs(texte, auteur, "retiré")


def _hold(texte: Texte, version: int, *etats: editorial.EtatTexte) -> None:
    """Make sure that a text is still what its reader saw; VersionDepassee otherwise."""
    texte.__dict__.pop("lu", None)  # what was read of the former text
    take_version(texte, version, etat__in=etats)


def _fill(texte: Texte, saisie: TexteSaisi, maintenant: datetime) -> None:
    texte.contenu = editorial.export_contenu(saisie.contenu)
    texte.__dict__.pop("lu", None)
    texte.titre = saisie.contenu.titre[:_TITRE_MAX]
    texte.effet_le, texte.motif = saisie.effet_le, saisie.motif
    texte.modifie_le = maintenant


def _move(texte: Texte, etat: editorial.EtatTexte, maintenant: datetime) -> None:
    texte.etat = etat
    texte.modifie_le = maintenant
    texte.save()


def _decide(
    texte: Texte,
    etat: editorial.EtatTexte,
    auteur: Utilisateur,
    maintenant: datetime,
    reponse: str,
) -> None:
    texte.relu_par, texte.relu_le = auteur, maintenant
    texte.reponse = reponse
    _move(texte, etat, maintenant)


def _note(geste: str, texte: Texte, auteur: Utilisateur) -> None:
    details = {
        "genre": texte.genre,
        "code": texte.code,
        "numero": texte.numero,
        "motif": texte.motif,
    }
    record(geste, auteur=auteur, objet=texte, details=details)


def _tell_redacteurs(texte: Texte, auteur: Utilisateur, verdict: str) -> None:
    autres = texte.redacteurs.exclude(pk=auteur.pk).filter(is_active=True).order_by("pk")
    for redacteur in autres:
        tell_verdict(redacteur, texte, verdict)


# What people are told of a text.


def _is_relu(texte: Texte) -> str:
    attend = texte.etat == editorial.EtatTexte.A_RELIRE
    return "" if attend else "Le texte n’attend plus de relecture."


@courriel(make_avis("Texte à relire", sujet=Sujet.EQUIPE, arret=_is_relu))
def ask_relecture(texte: Texte) -> Contexte:
    return compose_avis(
        f"Un texte à relire\u00a0: {texte.titre}",
        [
            f"Le texte «\u00a0{texte.titre}\u00a0» attend une relecture.",
            f"Ce qui change\u00a0: {texte.motif}",
            "Une personne qui ne l’a pas écrit peut l’approuver.",
        ],
        (texte.get_absolute_url(), "Ouvrir le texte"),
    )


@courriel(make_avis("Texte relu", sujet=Sujet.EQUIPE))
def tell_verdict(texte: Texte, verdict: str) -> Contexte:
    return compose_avis(
        f"Texte {verdict}\u00a0: {texte.titre}",
        [
            f"Le texte «\u00a0{texte.titre}\u00a0» est {verdict}.",
            f"Message\u00a0: {texte.reponse}" if texte.reponse else "",
        ],
        (texte.get_absolute_url(), "Ouvrir le texte"),
    )
