"""Who is shown what is kept about a member of staff: the posts that see everybody's, whoever stands above the person, and the person.

The line manager, in every service: everybody on the person's reporting line as it stands today, the direct superior and those
above him, since leave, penalties and appeals are decided step by step up that line (ATT-16, ATT-22). ``above`` is the whole line:
``kefu.directory.Directory.line``. Who merely shares the rank, or stood above the person once, sees nothing. Where the organisation
names nobody's superior at all, the head of a department stands above all of its people.

Every look is on the audit trail before it is answered, with everybody whom it showed; a look that was refused is there too,
as ``refused:<message>``: written by ``look``, or by the host where the service refuses a read in another way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from kefu_messages import roles
from kefu_messages.errors import KefuError, NotAllowed, NotInLine, SelfApproval

if TYPE_CHECKING:
    from kefu.ask import Ask
    from kefu.directory import Directory

Item = TypeVar("Item")
Above = Callable[[str], Iterable[str]]


@dataclass(frozen=True)
class Reader:
    """Whoever asks, as a reader of personal data: ``posts`` see everybody's, ``above`` tells the whole line above a person today."""

    ask: Ask
    posts: AbstractSet[str]
    above: Above
    _known: dict[str, bool] = field(default_factory=dict)

    @property
    def sees_all(self) -> bool:
        """Whether the reader's post, or a service's own work, needs everybody's."""
        reader = self.ask.identity
        return reader.service is not None or bool(reader.roles & {*self.posts, roles.SERVICE})

    def may(self, *people: str | None) -> bool:
        """Whether the reader sees what concerns these people: one of them, or above one of them, is enough."""
        return self.sees_all or any(self._reads(person) for person in people if person)

    def _reads(self, person: str) -> bool:
        if person not in self._known:
            reader = self.ask.identity.staff_no
            self._known[person] = reader == person or reader in self.above(person)
        return self._known[person]

    def note(self, people: Iterable[str | None], *, subject: str, **more: Any) -> None:
        """Write down on the audit trail whom the answer shows, before it is given."""
        self.ask.audit(subject, shown=sorted({person for person in people if person}), **more)

    def look(self, *people: str | None, subject: str, refusal: KefuError | None = None, **more: Any) -> None:
        """Write the look at one record down, allowed or not; raises the refusal, ``not_allowed`` when none is given."""
        allowed = self.may(*people)
        if allowed or subject not in self.ask.trespasses:  # a refusal on remembered records is judged once more
            self.ask.audit(
                subject, refused=not allowed, shown=sorted({who for who in people if who}) if allowed else [], allowed=allowed, **more
            )
        if not allowed:
            raise refusal or NotAllowed(action=self.ask.verb)

    def turned_away(self, refusal: KefuError, *people: str | None, subject: str, absent: KefuError) -> KefuError:
        """The refusal of an act on a paper; for who may not even read it as if there were none, and on the trail: numbers tell nothing."""
        if self.ask.row is not None or self.may(*people):
            return refusal
        if subject not in self.ask.trespasses:  # a refusal on remembered records is judged once more
            self.ask.audit(subject, refused=True)
        return absent

    def shown(self, items: Iterable[Item], *, subject: str, about: Callable[[Item], Sequence[str | None]], **more: Any) -> list[Item]:
        """Those of the items that the reader may see, written down with the people they are about."""
        seen = [item for item in items if self.may(*about(item))]
        self.note((person for item in seen for person in about(item)), subject=subject, **more)
        return seen


def decides_about(ask: Ask, staff: Directory, staff_no: str, *, posts: AbstractSet[str] = frozenset(), because: Sequence[str] = ()) -> None:
    """Let only somebody above a person, or one of the posts, decide about that person; nobody decides about himself.

    Raises ``self_approval`` and ``not_in_line``.
    """
    if ask.identity.staff_no == staff_no:
        raise SelfApproval(staff_no=staff_no, because=list(because))
    if not posts & ask.identity.roles and ask.identity.staff_no not in staff.line(ask.organisation, staff_no, on=ask.today):
        raise NotInLine(staff_no=staff_no, because=list(because))


def own_or_below(ask: Ask, staff: Directory, staff_no: str, *, posts: AbstractSet[str] = frozenset(), because: Sequence[str] = ()) -> None:
    """Let somebody enter what is his own, or concerns somebody below; raises ``not_in_line``."""
    if ask.identity.staff_no != staff_no:
        decides_about(ask, staff, staff_no, posts=posts, because=because)


def stands_above(ask: Ask, staff: Directory, staff_no: str | None) -> bool:
    """Whether the person stands above the caller today: nobody judges those to whom he reports."""
    return bool(staff_no) and staff_no in staff.line(ask.organisation, ask.identity.staff_no, on=ask.today)
