"""Records in XML, what they must become, and a way to read them."""

from spaser.moteur.decp.xml.lecture import read_xml
from tests.moteur.decp.lectures import read_lignes

MARCHE = """<marche>
  <id>2025-014</id>
  <acheteur><id>21750001600019</id></acheteur>
  <nature>Marché</nature>
  <objet>Entretien &amp; plantation d'arbres</objet>
  <techniques><technique>Accord-cadre</technique><technique>Concours</technique></techniques>
  <modalitesExecution><modaliteExecution>Tranches</modaliteExecution></modalitesExecution>
  <marcheInnovant>oui</marcheInnovant>
  <origineUE/>
  <titulaires>
    <titulaire><typeIdentifiant>SIRET</typeIdentifiant><id>55203253400646</id></titulaire>
  </titulaires>
  <modificationsActesSousTraitance>
    <modificationActesSousTraitance><id>1</id><montant>10.5</montant></modificationActesSousTraitance>
    <modificationActeSousTraitance><id>2</id></modificationActeSousTraitance>
  </modificationsActesSousTraitance>
  <modifications><modification><id>1</id>
    <titulaires><titulaire><id>FR1</id></titulaire><titulaire><id>FR2</id></titulaire></titulaires>
  </modification></modifications>
</marche>"""
ATTENDU = {
    "id": "2025-014",
    "acheteur": {"id": "21750001600019"},
    "nature": "Marché",
    "objet": "Entretien & plantation d'arbres",
    "techniques": {"technique": ["Accord-cadre", "Concours"]},
    "modalitesExecution": {"modaliteExecution": ["Tranches"]},
    "marcheInnovant": "oui",
    "origineUE": None,
    "titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": "55203253400646"}}],
    "modificationsActesSousTraitance": [
        {"modificationActeSousTraitance": {"id": "1", "montant": "10.5"}},
        {"modificationActeSousTraitance": {"id": "2"}},
    ],
    "modifications": [
        {
            "modification": {
                "id": "1",
                "titulaires": [{"titulaire": {"id": "FR1"}}, {"titulaire": {"id": "FR2"}}],
            }
        }
    ],
}
CONCESSION = """<contrat-concession>
  <id>DSP</id>
  <autoriteConcedante><id>21750001600019</id></autoriteConcedante>
  <donneesExecution><donneesAnnuelles>
    <depensesInvestissement>15.3</depensesInvestissement>
    <tarifs><tarif><intituleTarif>Entrée</intituleTarif><tarif>14.29</tarif></tarif></tarifs>
  </donneesAnnuelles></donneesExecution>
  <concessionnaires><concessionnaire><id>1</id></concessionnaire></concessionnaires>
</contrat-concession>"""
CONCESSION_ATTENDUE = {
    "id": "DSP",
    "autoriteConcedante": {"id": "21750001600019"},
    "donneesExecution": [
        {
            "donneesAnnuelles": {
                "depensesInvestissement": "15.3",
                "tarifs": [{"tarif": {"intituleTarif": "Entrée", "tarif": "14.29"}}],
            }
        }
    ],
    "concessionnaires": [{"concessionnaire": {"id": "1"}}],
}


def small(numero, champs="<objet>x</objet>"):
    """Write a contract of one field or two."""
    return f"<marche><id>m{numero}</id>{champs}</marche>"


def root(*records):
    """Put records in a file."""
    return "<marches>\n" + "\n".join(records) + "\n</marches>\n"


def reader(dossier):
    """Return what writes a file in a folder and reads it: the reading and its lines."""

    def read(contenu):
        source = dossier / "source.xml"
        source.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())
        lignes = dossier / "lignes"
        lignes.mkdir(exist_ok=True)
        lecture = read_xml(source, lignes)
        return lecture, read_lignes(lecture)

    return read
