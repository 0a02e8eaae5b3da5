"""Who helps, in which words, and what is new: pages that the programme team edits."""
