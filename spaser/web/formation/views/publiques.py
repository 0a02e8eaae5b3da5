"""The modules: their list, one of them, a lesson and its questions, the package."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.metier.apprentissage import Choisis, find_manque, print_question, recall
from spaser.metier.formation import Lecon, Module, NatureQuestion, Question
from spaser.web.comptes.client import read_adresse
from spaser.web.editorial.selectors import find_mise_a_jour
from spaser.web.espace.tiroirs import find_espace_sien
from spaser.web.formation.poses import pose_questions
from spaser.web.formation.presentation import show_lecon, write_texte
from spaser.web.formation.scorm.paquet import read_paquet_scorm
from spaser.web.formation.selectors import (
    find_module,
    follow,
    read_modules,
    read_suivis,
)
from spaser.web.formation.services import Reponse, forget_reponses, keep_reponse, note_reponse
from spaser.web.formation.suivi import send_paquet
from spaser.web.organisations.acces import ouverte_a_tous
from spaser.web.socle.limites import check_limite
from spaser.web.socle.reponses import reply_fichier

TITRE: Final = "Se former en ligne"
HEURE: Final = timedelta(hours=1)
REPONSES_PAR_HEURE: Final = 3_000  # from one address: a whole room may share it
_CHANGEE: Final = (
    "Cette question a changé depuis que vous avez ouvert la page : la voici, répondez-y de nouveau."
)
_AUCUN: Final = -1  # no choice has this rank
_RETIREE: Final = "Cette question n’est plus dans la leçon. Vos autres réponses sont gardées."


@ouverte_a_tous
@never_cache
@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    jour = timezone.localdate()
    suivis = read_suivis(request, jour)
    modules = [follow(module, lecons, suivis) for module, lecons in read_modules(jour)]
    contexte: dict[str, Any] = {
        "fil": [(TITRE, None)],
        "modules": [(suivi, write_texte(suivi.module.resume, jour)) for suivi in modules],
    }
    return render(request, "formation/accueil.html", contexte)


@ouverte_a_tous
@never_cache
@require_safe
def module(request: HttpRequest, module: str) -> HttpResponse:
    jour = timezone.localdate()
    lu, lecons = find_module_or_404(module, jour)
    contexte: dict[str, Any] = {
        "fil": [(TITRE, reverse("formation:accueil")), (lu.titre, None)],
        "suivi": follow(lu, lecons, read_suivis(request, jour)),
        "resume": write_texte(lu.resume, jour),
        "regle": write_texte(lu.regle, jour),
        "mise_a_jour": find_mise_a_jour((lu, *lecons)),
    }
    return render(request, "formation/module.html", contexte)


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lecon(request: HttpRequest, module: str, lecon: str) -> HttpResponse:
    jour = timezone.localdate()
    lu, lecons = find_module_or_404(module, jour)
    lue = next((x for x in lecons if x.court == lecon), None)
    if lue is None:
        raise Http404
    lieu = _Lieu(lu, lecons, lue, jour)
    return _take_reponse(request, lieu) if request.method == "POST" else _show(request, lieu)


@dataclass(frozen=True)
class _Lieu:
    module: Module
    lecons: tuple[Lecon, ...]
    lecon: Lecon
    jour: date

    @property
    def adresse(self) -> str:
        return reverse("formation:lecon", args=[self.module.code, self.lecon.court])


def _take_reponse(request: HttpRequest, lieu: _Lieu) -> HttpResponse:
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
    reponse = Reponse(lieu.module, lieu.lecons, lecon, question, choisis)
    retour = HttpResponseRedirect(f"{page}#question-{rang}-correction")
    if request.user.is_authenticated:
        keep_reponse(request.user, reponse, jour)
    else:
        send_paquet(retour, note_reponse(reponse, read_suivis(request, jour), jour))
    return retour


def _read_choisis(request: HttpRequest, question: Question) -> Choisis:
    if question.nature is not NatureQuestion.ORDRE:
        connus = {str(n): n for n in range(len(question.choix))}
        return tuple(sorted({connus.get(lu, _AUCUN) for lu in request.POST.getlist("choix")}))
    rangs = [request.POST.get(f"rang-{n}", "") for n in range(len(question.choix))]
    attendus = [str(n) for n in range(1, len(rangs) + 1)]
    return tuple(rangs.index(rang) for rang in attendus if rangs.count(rang) == 1)


def _show(
    request: HttpRequest, lieu: _Lieu, refus: tuple[str, str, Choisis] | None = None
) -> HttpResponse:
    module, lecon, jour = lieu.module, lieu.lecon, lieu.jour
    suivis = read_suivis(request, jour)
    suivi = follow(module, lieu.lecons, suivis)
    rappel, montree = recall(suivis.get(lecon.code), module, lecon), show_lecon(lecon, jour)
    posees = pose_questions(lecon, montree, rappel.suivi.reponses, refus)
    place = next(n for n, x in enumerate(suivi.lecons) if x.lecon.code == lecon.code)
    espace = find_espace_sien(request.user) if lecon.acte_tiroir else None
    contexte: dict[str, Any] = {
        "fil": [
            (TITRE, reverse("formation:accueil")),
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
        "refus": refus,
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
        forget_reponses(request.user, lecons)
    else:
        codes = {lecon.code for lecon in lecons}
        gardes = read_suivis(request, jour)
        send_paquet(retour, {code: gardes[code] for code in gardes.keys() - codes})
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
    lu = find_module(code, jour)
    if lu is None:
        raise Http404
    return lu
