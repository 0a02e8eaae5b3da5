"""Addresses of `faq`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.faq.views.equipe import questions_recues, repondre, transformer
from spaser.web.faq.views.publiques import demander, donner_avis, page, pdf

app_name: Final = "faq"
urlpatterns: list[URLPattern] = [
    path("", page, name="page"),
    path("foire-aux-questions.pdf", pdf, name="pdf"),
    path("demander/", demander, name="demander"),
    path("questions/", questions_recues, name="questions_recues"),
    path("questions/<int:pk>/", repondre, name="repondre"),
    path("questions/<int:pk>/transformer/", transformer, name="transformer"),
    path("reponses/<slug:code>/avis/", donner_avis, name="avis"),
]
