"""Suggestions while somebody types, and “did you mean” for what was typed wrong.

Works are suggested by their titles and other names, with what rooms have registered beside them. ``lines.py`` finds lines
by the beginnings of their words, ``terms.py`` is the registry, ``held.py`` what a process holds in memory and how it keeps
up, ``answers.py`` what a reader gets; ``wordlists.py`` and ``correcting.py`` find what was meant. See
docs/search-engines.md.
"""
