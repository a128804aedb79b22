"""The shell of every page: default deny, sealed sessions, strict headers, forms that keep what
was typed, and errors that say in plain Vietnamese what happened.
"""
