"""Tests of the stand-in: `python3 -m unittest discover -s tests/stand-in -t tests/stand-in`."""
