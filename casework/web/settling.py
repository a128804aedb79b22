"""What every page says alike is settled when a template is read.

A text, an icon or an address, asked for with constants alone, becomes what will be sent. A text
with values becomes its pieces with the values between them. A branch that does nothing but say
something joins what is said before and after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeAlias, cast

from jinja2 import TemplateAssertionError, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

Say: TypeAlias = Callable[..., Markup]
"""Says a text in one language, with values in their places."""

TEXT = "_"
_BLANK = "\0{}\0"
_BLANKS = re.compile("\0([0-9]+)\0").split


def settled(
    tree: nodes.Template, say: Say, functions: Mapping[str, Callable[..., object]]
) -> nodes.Template:
    """Return the template with answers in the place of calls, and what is only said together."""
    return cast(nodes.Template, _Settling(say, functions).visit(tree))


class _Settling(NodeTransformer):
    """Changes a template from its leaves to its root."""

    def __init__(self, say: Say, functions: Mapping[str, Callable[..., object]]) -> None:
        self._say = say
        self._settled = {**functions, TEXT: say}

    def generic_visit(self, node: nodes.Node, *args: object, **kwargs: object) -> nodes.Node:
        super().generic_visit(node, *args, **kwargs)
        for name in ("body", "else_"):
            if name in node.fields:
                setattr(node, name, _together(getattr(node, name)))
        return node

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
        if name == TEXT:
            node.node = nodes.EnvironmentAttribute("say", lineno=node.lineno)
        return node

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        node.nodes = [piece for said in node.nodes for piece in self._pieces(said)]
        return node

    def _pieces(self, said: nodes.Expr) -> list[nodes.Expr]:
        """Return what a text with values consists of; of anything else, itself."""
        text = _text_of(said)
        if text is None or not isinstance(said, nodes.Call):
            return [said]
        values = [given.value for given in said.kwargs]
        blanks = {given.key: _BLANK.format(at) for at, given in enumerate(said.kwargs)}
        try:
            whole = _BLANKS(self._say(text, **blanks))
        except (TypeError, ValueError):  # a value that is said as a number
            return [said]
        if sorted(map(int, whole[1::2])) != list(range(len(values))):
            return [said]  # a value that is said twice is asked for once
        return [
            values[int(piece)]
            if place % 2
            else nodes.TemplateData(piece, lineno=said.lineno, environment=said.environment)
            for place, piece in enumerate(whole)
        ]


def _text_of(said: nodes.Expr) -> str | None:
    """Return the text that a call says, None where something else is said or it is known late."""
    if isinstance(said, nodes.Call) and isinstance(said.node, nodes.EnvironmentAttribute):
        text = said.args[0]
        return text.value if isinstance(text, nodes.Const) else None
    return None


def _together(body: list[nodes.Node]) -> list[nodes.Node]:
    """Return statements with those that only say something put together."""
    found: list[nodes.Node] = []
    for node in body:
        said: list[Any] | None = None
        if isinstance(node, nodes.If) and _only_says(node):
            said = [node]
        if isinstance(node, nodes.Output):
            said = node.nodes
        if said is None:
            found.append(node)
        elif found and isinstance(found[-1], nodes.Output):
            found[-1].nodes += said
        else:
            found.append(nodes.Output(said, lineno=node.lineno, environment=node.environment))
    return found


def _only_says(node: nodes.If) -> bool:
    bodies = (node.body, node.else_, *(other.body for other in node.elif_))
    return all(isinstance(inner, nodes.Output) for body in bodies for inner in body)
