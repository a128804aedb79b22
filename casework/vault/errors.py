"""Each way in which stored rows can disagree with the log has an error of its own."""

from __future__ import annotations

from casework.kernel.errors import Conflict, Tampered


class RowMissing(Tampered):
    """The log knows an object whose row is gone."""

    code = "row-missing"


class RowUnknown(Tampered):
    """A row stands in the database that the log never heard of."""

    code = "row-unknown"


class RowAltered(Tampered):
    """A row says something else than its author signed."""

    code = "row-altered"


class RowReplayed(Tampered):
    """A row is an older version than the log's newest."""

    code = "row-replayed"


class TipMissing(Tampered):
    """The tips of an object do not count on from 1: one was taken out, or moved."""

    code = "tip-missing"


class ForgedTip(Tampered):
    """The signature of a tip is not its author's."""

    code = "tip-forged"


class UnknownAuthor(Tampered):
    """A tip names an author who held no valid credential at that place in the log."""

    code = "author-unknown"


class NotEntitled(Tampered):
    """The author was a member, but may not sign this kind of object for this unit."""

    code = "author-not-entitled"


class RootDiffers(Tampered):
    """The commune's root is not the one that the user's bundle has pinned."""

    code = "root-differs"


class RosterRolledBack(Tampered):
    """Fewer credentials, or a lower epoch, than the user's bundle has already seen."""

    code = "roster-rolled-back"


class InvitationSpent(Tampered):
    """A founding invitation was used twice, too late, or for another unit."""

    code = "invitation-spent"


class BrokenCredentialChain(Tampered):
    """A unit's epochs do not follow each other, or two stand for one epoch."""

    code = "credential-chain-broken"


class HouseNamed(Tampered):
    """A credential calls a house or its people by more than a number: it would tell the place."""

    code = "house-named"


class KeyMismatch(Tampered):
    """An opened secret does not belong to the public key that the credential names."""

    code = "key-mismatch"


class ForgedLetter(Tampered):
    """A letter opens with our key and was not written for us by who it says wrote it."""

    code = "letter-forged"


class NoKey(Tampered):
    """This keyring holds no key for what was asked; a policy slip would end here."""

    code = "no-key"


class SavedMeanwhile(Conflict):
    """Somebody else saved a newer version between reading and writing."""

    code = "saved-meanwhile"
