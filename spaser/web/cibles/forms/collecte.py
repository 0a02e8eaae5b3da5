"""A campaign to prepare, and the sheets that came back."""

from __future__ import annotations

from dsfr.forms import DsfrBaseForm

from spaser.donnees.envois.formats import MEGA
from spaser.web.cibles.collecte.retour import FICHIERS_MAX, OCTETS_MAX
from spaser.web.cibles.forms.champs import ChampAnnee
from spaser.web.socle.formulaires import ChampFichiers, ChampJour


class FormCollecte(DsfrBaseForm):
    annee = ChampAnnee(label="Année des valeurs")
    echeance = ChampJour("Réponse attendue le")


class FormRetour(DsfrBaseForm):
    fichiers = ChampFichiers(
        label="Fiches remplies",
        maximum=FICHIERS_MAX,
        help_text=f"CSV, XLSX ou ODS, {OCTETS_MAX // MEGA} Mo au plus chacune, {FICHIERS_MAX} au "
        "plus à la fois.",
        error_messages={"required": "Choisissez au moins une fiche."},
    )
