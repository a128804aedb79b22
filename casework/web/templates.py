"""A template is compiled once for each language, and what every page says alike is settled then.

A text, an icon or an address, asked for with constants alone, stands in the compiled template as
it will be sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask.templating import Environment
from jinja2 import StrictUndefined, Template, nodes
from markupsafe import Markup

from casework.web.addresses import Addresses
from casework.web.compiling import COMPILED_WITH, Compiler
from casework.web.settling import Say, settled


class Templates(Environment):
    """An application's templates in one language; Flask's own instance finds the others."""

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(
            app, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, **options
        )
        self.code_generator_class, self.template_class = Compiler, _Template
        self.language = ""
        self.addresses = Addresses()
        self.say: Say = Markup
        self._settled: dict[str, Callable[..., object]] = {}
        self._known: dict[str, Template] = {}
        self._chosen: Callable[[], Templates] = lambda: self

    def settle(self, **functions: Callable[..., object]) -> None:
        """Add globals whose answers depend on nothing but what they are given."""
        self.globals.update(functions)
        self._settled.update(functions)

    def speak(self, languages: Mapping[str, Say], choose: Callable[[], str]) -> None:
        """Give each language templates of its own; ``choose`` names the one of a request."""
        spoken = {language: self.overlay() for language in languages}
        for language, templates in spoken.items():
            templates.language, templates.say = language, languages[language]
            templates._known = {}  # noqa: SLF001 - of our own kind
        self._chosen = lambda: spoken[choose()]

    def get_or_select_template(
        self,
        template_name_or_list: Any,
        parent: str | None = None,
        globals: Any = None,  # noqa: A002 - Jinja's name
    ) -> Template:
        """Return a page in the language of the request, or in its own what a page includes."""
        found = self._chosen() if parent is None else self
        return found.get_template(template_name_or_list, parent, globals)

    def get_template(
        self,
        name: Any,
        parent: str | None = None,
        globals: Any = None,  # noqa: A002 - Jinja's name
    ) -> Template:
        """Return a template; one that is known is not asked for twice."""
        found = self._known.get(name)
        if found is None or self.auto_reload:
            found = self._known[name] = super().get_template(name, parent, globals)
        return found

    def make_globals(self, d: Any) -> Any:  # noqa: ARG002 - part of Jinja's call
        """Return the globals that all templates share; none is ever given others."""
        return self.globals

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        return settled(tree, self.say, self._settled)


class _Template(Template):
    """A template whose macros are made once, not once a page: all have the same globals."""

    def _get_default_module(self, ctx: Any = None) -> Any:  # noqa: ARG002 - part of Jinja's call
        return self._module or super()._get_default_module()

    @classmethod
    def _from_namespace(cls, environment: Any, namespace: Any, globals: Any) -> Template:  # noqa: A002 - Jinja's name
        namespace.update(COMPILED_WITH)
        return super()._from_namespace(environment, namespace, globals)
