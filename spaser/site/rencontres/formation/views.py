"""Pages of lessons: modules, a lesson and its questions, certificates, the package."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from dsfr.forms import DsfrBaseForm
from lxml import etree

from spaser.contenus.faits import cache_faits
from spaser.documents.document import Document, Lien, Liste, Paragraphe, Section, Texte, map_textes
from spaser.documents.francais import format_date, pluriel
from spaser.documents.rendus.pdf import write_pdf
from spaser.elements import fold_mots
from spaser.regles.droits import Operation
from spaser.regles.lecons import (
    Choisis,
    Lecon,
    Module,
    NatureQuestion,
    QuestionLecon,
    find_manque,
    print_module,
    print_question,
    recall_lecon,
)
from spaser.regles.questionnaires import MomentQuestionnaire
from spaser.site.comptes.sessions import read_adresse
from spaser.site.editorial.images import read_images
from spaser.site.editorial.services import find_mise_a_jour
from spaser.site.espace.navigation import find_espace_sien
from spaser.site.organisations.acces import exige, ouverte_a_tous
from spaser.site.rencontres.formation import services
from spaser.site.rencontres.formation.lecons import render_texte, show_lecon
from spaser.site.rencontres.models import Attestation
from spaser.site.rencontres.questionnaires.resultats import list_ouverts
from spaser.site.socle import formulaires
from spaser.site.socle.requetes import check_limite, reply_fichier
from spaser.site.socle.templatetags.socle import insecables
from spaser.site.socle.vues import Rendu, shows

# --- The package of a module: one page that holds every lesson, three scripts, the manifest ---
# The page is written from the same texts and templates as those of the site; its links lead back
# to it. The same contents give the same file.


MANIFESTE: Final = "imsmanifest.xml"
PAGE: Final = "index.html"
SCRIPTS: Final = ("plateforme.js", "suivi.js", "lecteur.js")
_STYLES: Final = ("module.css", "lecon.css")
_CP: Final = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
_ADL: Final = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
_VIDE: Final = f'<manifest xmlns="{_CP}" xmlns:adlcp="{_ADL}"/>'
_DEBUT: Final = (1980, 1, 1, 0, 0, 0)  # the first day that a ZIP file may tell
_GARDES: Final = 4


def read_paquet_scorm(module: Module, lecons: tuple[Lecon, ...], jour: date) -> bytes:
    """Return the package, made once for what the module says on a day."""
    return _make(module, lecons, jour, read_images())


@cache_faits(_GARDES)
def _make(module: Module, lecons: tuple[Lecon, ...], jour: date, _images: str) -> bytes:
    fichiers: dict[str, bytes] = {
        PAGE: write_page(module, lecons, jour).encode(),
        **{nom: _read(nom) for nom in (*SCRIPTS, *_STYLES)},
    }
    return _zip({MANIFESTE: write_manifeste(module, tuple(fichiers)), **fichiers})


def write_page(module: Module, lecons: tuple[Lecon, ...], jour: date) -> str:
    montrees = [(lecon, show_lecon(lecon, jour, dehors=True)) for lecon in lecons]
    contexte = {
        "module": module,
        "regle": render_texte(module.regle, jour),
        "version": print_module(module, lecons),
        "scripts": SCRIPTS,
        "styles": _STYLES,
        "adresse": f"{settings.ADRESSE}{reverse('formation:module', args=[module.code])}",
        "lecons": [
            (montree, services.pose_questions(lecon, montree, {})) for lecon, montree in montrees
        ],
    }
    return render_to_string("formation/scorm.html", contexte)


def write_manifeste(module: Module, fichiers: tuple[str, ...]) -> bytes:
    """Return the manifest: one organization, one page to open, all the files that it needs."""
    racine = etree.fromstring(_VIDE)
    racine.set("identifier", f"spaser-{module.code}")
    racine.set("version", "1.0")
    donnees = _add(racine, "metadata")
    _add(donnees, "schema", "ADL SCORM")
    _add(donnees, "schemaversion", "1.2")
    organisation = _add(
        _add(racine, "organizations", default="spaser"), "organization", identifier="spaser"
    )
    _add(organisation, "title", module.titre)
    page = _add(organisation, "item", identifier="module", identifierref="page", isvisible="true")
    _add(page, "title", module.titre)
    ressource = _add(
        _add(racine, "resources"), "resource", identifier="page", type="webcontent", href=PAGE
    )
    ressource.set(f"{{{_ADL}}}scormtype", "sco")
    for nom in fichiers:
        _add(ressource, "file", href=nom)
    return etree.tostring(racine, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _add(parent: etree._Element, nom: str, texte: str | None = None, **noms: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{_CP}}}{nom}", noms)
    element.text = texte
    return element


def _zip(fichiers: Mapping[str, bytes]) -> bytes:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, octets in fichiers.items():
            entree = zipfile.ZipInfo(nom, _DEBUT)
            entree.compress_type = zipfile.ZIP_DEFLATED
            entree.external_attr = 0o644 << 16
            archive.writestr(entree, octets)
    return tampon.getvalue()


@cache
def _read(nom: str) -> bytes:
    app = resources.files("spaser.site.rencontres")
    dossier = app.joinpath("static", "formation")
    if nom != "lecon.css":
        dossier = app.joinpath("scorm", "fichiers")
    return dossier.joinpath(nom).read_bytes()


# --- The modules: their list, one of them, a lesson and its questions, the package ---


TITRE_PUBLIQUES: Final = "Se former en ligne"
HEURE: Final = timedelta(hours=1)
REPONSES_PAR_HEURE: Final = 3_000  # from one address: a whole room may share it
_CHANGEE: Final = (
    "Cette question a changé depuis que vous avez ouvert la page : la voici, répondez-y de nouveau."
)
_AUCUN: Final = -1  # no choice has this rank
_RETIREE: Final = "Cette question n’est plus dans la leçon. Vos autres réponses sont gardées."


@ouverte_a_tous
@never_cache
@shows("formation/accueil.html")
def accueil_formation(request: HttpRequest) -> Rendu:
    jour = timezone.localdate()
    suivis = services.read_suivis_lecons(request, jour)
    modules = [
        services.follow_module(module, lecons, suivis)
        for module, lecons in services.read_modules(jour)
    ]
    contexte: dict[str, Any] = {
        "fil": [(TITRE_PUBLIQUES, None)],
        "modules": [(suivi, render_texte(suivi.module.resume, jour)) for suivi in modules],
    }
    return contexte


@ouverte_a_tous
@never_cache
@shows("formation/module.html")
def module(request: HttpRequest, module: str) -> Rendu:
    jour = timezone.localdate()
    lu, lecons = find_module_or_404(module, jour)
    contexte: dict[str, Any] = {
        "fil": [(TITRE_PUBLIQUES, reverse("formation:accueil")), (lu.titre, None)],
        "suivi": services.follow_module(lu, lecons, services.read_suivis_lecons(request, jour)),
        "resume": render_texte(lu.resume, jour),
        "regle": render_texte(lu.regle, jour),
        "mise_a_jour": find_mise_a_jour((lu, *lecons)),
    }
    return contexte


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lecon(request: HttpRequest, module: str, lecon: str) -> HttpResponse:
    jour = timezone.localdate()
    lu, lecons = find_module_or_404(module, jour)
    lue = next((x for x in lecons if x.court == lecon), None)
    if lue is None:
        raise Http404
    lieu = _LeconOuverte(lu, lecons, lue, jour)
    return _take_reponse(request, lieu) if request.method == "POST" else _show(request, lieu)


@dataclass(frozen=True)
class _LeconOuverte:
    module: Module
    lecons: tuple[Lecon, ...]
    lecon: Lecon
    jour: date

    @property
    def adresse(self) -> str:
        return reverse("formation:lecon", args=[self.module.code, self.lecon.court])


def _take_reponse(request: HttpRequest, lieu: _LeconOuverte) -> HttpResponse:
    lecon, page, jour = lieu.lecon, lieu.adresse, lieu.jour
    rangs = {question.code: rang for rang, question in enumerate(lecon.questions, 1)}
    rang = rangs.get(request.POST.get("question", ""))
    if rang is None:
        messages.warning(request, _RETIREE)
        return HttpResponseRedirect(page)
    question = lecon.questions[rang - 1]
    if request.POST.get("cle") != print_question(lecon, question):
        messages.warning(request, _CHANGEE)
        return HttpResponseRedirect(f"{page}#question-{rang}")
    choisis = _read_choisis(request, question)
    if manque := find_manque(question, choisis):
        return _show(request, lieu, (question.code, manque, choisis))
    check_limite("formation.reponse", read_adresse(request), REPONSES_PAR_HEURE, HEURE)
    reponse = services.ReponseDonnee(lieu.module, lieu.lecons, lecon, question, choisis)
    retour = HttpResponseRedirect(f"{page}#question-{rang}-correction")
    if request.user.is_authenticated:
        services.keep_reponse_lecon(request.user, reponse, jour)
    else:
        services.send_paquet(
            retour, services.note_reponse(reponse, services.read_suivis_lecons(request, jour), jour)
        )
    return retour


def _read_choisis(request: HttpRequest, question: QuestionLecon) -> Choisis:
    if question.nature is not NatureQuestion.ORDRE:
        connus = {str(n): n for n in range(len(question.choix))}
        return tuple(sorted({connus.get(lu, _AUCUN) for lu in request.POST.getlist("choix")}))
    rangs = [request.POST.get(f"rang-{n}", "") for n in range(len(question.choix))]
    attendus = [str(n) for n in range(1, len(rangs) + 1)]
    return tuple(rangs.index(rang) for rang in attendus if rangs.count(rang) == 1)


def _show(
    request: HttpRequest, lieu: _LeconOuverte, refus: tuple[str, str, Choisis] | None = None
) -> HttpResponse:
    module, lecon, jour = lieu.module, lieu.lecon, lieu.jour
    suivis = services.read_suivis_lecons(request, jour)
    suivi = services.follow_module(module, lieu.lecons, suivis)
    rappel, montree = recall_lecon(suivis.get(lecon.code), module, lecon), show_lecon(lecon, jour)
    posees = services.pose_questions(lecon, montree, rappel.suivi.reponses, refus)
    place = next(n for n, x in enumerate(suivi.lecons) if x.lecon.code == lecon.code)
    espace = find_espace_sien(request.user) if lecon.acte_tiroir else None
    contexte: dict[str, Any] = {
        "fil": [
            (TITRE_PUBLIQUES, reverse("formation:accueil")),
            (module.titre, reverse("formation:module", args=[module.code])),
            (lecon.titre, None),
        ],
        "module": module,
        "montree": montree,
        "suivi": suivi,
        "suivie": suivi.lecons[place],
        "avant": suivi.lecons[place - 1] if place else None,
        "apres": suivi.lecons[place + 1] if place + 1 < len(suivi.lecons) else None,
        "rappel": rappel,
        "posees": posees,
        "repondues": sum(posee.repondue for posee in posees),
        "justes": sum(posee.juste for posee in posees),
        "reprise": next((p.montree for p in posees if not p.repondue), None),
        "tiroir": espace.address(lecon.acte_tiroir) if espace and lecon.acte_tiroir else "",
        "mise_a_jour": find_mise_a_jour((lecon,)),
    }
    return render(request, "formation/lecon.html", contexte)


@ouverte_a_tous
@never_cache
@require_POST
def recommencer(request: HttpRequest, module: str) -> HttpResponse:
    jour = timezone.localdate()
    lu, lecons = find_module_or_404(module, jour)
    retour = HttpResponseRedirect(reverse("formation:module", args=[lu.code]))
    if request.user.is_authenticated:
        services.forget_reponses(request.user, lecons)
    else:
        codes = {lecon.code for lecon in lecons}
        gardes = services.read_suivis_lecons(request, jour)
        services.send_paquet(retour, {code: gardes[code] for code in gardes.keys() - codes})
    messages.success(request, "Vos réponses à ce module sont effacées.")
    return retour


@ouverte_a_tous
@require_safe
def scorm(request: HttpRequest, module: str) -> HttpResponse:
    jour = timezone.localdate()
    lu, lecons = find_module_or_404(module, jour)
    octets = read_paquet_scorm(lu, lecons, jour)
    return reply_fichier(octets, f"{lu.code}-scorm-1.2.zip", "application/zip")


def find_module_or_404(code: str, jour: date) -> tuple[Module, tuple[Lecon, ...]]:
    """Return a module that has lessons, with them."""
    lu = services.find_module(code, jour)
    if lu is None:
        raise Http404
    return lu


# --- A name, printed or recognised and kept nowhere; the days between which to count ---


NOM_MAX: Final = 120
AN: Final = timedelta(days=365)


class FormNom(DsfrBaseForm):
    nom = formulaires.ChampTexte(
        "Prénom et nom",
        requis="Écrivez le prénom et le nom.",
        max_length=NOM_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, aide: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nom"].help_text = aide

    def clean_nom(self) -> str:
        nom: str = self.cleaned_data["nom"]
        formulaires.refuse_lien(nom)
        if not fold_mots(nom):
            raise forms.ValidationError("Écrivez ce nom en lettres latines.")
        return nom


class FormAnneeGlissante(formulaires.FormLibre):
    """From a day to another; a year until today when nothing is asked."""

    debut = formulaires.ask_jour("Du")
    fin = formulaires.ask_jour("Au")

    def read(self, jour: date) -> tuple[date, date]:
        lus = self.cleaned_data if self.is_valid() else {}
        fin = lus.get("fin") or jour
        debut = lus.get("debut") or max(fin, date.min + AN) - AN
        return min(debut, fin), max(debut, fin)


# --- The attestation, as an accessible PDF: what was followed, by whom, and where it is confirmed
# ---


TITRE_ATTESTATION = "Attestation de suivi"


def compose_attestation(
    attestation: Attestation, module: Module, lecons: Sequence[Lecon], nom: str
) -> Document:
    adresse = f"{settings.ADRESSE}{attestation.get_absolute_url()}"
    document = Document(
        titre=TITRE_ATTESTATION,
        jour=attestation.jour,
        sous_titre=f"Module « {module.titre} »",
        mention=f"{TITRE_ATTESTATION}, vérifiable à l’adresse {adresse}",
        blocs=(
            Paragraphe((Texte(nom, fort=True),)),
            Paragraphe(
                f"a suivi jusqu’au bout le module de formation en ligne « {module.titre} », "
                f"le {format_date(attestation.jour)}.",
                en_avant=True,
            ),
            Paragraphe(
                f"{pluriel(len(lecons), 'leçon')}, {services.count_minutes(lecons)} minutes "
                "environ. "
                f"Le module est terminé quand {module.seuil} % au moins des questions de chaque "
                "leçon ont une bonne réponse ; chacun répond seul, autant de fois qu’il le veut."
            ),
        ),
        sections=(
            Section("Les leçons", (Liste(tuple(x.titre for x in lecons), ordonnee=True),)),
            Section(
                "Vérifier cette attestation",
                (
                    Paragraphe((Texte("Ouvrez "), Lien(adresse, adresse), Texte(
                        " et tapez le nom écrit ci-dessus : le site dit s’il correspond. Il ne "
                        "garde pas ce nom et ne le montre à personne."
                    ))),
                    Paragraphe(
                        f"Version du module : {attestation.version}. Cette attestation dit qu’un "
                        "module a été suivi ; ce n’est pas un diplôme."
                    ),
                ),
            ),
        ),
    )  # fmt: skip
    return map_textes(document, insecables)


# --- Attestations: asked for by who has completed a module, confirmed to whoever holds one ---


ATTESTATIONS_PAR_HEURE: Final = 60  # from one address: a whole room may share it
ESSAIS_PAR_HEURE: Final = 30
_AIDE: Final = "Tel qu’il sera écrit sur l’attestation. Le site ne le garde pas."
_AIDE_VERIFIER: Final = "Tel qu’il est écrit sur l’attestation que vous avez reçue."


@ouverte_a_tous
@never_cache
@shows("formation/attestation.html", envoi=True)
def demander_attestation(request: HttpRequest, module: str) -> Rendu:
    jour = timezone.localdate()
    lu, lecons = find_module_or_404(module, jour)
    suivi = services.follow_module(lu, lecons, services.read_suivis_lecons(request, jour))
    form = FormNom(request.POST or None, aide=_AIDE)
    if request.method == "POST" and not suivi.fini:
        return redirect("formation:attestation", lu.code)
    if request.method == "POST" and form.is_valid():
        check_limite("formation.attestation", read_adresse(request), ATTESTATIONS_PAR_HEURE, HEURE)
        nom = form.cleaned_data["nom"]
        attestation = services.hand_attestation(lu, lecons, nom, jour)
        octets = write_pdf(compose_attestation(attestation, lu, lecons, nom))
        return reply_fichier(octets, f"attestation-{lu.code}.pdf", "application/pdf")
    contexte: dict[str, Any] = {
        "fil": [
            (TITRE_PUBLIQUES, reverse("formation:accueil")),
            (lu.titre, reverse("formation:module", args=[lu.code])),
            ("Attestation", None),
        ],
        "suivi": suivi,
        "form": form,
        "questionnaires": list_ouverts(jour, MomentQuestionnaire.MODULE) if suivi.fini else [],
    }
    return contexte


@ouverte_a_tous
@never_cache
@shows("formation/verifier.html", envoi=True)
def verifier_attestation(request: HttpRequest, code: str) -> Rendu:
    attestation = services.find_attestation(code)
    if attestation is None:
        raise Http404
    form = FormNom(request.POST or None, aide=_AIDE_VERIFIER)
    reponse = None
    if request.method == "POST" and form.is_valid():
        check_limite(
            "formation.verifier", f"{read_adresse(request)} {code}", ESSAIS_PAR_HEURE, HEURE
        )
        reponse = services.matches(attestation, form.cleaned_data["nom"])
    contexte: dict[str, Any] = {
        "fil": [(TITRE_PUBLIQUES, reverse("formation:accueil")), ("Attestation de suivi", None)],
        "attestation": attestation,
        "form": form,
        "reponse": reponse,
        "nom": form.cleaned_data["nom"] if reponse is not None else "",
    }
    return contexte


# --- What the team reads: how many follow the modules, which questions are missed. Never who ---


TITRE: Final = "Suivi de la formation"


@exige(Operation.RELIRE_TEXTE)
@shows("formation/suivi.html")
def suivi_formation(request: HttpRequest) -> Rendu:
    form = FormAnneeGlissante(request.GET or None)
    debut, fin = form.read(timezone.localdate())
    modules, lecons = services.count_formation(debut, fin)
    contexte: dict[str, Any] = {
        "fil": [(TITRE, None)],
        "titre": TITRE,
        "form": form,
        "debut": debut,
        "fin": fin,
        "modules": modules,
        "lecons": lecons,
        "attestations": services.count_attestations(debut, fin),
    }
    return contexte
