"""Meaning beside words: vectors of texts, which find a text in whatever language it is written.

See docs/adr for why they stand beside the engines. Everything in here fails soft: without vectors the search
answers by words alone.
"""
