"""The yearly review: what a year gave, frozen the day it is closed, corrected by errata only."""
