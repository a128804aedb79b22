"""A conversation in stages that needs no JavaScript: earlier answers travel in hidden fields.

Every sending is checked from the first stage on, so that nothing is skipped and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from flask import request
from wtforms import BooleanField

from casework.kernel.ids import id_from_text, id_to_text, new_id
from casework.web.forms import CaseworkForm, Problem


@dataclass(frozen=True)
class Stage:
    """One page of the conversation: its place in the hidden fields, its title, what it asks."""

    slug: str
    title: str
    fields: tuple[str, ...] = ()


class StagedForm(CaseworkForm):
    """A form of which one stage is shown at a time; the last stage only looks everything over."""

    stages: ClassVar[tuple[Stage, ...]]
    id_names: ClassVar[tuple[str, ...]]
    """Ids that are made when the first stage is shown, so that a form sent twice acts once."""

    shown: Stage

    def begin(self) -> None:
        """Show the first stage, under fresh ids."""
        self.shown = self.stages[0]
        self.ids = {name: new_id() for name in self.id_names}

    def take_ids(self) -> None:
        """Take the ids that the first stage was shown with; raises MalformedId."""
        self.ids = {name: id_from_text(request.form.get(name, "")) for name in self.id_names}

    def advance(self) -> bool:
        """Show the stage that comes next; True when the last one was sent without a fault."""
        self.take_ids()
        by_slug = {stage.slug: stage for stage in self.stages}
        wanted = by_slug.get(request.form.get("go", ""))
        if wanted is not None:
            self.shown = wanted
            return False
        sent = by_slug.get(request.form.get("step", ""), self.stages[0])
        reached = self.stages.index(sent) + 1
        self.validate()
        if self.stop_at(self.find_problems(), reached):
            return False
        self.shown = self.stages[min(reached, len(self.stages) - 1)]
        return reached == len(self.stages)

    def stop_at(self, problems: Iterable[tuple[str, str]], reached: int) -> bool:
        """Say each problem at its field; show the first stage that has one, True if there is."""
        asked = {name for stage in self.stages[:reached] for name in stage.fields}
        for name, message in problems:
            if name in asked and message not in self[name].errors:
                self[name].errors = [*self[name].errors, message]
        for stage in self.stages[:reached]:
            if any(self[name].errors for name in stage.fields):
                self.shown = stage
                return True
        return False

    def find_problems(self) -> Iterable[tuple[str, str]]:
        """Return what is wrong as field and message, for everything that has been asked so far."""
        raise NotImplementedError

    def problems(self) -> list[Problem]:
        """Return what is wrong on the stage that is shown."""
        ids = {self[name].id for name in self.shown.fields}
        return [problem for problem in super().problems() if problem.target in ids]

    @property
    def carried(self) -> list[tuple[str, str]]:
        """The hidden fields: the ids, this stage, and what other stages were answered."""
        found = [(name, id_to_text(value)) for name, value in self.ids.items()]
        found.append(("step", self.shown.slug))
        for field in self:
            if field.name in self.shown.fields:
                continue
            if isinstance(field, BooleanField):
                found += [(field.name, "y")] if field.data else []
            else:
                found += [(field.name, text) for text in request.form.getlist(field.name)]
        return found

    @property
    def way(self) -> list[dict[str, str]]:
        """The stages as the macro ``steps`` takes them."""
        here = self.stages.index(self.shown)
        states = ["done"] * here + ["now"] + ["next"] * (len(self.stages) - here - 1)
        return [
            {"text": stage.title, "state": state}
            for stage, state in zip(self.stages, states, strict=True)
        ]

    @property
    def before(self) -> Stage | None:
        """The stage before the one shown."""
        here = self.stages.index(self.shown)
        return self.stages[here - 1] if here else None
