"""Reads the facts of one Arabic or one English text: numbers, dates, times, money, quotations, negations, Latin
strings.
"""
