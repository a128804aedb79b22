"""Every form of the program and every field of it that takes words, found by looking.

Nobody keeps a list: a form that is written tomorrow is asked for a canary tomorrow.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

from wtforms import Field, FieldList, FormField, HiddenField, StringField
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm

import casework
from casework.web.forms import CaseworkForm, PartForm


def load_all() -> None:
    """Import every module of the program, so that every subclass is known."""
    for module in pkgutil.walk_packages(casework.__path__, "casework."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def subclasses(base: type[Any]) -> Iterator[type[Any]]:
    """Yield everything of the program that derives from ``base``, at any depth."""
    for one in base.__subclasses__():
        if one.__module__.startswith("casework."):
            yield one
        yield from subclasses(one)


def key_of(form: type, field: str) -> str:
    """Return how a field is called here: room, form, field."""
    room = ".".join(form.__module__.split(".")[1:-1]).split(".forms")[0]
    return f"{room}.{form.__name__}.{field}"


def word_fields() -> set[str]:
    """Return every field that takes words, of every form that is not a mere base of others."""
    load_all()
    forms = {*subclasses(CaseworkForm), *subclasses(PartForm)}
    return {
        key_of(form, name)
        for form in forms
        for name, unbound in _unbound(form)
        if issubclass(unbound.field_class, StringField)
        and not issubclass(unbound.field_class, HiddenField)
    }


def _unbound(form: type) -> Iterator[tuple[str, UnboundField[Any]]]:
    for name in dir(form):
        found = None if name.startswith("_") else getattr(form, name)
        if isinstance(found, UnboundField):
            yield name, found


def fields_of(form: BaseForm) -> Iterator[tuple[str, Field]]:
    """Yield every field that takes words, those of forms inside a form too, by its key."""
    for name, field in form._fields.items():
        yield from _fields_in(type(form), name, field)


def _fields_in(form: type, name: str, field: Field) -> Iterator[tuple[str, Field]]:
    if isinstance(field, FormField):
        yield from fields_of(field.form)
    elif isinstance(field, FieldList):
        for entry in field.entries:
            yield from _fields_in(form, name, entry)
    elif isinstance(field, StringField) and not isinstance(field, HiddenField):
        yield key_of(form, name), field
