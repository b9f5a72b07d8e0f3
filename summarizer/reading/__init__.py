"""Reads the facts of one Arabic or English text: `arabic.read_arabic` and `english.read_english`, and what they are made of.

Numbers, dates and negations have a file for their grammar in each language; `found.Found` is what both languages' readers give.
"""
