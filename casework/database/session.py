"""A session sees and writes the rows of its own commune only, and ends as its owner says."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.orm.util import LoaderCriteriaOption

from casework.database.base import OfCommune
from casework.kernel.ids import Id


class EndingReserved(RuntimeError):
    """Code inside a ledger entry tried to commit or roll back; the ledger alone ends it."""


class ForeignCommune(RuntimeError):
    """A row of another commune, or of none, was about to be written."""


class ReadOnly(RuntimeError):
    """A row was about to be written by a session that only reads."""


class WorkSession(Session):
    """A session bound to one commune, whose ending may be reserved by one caller."""

    _ending_reserved = False
    _at_hand: Connection | None = None

    def connection(self, *args: Any, **kwargs: Any) -> Connection:
        """Return the transaction's connection; found once, for a page asks a dozen times."""
        if args or kwargs:
            return super().connection(*args, **kwargs)
        if self._at_hand is None:
            self._at_hand = super().connection()
        return self._at_hand

    @contextmanager
    def reserved_ending(self) -> Iterator[None]:
        """Refuse commit and rollback inside; raises EndingReserved also if one slipped through.

        A commit in the middle would let content go without its event, and either ending gives
        up the write lock under which the log's head was read.
        """
        transaction = self.get_transaction()
        self._ending_reserved = True
        try:
            yield
        finally:
            self._ending_reserved = False
        if transaction is None or self.get_transaction() is not transaction:
            raise EndingReserved("the transaction was ended inside a reserved part")

    def commit(self) -> None:
        """Commit; raises EndingReserved inside `reserved_ending`."""
        self._refuse_if_reserved()
        try:
            super().commit()
        finally:
            self._let_go()

    def rollback(self) -> None:
        """Roll back; raises EndingReserved inside `reserved_ending`."""
        self._refuse_if_reserved()
        try:
            super().rollback()
        finally:
            self._let_go()

    def close(self) -> None:
        """Close and roll back; raises EndingReserved inside `reserved_ending`."""
        self._refuse_if_reserved()
        try:
            super().close()
        finally:
            self._let_go()

    def _let_go(self) -> None:
        self._at_hand = None

    def _refuse_if_reserved(self) -> None:
        if self._ending_reserved:
            raise EndingReserved("only the ledger ends this transaction")


class ReadSession(WorkSession):
    """A session that only reads, and begins its transaction without the unit of work.

    Most of what a page reads is asked of the connection itself, and beginning and ending a unit
    of work costs more than that. What is asked through the ORM joins the transaction.
    """

    def connection(self, *args: Any, **kwargs: Any) -> Connection:
        """Return the transaction's connection, begun when it is first asked for."""
        if args or kwargs:
            return super().connection(*args, **kwargs)
        if self._at_hand is None:
            self._at_hand = self._begun()
        return self._at_hand

    def get_bind(self, *_args: Any, **_kwargs: Any) -> Connection:
        """Let the ORM ask the same connection."""
        return self.connection()

    def _begun(self) -> Connection:
        connection = cast(Engine, self.bind).connect()
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return connection

    def _let_go(self) -> None:
        held, self._at_hand = self._at_hand, None
        if held is not None:
            held.close()  # which ends what was begun


def only_of(commune: Id) -> LoaderCriteriaOption:
    """Return the filter that every ORM statement of this commune's sessions carries.

    Built once per database: building it anew for each statement costs more than running it.
    """
    return with_loader_criteria(
        OfCommune, lambda model: model.commune_id == commune, include_aliases=True
    )


@event.listens_for(WorkSession, "do_orm_execute")
def _filter_by_commune(state: ORMExecuteState) -> None:
    if not state.is_orm_statement or state.is_column_load or state.is_relationship_load:
        return  # what a filtered statement loads later inherits its filter
    criteria = state.session.info["only_of_commune"]
    if criteria is not None:
        state.statement = state.statement.options(criteria)
    elif any(issubclass(mapper.class_, OfCommune) for mapper in state.all_mappers):
        raise ForeignCommune("this database was opened without a commune")


@event.listens_for(WorkSession, "before_flush")
def _fill_commune(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    if session.info["read_only"]:
        raise ReadOnly
    commune = session.info["commune"]
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, OfCommune):
            continue
        named: Id | None = row.commune_id  # None until now, whatever the model promises
        if named is None and commune is not None:
            row.commune_id = commune
        elif named is None or named != commune:
            raise ForeignCommune(type(row).__name__)
