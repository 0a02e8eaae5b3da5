"""Duties and texts of law: what applies to a buyer, their pages, their sources."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from functools import lru_cache
from typing import Final, cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from spaser.contenus.faits import (
    COPIE,
    NIVEAUX,
    Faits,
    list_a_relire,
    load_faits,
    load_fichiers,
    load_sujets,
    read_from,
)
from spaser.documents.francais import format_date_courte
from spaser.regles import textes_lus
from spaser.regles.droits import Operation
from spaser.regles.editorial import OUVERTS, EtatTexte, may_approve
from spaser.regles.nomenclatures import Source
from spaser.regles.obligations import (
    Application,
    Echeance,
    Obligation,
    apply_all,
    arrange_achats,
    date_obligation,
    list_echeances,
)
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import RequeteConnectee
from spaser.site.editorial import services
from spaser.site.editorial.faits import (
    FAITS,
    SUJETS,
    FormRelu,
    describe_fait,
    find_famille,
    group_applications,
)
from spaser.site.editorial.genre_obligation import OBLIGATIONS, FormulaireObligations
from spaser.site.editorial.models import Texte
from spaser.site.organisations.acces import exige, list_moderateurs, peut
from spaser.site.socle import requetes
from spaser.site.socle.courriels.envoi import compose_avis, courriel, make_avis
from spaser.site.socle.courriels.natures import Contexte
from spaser.site.socle.models import Sujet
from spaser.site.socle.versions import VersionDepassee
from spaser.site.socle.vues import Rendu, shows

# --- Gives the floors below the facts that the team has edited, for the time of a request or a
# task ---
# The base is asked once, when the first fact is read. A draft that is being previewed stands in
# place of its text. Outside of a request and of a task, the facts are those of the files.


class LectureFaits:
    def __init__(self) -> None:
        self._lus: Faits | None = None

    def __call__(self) -> Faits:
        """Return the facts that are shown today, with the draft that is being previewed."""
        if self._lus is None:
            self._lus = _read(services.read_generation_genre(FAITS), timezone.localdate())
        essai = services.find_essai(FAITS.code)
        return _try(self._lus, cast("textes_lus.TexteLu", essai)) if essai else self._lus


def open_faits() -> AbstractContextManager[None]:
    """Have the facts read as the team has edited them, in all that is done inside."""
    return read_from(LectureFaits())


@lru_cache(maxsize=4)
def _read(generation: str, jour: date) -> Faits:
    """Return the facts of a day: the same object for as long as nobody changes one."""
    if not generation:
        return load_fichiers()
    edites = [t for t in services.read_publies(FAITS, generation, jour) if t.mise_a_jour]
    return textes_lus.merge_textes(load_fichiers(), edites) if edites else load_fichiers()


@lru_cache(maxsize=4)
def _try(faits: Faits, essai: textes_lus.TexteLu) -> Faits:
    return textes_lus.merge_textes(faits, [essai])


# --- Reads the duties, as the programme team has edited them, and what it has read again ---


def read_obligations(jour: date) -> tuple[Obligation, ...]:
    return foresee_obligations(jour, jour)


def foresee_obligations(aujourd_hui: date, jour: date) -> tuple[Obligation, ...]:
    """Return the duties as the texts shown today leave them on another day."""
    return tuple(date_obligation(o, jour) for o in services.read_contenus(OBLIGATIONS, aujourd_hui))


def find_obligation(code: str, jour: date) -> Obligation | None:
    return next((o for o in read_obligations(jour) if o.code == code), None)


def list_relectures(relecteur: Utilisateur) -> list[Texte]:
    """Return what this person may approve among others: another reading, and nothing else."""
    montres = {lu.code: lu for lu in services.read_contenus(FAITS, timezone.localdate())}
    attendent = Texte.objects.filter(genre=FAITS.code, etat=EtatTexte.A_RELIRE)
    return [
        texte
        for texte in attendent.order_by("pk").prefetch_related("redacteurs")
        if may_approve(relecteur.pk, (r.pk for r in texte.redacteurs.all()))
        and (montre := montres.get(texte.code))
        and textes_lus.is_relecture(montre, texte.lu)
    ]


# --- Says that texts were read again and still say the same, one or several in one gesture ---


@transaction.atomic
def send_relecture(
    texte: textes_lus.TexteLu, auteur: Utilisateur, maintenant: datetime, *, prevenir: bool = True
) -> Texte:
    """Send to a second reader, in one gesture, what was read again."""
    jour = timezone.localdate(maintenant)
    motif = f"Relu le {format_date_courte(texte.lu_le or jour)}, toujours exact."
    saisie = services.TexteSaisi(FAITS, texte, jour, motif)
    envoye = services.start_texte(saisie, auteur, maintenant)
    services.submit_texte(envoye, envoye.version, auteur, maintenant, prevenir=prevenir)
    return envoye


@transaction.atomic
def send_relectures(
    textes: Iterable[textes_lus.TexteLu], auteur: Utilisateur, maintenant: datetime
) -> int:
    """Send several, or none; the team is told once. Return how many."""
    nombre = 0
    for lu in textes:
        with _name(lu.titre):
            send_relecture(lu, auteur, maintenant, prevenir=False)
        nombre += 1
    for personne in list_moderateurs(Operation.RELIRE_TEXTE) if nombre else ():
        if personne != auteur:
            ask_relectures(personne, personne)
    return nombre


@contextmanager
def _name(titre: str) -> Iterator[None]:
    """Say of which text among several what may not be done is told."""
    try:
        yield
    except services.TexteRefuse as refus:
        raise services.TexteRefuse(f"« {titre} » : {refus}") from refus


@transaction.atomic
def approve_relectures(
    textes: Iterable[tuple[Texte, int]], relecteur: Utilisateur, maintenant: datetime
) -> int:
    """Approve several texts in the versions that were seen, or none; tell each writer once."""
    comptes: dict[Utilisateur, int] = {}
    nombre = 0
    for texte, version in textes:
        with _name(texte.titre):
            services.approve(texte, version, relecteur, maintenant, prevenir=False)
        nombre += 1
        for redacteur in texte.redacteurs.filter(is_active=True):
            comptes[redacteur] = comptes.get(redacteur, 0) + 1
    for redacteur, siens in comptes.items():
        tell_approbations(redacteur, siens)
    return nombre


# What people are told of several texts.


def _is_vide(relecteur: Utilisateur) -> str:
    return "" if list_relectures(relecteur) else "Aucune relecture n’attend plus."


@courriel(make_avis("Relectures à approuver", sujet=Sujet.EQUIPE, arret=_is_vide))
def ask_relectures(relecteur: Utilisateur) -> Contexte:
    """Ask somebody of the team to approve what others read again: what waits when it leaves."""
    return compose_avis(
        "Des textes relus sont à approuver",
        [
            f"Textes relus, dits toujours exacts\u00a0: {len(list_relectures(relecteur))}.",
            "Une personne qui ne les a pas relus peut les approuver ensemble.",
        ],
        (reverse("obligations:a_relire"), "Ouvrir les textes à relire"),
    )


@courriel(make_avis("Relectures approuvées", sujet=Sujet.EQUIPE))
def tell_approbations(nombre: int) -> Contexte:
    return compose_avis(
        "Vos relectures sont approuvées",
        [f"Textes approuvés\u00a0: {nombre}."],
        (reverse("obligations:a_relire"), "Ouvrir les textes à relire"),
    )


# --- The duties of buyers, as everybody reads them ---


# The days to come of the duties, for a diary.


def write_echeances(echeances: Iterable[Echeance]) -> str:
    """Return the calendar; each day keeps its identifier from one download to the next."""
    return requetes.write_agenda("Obligations des acheteurs", map(_meet, echeances))


def _meet(echeance: Echeance) -> requetes.Rendezvous:
    obligation = echeance.obligation
    source = obligation.sources[0]
    a_verifier = f"À vérifier : {obligation.reserve}" if obligation.reserve else ""
    lue = f"Source : {source.libelle} ({source.mention}). Relisez le texte avant de vous y fier."
    return requetes.Rendezvous(
        uid=f"{_identify(echeance)}@obligations.spaser",
        redige_le=source.verifie_le,
        jour=echeance.jour,
        titre=obligation.titre,
        description="\n".join(filter(None, [echeance.texte, a_verifier, lue])),
        url=_address(source),
        annuel=echeance.annuelle,
    )


def _address(source: Source) -> str:
    """Return where the text was read; a page that is gone leaves its place to ours."""
    if source.morte_le is None:
        return source.url
    return f"{settings.ADRESSE}{reverse('obligations:source', args=[source.fait])}"


def _identify(echeance: Echeance) -> str:
    """Name a day by what it is: a yearly one by its text, so that each year is the same event."""
    jour = "" if echeance.annuelle else echeance.jour.isoformat()
    cle = f"{echeance.obligation.code} {jour} {echeance.texte}"
    return hashlib.sha256(cle.encode()).hexdigest()[:32]


# The duties of buyers: list, dates to come, and the same dates for a diary.


@shows("obligations/obligations.html")
def liste_obligations(request: HttpRequest) -> Rendu:
    formulaire, retenues, jour = _select(request)
    famille = formulaire.read_famille()
    requete = request.GET.copy()
    requete.pop("detail", None)
    return {
        "fil": [
            ("Suis-je concerné ?", reverse("espace:concerne")),
            ("Obligations des acheteurs", None),
        ],
        "form": formulaire,
        "nomme": formulaire.make_acheteur().nature is not None,
        "groupes": group_applications(retenues, famille),
        "nombre": len(retenues),
        "echeances": list_echeances(retenues, jour),
        "jour": jour,
        "un_autre_jour": jour != timezone.localdate(),
        "famille": find_famille(famille) if famille else None,
        "requete": requete.urlencode(),
        "filtree": any(formulaire.cleaned_data.values()),
        "detail": request.GET.get("detail") == "tout",
    }


@require_safe
@conditional_page
def agenda_obligations(request: HttpRequest) -> HttpResponse:
    _, retenues, jour = _select(request)
    texte = write_echeances(list_echeances(retenues, jour))
    reponse = HttpResponse(texte, content_type="text/calendar; charset=utf-8")
    reponse["Content-Disposition"] = 'attachment; filename="obligations.ics"'
    return reponse


def _select(request: HttpRequest) -> tuple[FormulaireObligations, list[Application], date]:
    formulaire = FormulaireObligations(request.GET)
    formulaire.full_clean()
    aujourd_hui = timezone.localdate()
    jour = formulaire.read_jour(aujourd_hui)
    theme, etat = formulaire.read_theme(), formulaire.read_etat()
    obligations = foresee_obligations(aujourd_hui, jour)
    applications = apply_all(obligations, formulaire.make_acheteur(), jour)
    rangees = arrange_achats(applications, formulaire.read_famille())
    retenues = [
        a for a in rangees if theme in {None, a.obligation.theme} and etat in {None, a.etat}
    ]
    return formulaire, retenues, jour


# --- The texts and national figures that the site cites: each on its page, and what is to be read
# ---


ENVOYEE: Final = "votre relecture est envoyée. Une autre personne doit l’approuver."
TITRE: Final = "Textes et chiffres cités"
A_RELIRE: Final = "Textes à relire"
CHANGE: Final = (
    "Un de ces textes a changé entre-temps\u00a0: rien n’est fait, choisissez de nouveau."
)
REFUS: Final = "Rien n’est fait, un de ces textes ne peut pas l’être\u00a0:"
RIEN: Final = "Rien n’est coché, ou ce qui l’était n’attend plus\u00a0: choisissez de nouveau."


@shows("obligations/sources.html")
def sources(request: HttpRequest) -> Rendu:
    return {
        "fil": [(TITRE, None)],
        "titre": TITRE,
        "niveaux": [NIVEAUX["A"], COPIE, *[NIVEAUX[lettre] for lettre in "BCD"]],
        "sujets": [(SUJETS[sujet], faits) for sujet, faits in load_sujets().items()],
        "nombre": len(load_faits()),
    }


@shows("obligations/source.html")
def source(request: HttpRequest, code: str) -> Rendu:
    fait = load_faits().get(code)
    if fait is None:
        raise Http404
    jour = timezone.localdate()
    return {
        "fil": [(TITRE, reverse("obligations:sources")), (fait.texte, None)],
        **describe_fait(fait, jour),
        "obligations": [o for o in read_obligations(jour) if _cites(o, code)],
    }


def _cites(obligation: Obligation, code: str) -> bool:
    return any(citation.partition(".")[0] == code for citation in obligation.faits)


@exige(Operation.RELIRE_TEXTE)
@shows("obligations/a_relire.html", envoi=True)
def a_relire(request: RequeteConnectee) -> Rendu:
    """List, for the team, what ends or must be read again, then all that an expert must read.

    By POST, several at once: said exact, or approved.
    """
    if request.method == "POST":
        _decide(request)
        return redirect("obligations:a_relire")
    faits, jour = tuple(load_faits().values()), timezone.localdate()
    relus = services.list_faits_relus()
    return {
        "fil": [("Textes du site", reverse("editorial:accueil")), (A_RELIRE, None)],
        "titre": A_RELIRE,
        "alertes": services.list_alertes_faits(jour, relus),
        "lignes": list_a_relire(faits, jour),
        "cochables": _list_cochables(jour),
        "relectures": list_relectures(request.user),
        "relus": relus,
        "nombre": len(faits),
        "genre": FAITS.code,
    }


def _list_cochables(jour: date) -> frozenset[str]:
    """Return the texts that may be said exact among others."""
    dus = frozenset(
        code for code, fait in load_faits().items() if textes_lus.may_reread_same(fait, jour)
    )
    return dus - services.list_codes(FAITS.code, *OUVERTS)


def _decide(request: RequeteConnectee) -> None:
    """Send or approve together what is ticked and still may be; a refusal stops them all."""
    try:
        message = _approve(request) if "approuver" in request.POST else _send(request)
    except VersionDepassee:
        messages.error(request, CHANGE)
    except services.TexteRefuse as refus:
        messages.error(request, f"{REFUS} {refus}")
    else:
        niveau = messages.SUCCESS if message else messages.WARNING
        messages.add_message(request, niveau, message or RIEN)


def _send(request: RequeteConnectee) -> str:
    if not peut(request, Operation.REDIGER_TEXTE):
        raise PermissionDenied
    jour = timezone.localdate()
    coches = set(request.POST.getlist("relu"))
    voulus = coches & _list_cochables(jour)
    lus = [
        textes_lus.reread_same(t, jour)
        for t in services.read_contenus(FAITS, jour)
        if t.code in voulus
    ]
    if not lus:
        return ""
    nombre = send_relectures(lus, request.user, timezone.now())
    suite = "Une autre personne doit les approuver."
    return f"Relectures envoyées\u00a0: {nombre}. {suite}{_tell_laisses(len(coches) - nombre)}"


def _approve(request: RequeteConnectee) -> str:
    vus = dict(vu.split("-", 1) for vu in request.POST.getlist("texte") if "-" in vu)
    textes = [
        (texte, int(version))
        for texte in list_relectures(request.user)
        if (version := vus.get(str(texte.pk), "")).isdecimal()
    ]
    if not textes:
        return ""
    nombre = approve_relectures(textes, request.user, timezone.now())
    return f"Relectures approuvées\u00a0: {nombre}.{_tell_laisses(len(vus) - nombre)}"


def _tell_laisses(nombre: int) -> str:
    return f" Laissés de côté, car ils n’attendaient plus\u00a0: {nombre}." if nombre else ""


@exige(Operation.REDIGER_TEXTE)
@shows("obligations/relire.html", envoi=True)
def relire_fait(request: RequeteConnectee, code: str) -> Rendu:
    """Say that a text was read again and still says the same; a second reader then approves it."""
    jour = timezone.localdate()
    texte = services.find_contenu(FAITS, code, jour)
    if texte is None:
        raise Http404
    form = FormRelu(request.POST) if request.method == "POST" else FormRelu.start(texte, jour)
    if request.method == "POST" and form.is_valid():
        lu = textes_lus.reread(texte, **form.cleaned_data)
        try:
            send_relecture(lu, request.user, timezone.now())
        except services.TexteRefuse as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, f"{lu.texte}\u00a0: {ENVOYEE}")
            return redirect("obligations:a_relire")
    return {
        "fil": [
            ("Textes du site", reverse("editorial:accueil")),
            (A_RELIRE, reverse("obligations:a_relire")),
            (texte.texte, None),
        ],
        "titre": f"Relire\u00a0: {texte.texte}",
        **describe_fait(texte.to_fait(), jour),
        "form": form,
        "genre": FAITS.code,
        "ouvert": services.find_ouvert(FAITS, code),
    }
