"""Files that people send, looked at before they are kept: what they really are, what they hold."""
