"""The people met and what was said: log, next dates, reminders, retention."""
