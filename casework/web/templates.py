"""A template is compiled once for each language, and what every page says alike is settled then.

A text, an icon or an address, asked for with constants alone, stands in the compiled template as
it will be sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, TypeAlias, cast

from flask.templating import Environment
from jinja2 import StrictUndefined, Template, TemplateAssertionError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Macro
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]  # a part of it

Say: TypeAlias = Callable[..., Markup]
"""Says a text in one language, with values in their places."""

_TEXT = "_"
_escape_text: Callable[[str], str] = _escape_inner
"""What `escape` asks, in C, before it makes markup of the answer."""
_as_markup: Callable[[str], Markup] = partial(str.__new__, Markup)
"""What `Markup` makes of a text, without asking whether it is markup already."""


class Templates(Environment):
    """An application's templates in one language; Flask's own instance finds the others."""

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(
            app, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, **options
        )
        self.code_generator_class, self.template_class = _Compiler, _Template
        self.language = ""
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
        return cast(nodes.Template, _Settling({**self._settled, _TEXT: self.say}).visit(tree))


class _Settling(NodeTransformer):
    """Puts answers in the place of calls that have constants only.

    Of a text with values, what stands around the values.
    """

    def __init__(self, settled: Mapping[str, Callable[..., object]]) -> None:
        self._settled = settled

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802 - Jinja's name
        node.nodes = [part for shown in node.nodes for part in self._parts_of(shown)]
        return self.generic_visit(node)

    def _parts_of(self, shown: nodes.Expr) -> list[nodes.Expr]:
        """Return the pieces of a text and the values between them; of anything else, itself."""
        match shown:
            case nodes.Call(
                node=nodes.Name(name="_"), args=[nodes.Const(value=text)], dyn_kwargs=None
            ):
                values = {given.key: given.value for given in shown.kwargs}
                with suppress(TypeError, ValueError):  # no mark stands for a number
                    said = self._settled[_TEXT](text, **{name: f"\0{name}\0" for name in values})
                    pieces = str(said).split("\0")
                    return [
                        values[piece] if place % 2 else nodes.Const(Markup(piece))  # noqa: S704 - written by us
                        for place, piece in enumerate(pieces)
                    ]
        return [shown]

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            raise TemplateAssertionError("a call names what it gives", node.lineno)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name in self._settled:
            with suppress(nodes.Impossible):  # what is not constant is asked each time
                args = [arg.as_const() for arg in node.args]
                kwargs = dict(kwarg.as_const() for kwarg in node.kwargs)
                answer = self._settled[name](*args, **kwargs)
                return nodes.Const(answer, lineno=node.lineno, environment=node.environment)
        if name == _TEXT:
            node.node = nodes.EnvironmentAttribute("say", lineno=node.lineno)
        return node


class _Compiler(CodeGenerator):
    """Calls what a template calls and asks nothing first: nobody here asks for the context."""

    def visit_Call(  # noqa: N802 - Jinja's name
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        self.visit(node.node, frame)
        self.write("(")
        for given in (*node.args, *node.kwargs):
            self.visit(given, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")


class _Template(Template):
    """A template whose macros are made once, not once a page: all have the same globals."""

    def _get_default_module(self, ctx: Any = None) -> Any:  # noqa: ARG002 - part of Jinja's call
        return super()._get_default_module()

    @classmethod
    def _from_namespace(cls, environment: Any, namespace: Any, globals: Any) -> Template:  # noqa: A002 - Jinja's name
        namespace["escape"], namespace["Macro"] = escaped, _macro
        return super()._from_namespace(environment, namespace, globals)


def _macro(
    environment: Any, body: Callable[..., str], name: str, takes: Any, *more: Any
) -> Callable[..., str]:
    """Return a macro that looks at nothing before its body where all is given by place."""
    macro = Macro(environment, body, name, takes, *more)
    if macro.catch_kwargs or macro.catch_varargs or macro.caller:
        return macro
    absent = [(missing,) * (len(takes) - given) for given in range(len(takes) + 1)]

    def say(*given: object, **named: object) -> str:
        if named or len(given) > len(takes):
            return macro(*given, **named)
        return _as_markup(body(*given, *absent[len(given)]))

    return say


def escaped(value: object) -> str:
    """Escape as Jinja does, and leave it a text: it goes nowhere but into a page."""
    if type(value) is str:
        return _escape_text(value)
    return value if type(value) is Markup else escape(value)
