"""The questionnaire of the self-diagnosis, one file a version; none changes once published."""
