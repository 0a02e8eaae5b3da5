"""What a scheme prints of its last closed year: where it stood, what was asked of the assembly."""

from collections.abc import Iterator

from spaser.documents.document import Bloc, Contenu, Liste, Paragraphe, Tableau, Texte
from spaser.documents.francais import typographie
from spaser.documents.point_annuel.textes import DEMANDES, Etape, LigneDite, sum_up, tell_ligne
from spaser.documents.publication.textes import NON_FIXEE, name_legales
from spaser.metier.point_annuel.modele import ContenuPoint


def write_extrait(contenu: ContenuPoint, etape: Etape) -> Iterator[Bloc]:
    titre = Texte(typographie(f"Point annuel {contenu.annee}. {etape.mention} "), fort=True)
    yield Paragraphe((titre, Texte(sum_up(contenu))), identifiant="point_annuel_indicateurs_annee")
    yield Tableau(
        f"{name_legales()} : où ils en étaient en {contenu.annee}",
        ("Indicateur", str(contenu.annee), "Cible", "Où nous en sommes"),
        tuple(_write(tell_ligne(ligne, etape.corrections)) for ligne in contenu.legales),
        (5, 4, 3, 3),
        ligne_nommee=True,
        identifiant="point_annuel_indicateurs_valeurs",
    )
    if contenu.demandes:
        yield Paragraphe(
            (Texte(typographie(f"{DEMANDES} :"), fort=True),),
            identifiant="point_annuel_indicateurs_demande",
        )
        yield Liste(
            tuple(typographie(demande) for demande in contenu.demandes),
            identifiant="point_annuel_indicateurs_decisions",
        )


def _write(dite: LigneDite) -> tuple[Contenu, ...]:
    valeur, compte = dite.tenue
    suite = (Texte(f" ({compte})"),) if compte else ()
    return (
        typographie(dite.nom),
        (Texte(valeur, fort=True), *suite),
        typographie(dite.cible or f"{NON_FIXEE}. {dite.doute}".strip()),
        dite.etat_tenu,
    )
