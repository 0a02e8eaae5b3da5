"""How often one wants each subject of the site's mails."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.comptes.forms import FormCourriels
from spaser.web.courriels.choix import choose, list_groupes
from spaser.web.courriels.preferences import read_cadences
from spaser.web.courriels.sujets import Sujet


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def courriels(request: RequeteConnectee) -> HttpResponse:
    cadences = read_cadences(request.user)
    equipe = request.user.roles_programme.exists()
    sujets = [sujet for sujet in Sujet if equipe or sujet != Sujet.EQUIPE]
    form = FormCourriels(request.POST or None, cadences={s: cadences[s] for s in sujets})
    if form.is_valid():
        choose(request.user, form.read())
        messages.success(request, "Vos choix sont enregistrés.")
        return redirect("comptes:courriels")
    attendent = list_groupes(request.user)
    contexte = {
        "form": form,
        "nombre": attendent.count(),
        "prochain": attendent.order_by("du_le").first(),
        "rubrique": "courriels",
        "fil": [("Mon compte", reverse("comptes:profil")), ("Courriels", None)],
    }
    return render(request, "comptes/courriels.html", contexte)
