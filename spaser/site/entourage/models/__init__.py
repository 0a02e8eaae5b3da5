"""Every model of the app, for Django."""
