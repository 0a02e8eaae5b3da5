"""The words and numbers of the law and of the programme, as data files, a folder a subject.

- `actions`: the library of actions, a file for each row of the grid, and the sources of examples
  that indicators do not cite.
- `acteurs`: kinds of stakeholders, those that sources name, and the themes they speak to.
- `approches`: the ways to build a scheme, and the questions that help to choose one.
- `autodiagnostic`: a questionnaire a version, which never changes once published; for each, the
  answers that do not go together, and what published data say of a question.
- `demonstration`: the fictitious territory (who buys, who sells, what) and the scenario that fills
  its spaces; how it is read is told in `site/organisations/premiers_contenus.py`.
- `faits`: what the project states of the law and of national figures, one file a subject; JSON as
  the others, so that what edits the duties on the site may edit them.
- `formats`: the formats that the site publishes.
- `grille`: how many indicators a team manages to follow, and why.
- `indicateurs`: the library, a file for each row of the grid, and a file of the sources by key.
- `obligations`: the duties of buyers: the rule of the SPASER, and one file for each theme.
- `politiques`: the plans, each in the file of the row of the grid to which it belongs first.
- `recenses`: the first sheets of the register, schemes found in public sources, each in the open
  SPASER format. Around it: an identifier that never changes, the day its sources were read, how
  sure it is, and where a fact comes from when it is not from the first sources (`provenances`).
- `reparation`: why each kind of fault matters, and the letter to the publisher of the buyer
  profile.
"""
