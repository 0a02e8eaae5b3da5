"""Addresses of `entourage`."""
