"""A template becomes Python that calls little: a page of ours says hundreds of small things.

What is said is gathered in one list for each block; a macro is a function, and a call calls it;
nothing asks for Jinja's context. Every value is escaped, and what is markup already stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from types import FunctionType
from typing import Any, cast

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.utils import missing
from markupsafe import Markup, escape

special = re.compile("""[&<>"']""").search
"""Finds what has to be escaped in a text."""
markup: Callable[[str], Markup] = partial(str.__new__, Markup)
"""Makes markup of a text that is markup, and asks nothing."""
ADDRESS = "url_for"
_PARAMETER = "l_1_"
"""What Jinja puts before the name of a macro's parameter."""


def as_function(macro: FunctionType, undefined: Callable[..., Any]) -> FunctionType:
    """Let a macro be called with less than it takes, as templates do."""
    taken = macro.__code__.co_varnames[: macro.__code__.co_argcount]
    nobody = undefined("No caller defined", name="caller")
    macro.__defaults__ = tuple(
        nobody if name == f"{_PARAMETER}caller" else missing for name in taken
    )
    return macro


class Compiler(CodeGenerator):
    """Writes a template that :func:`casework.web.settling.settled` has gone through."""

    def enter_frame(self, frame: Frame) -> None:
        """Begin the list of what a template or a block says."""
        super().enter_frame(frame)
        if frame.toplevel or frame.block_frame:
            self.buffer(frame)

    def leave_frame(self, frame: Frame, with_python_scope: bool = False) -> None:
        """Hand out the list of what a template or a block says."""
        super().leave_frame(frame, with_python_scope)
        if (frame.toplevel and not self.has_known_extends) or frame.block_frame:
            self.writeline(f"yield concat({frame.buffer})")

    def visit_Block(self, node: nodes.Block, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        if frame.toplevel and self.has_known_extends:
            return
        if node.scoped or node.required:
            self.fail("a block is neither scoped nor required", node.lineno)
        self.writeline(f"{frame.buffer} += context.blocks[{node.name!r}][0](context)", node)

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        if node.ignore_missing or not node.with_context:
            self.fail("what is included is there, and sees what the page sees", node.lineno)
        self.writeline("template = environment.get_or_select_template(", node)
        self.visit(node.template, frame)
        self.write(f", {self.name!r})")
        seen = f"context.get_all(), True, {self.dump_local_context(frame)}"
        self.writeline(f"{frame.buffer} += template.root_render_func(template.new_context({seen}))")

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        if frame.require_output_check and self.has_known_extends:
            return
        if frame.require_output_check or frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            self.fail("a page says first what it extends, and escapes", node.lineno)
        self.writeline(f"{frame.buffer} += ", node)
        self._write_said(node.nodes, frame)

    def _write_said(self, said: Iterable[nodes.Node], frame: Frame) -> None:
        """Write a tuple of texts; what is constant and stands together is one text."""
        self.write("(")
        constant = ""
        for node in said:
            try:
                constant += escape(cast(nodes.Expr, node).as_const(frame.eval_ctx))
                continue
            except (nodes.Impossible, AttributeError):
                pass
            if constant:
                self.write(f"{str(constant)!r}, ")
            constant = ""
            self.newline(node)
            if isinstance(node, nodes.If):
                self._write_choice(node, frame.soft())
            else:
                self._write_escaped(node, frame)
            self.write(", ")
        self.write(f"{str(constant)!r},)" if constant else ")")

    def _write_escaped(self, node: nodes.Node, frame: Frame) -> None:
        self.write("(v if (kind := type(v := ")
        self.visit(node, frame)
        self.write(")) is Markup or kind is str and special(v) is None else escape(v))")

    def _write_choice(self, node: nodes.If, frame: Frame) -> None:
        self.write("*(")
        for choice in (node, *node.elif_):
            self._write_branch(choice.body, frame)
            self.write(" if ")
            self.visit(choice.test, frame)
            self.write(" else ")
        self._write_branch(node.else_, frame)
        self.write(")")

    def _write_branch(self, body: list[nodes.Node], frame: Frame) -> None:
        outputs = cast("list[nodes.Output]", body)
        self._write_said((said for output in outputs for said in output.nodes), frame)

    def macro_def(
        self,
        macro_ref: MacroRef,
        frame: Frame,  # noqa: ARG002 - part of Jinja's call
    ) -> None:
        """Write what is called in a macro's name: a function that takes what the macro takes."""
        node = macro_ref.node
        if macro_ref.accesses_varargs or macro_ref.accesses_kwargs:
            self.fail("a macro names what it takes", node.lineno)
        plain = not node.args and not macro_ref.accesses_caller
        self.write("macro" if plain else "as_function(macro, undefined)")

    def visit_Macro(self, node: nodes.Macro, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        if not frame.toplevel:
            self.fail("macros stand beside blocks", node.lineno)
        super().visit_Macro(node, frame)

    def return_buffer_contents(
        self,
        frame: Frame,
        force_unescaped: bool = False,  # noqa: ARG002 - a macro's text is markup here
    ) -> None:
        self.writeline(f"return markup(concat({frame.buffer}))")

    def visit_CallBlock(self, node: nodes.CallBlock, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        call_frame, macro = self.macro_body(node, frame)
        self.writeline("caller = ")
        self.macro_def(macro, call_frame)
        self.writeline(f"{frame.buffer} += (", node)
        self.visit_Call(node.call, frame, forward_caller=True)
        self.write(",)")

    def visit_Call(  # noqa: N802 - Jinja's name
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """Write a call; what is called by a name that is not everybody's is a macro."""
        name = node.node.name if isinstance(node.node, nodes.Name) else None
        given: list[tuple[str, nodes.Expr]] = [("", arg) for arg in node.args]
        address = _address_of(node) if name == ADDRESS else None
        if address is not None:
            self.write(f"environment.addresses[{address!r}]")
            given = [("", kwarg.value) for kwarg in node.kwargs]
        else:
            self.visit(node.node, frame)
            before = _PARAMETER if name and name not in self.environment.globals else ""
            given += [(f"{before}{kwarg.key}=", kwarg.value) for kwarg in node.kwargs]
        self.write("(")
        for key, value in given:
            self.write(key)
            self.visit(value, frame)
            self.write(", ")
        self.write(f"{_PARAMETER}caller=caller)" if forward_caller else ")")

    def visit_Const(self, node: nodes.Const, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        if isinstance(node.value, Markup):
            self.write(f"markup({str(node.value)!r})")
        else:
            super().visit_Const(node, frame)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Write a look at the attribute; Jinja is asked where there is none."""
        self.write("(v if (v := getattr((of := ")
        self.visit(node.node, frame)
        name = repr(node.attr)
        self.write(f"), {name}, missing)) is not missing else environment.getattr(of, {name}))")


COMPILED_WITH = {"as_function": as_function, "markup": markup, "special": special}
"""What compiled templates call by these names."""


def _address_of(call: nodes.Call) -> tuple[str, ...] | None:
    """Return by what its address is found, if only values are missing."""
    match call.args:
        case [nodes.Const(value=str(endpoint))]:
            return endpoint, *(kwarg.key for kwarg in call.kwargs)
    return None
