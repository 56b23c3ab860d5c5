"""What changes from one policy to another: who gains and who loses, question by question, and what is disclosed.

The questions are compared over the circumstances that a policy does not decide, on every combination of them that can
occur. What is no yes/no question is compared by what it does: which attributes a notification shows, which fields a
context card takes, how long a timeline entry is kept current. A setting without effect in both policies, such as
attributes selected while notifications are off, makes no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple, TypeVar, overload

from .._arguments import checked
from .._value import Model, Shown, frozen
from ..defaults import DEFAULT_APPS
from ..errors import InvalidValue, UnknownFact, shown
from ..evidence import Condition, Question
from ..evidence.diff import Diff, NewAccess, Relation, diff, relation, when, who_changes
from ..models import App
from ..policy import Policy, RecordTypePolicy
from ..rendering import Block, Bullets, Paragraph, Title, yes_no
from ..rules.context_card import needs_view
from ..rules.questions import QUESTIONS
from ..unknown import UNKNOWN, Unknown, known
from ..wording.words import reason_of, say
from .restricted import restricted_to, subject_says, subjects
from .situations import Subject

__all__ = ["AnswerChange", "PolicyDiff", "SettingChange", "assert_no_new_access", "diff_policies"]

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


@frozen
class AnswerChange(Shown):
    """What changes in the answers to one question about one record type or app.

    Attributes:
        question: the name of the question.
        subject: the record type or app it is about; None for a question about neither.
        diff: the difference; None where the two cannot be compared.
        unknown: why they cannot be compared; None where they can.
    """

    question: str
    subject: Subject
    diff: Diff | None
    unknown: str | None = None

    @property
    def is_new_access(self) -> bool:
        """Whether a yes is gained, or cannot be ruled out."""
        return self.diff is None or self.diff.is_new_access

    def _data(self) -> dict[str, object]:
        return {**super()._data(), "subject": subject_says(self.subject)}


@frozen
class SettingChange(Model):
    """A change of what is disclosed that no yes/no question covers.

    Attributes:
        setting: what it is, in words ("attributes that every participant is notified of").
        record_type: the record type it is about; None for the whole organisation.
        old: how it was, in words.
        new: how it is.
        disclosure: whether more is disclosed (wider), less (narrower), or something else (incomparable); None where one
            of the two is unknown, so that they cannot be compared.
    """

    setting: str
    record_type: str | None
    old: str
    new: str
    disclosure: Relation | None

    @property
    def is_new_access(self) -> bool:
        """Whether something is or may be disclosed that was not."""
        return self.disclosure in (Relation.WIDER, Relation.INCOMPARABLE, None)

    @property
    def says(self) -> str:
        """The change in words."""
        about = {"record_type": self.record_type} if self.record_type else {}
        return say("policies.setting", setting=self.setting, old=self.old, new=self.new, **about)


@frozen
class PolicyDiff(Shown):
    """What changes from one policy to another.

    Attributes:
        answers: every question about every record type or app, in their order, changed or not.
        settings: the changes of what else is disclosed.
    """

    IN_PLAIN_DATA = ("relation", "is_new_access", "answers", "settings")

    answers: tuple[AnswerChange, ...]
    settings: tuple[SettingChange, ...]

    @property
    def relation(self) -> Relation | None:
        """How the new policy compares with the old one, in one word; None where something cannot be compared."""
        found = [each.disclosure for each in self.settings]
        found += [None if each.diff is None else each.diff.relation for each in self.answers]
        if None in found:
            return None
        return relation(
            gains=any(each in (Relation.WIDER, Relation.INCOMPARABLE) for each in found),
            loses=any(each in (Relation.NARROWER, Relation.INCOMPARABLE) for each in found),
        )

    @property
    def is_new_access(self) -> bool:
        """Whether anybody gains anything, or that cannot be ruled out."""
        return any(each.is_new_access for each in self.answers) or any(each.is_new_access for each in self.settings)

    @property
    def new_access(self) -> tuple[str, ...]:
        """Every gain in words, and what cannot be compared; empty when nothing is gained."""
        gains = (
            f"{each.question.name} ({each.about}): {each.question.says_yes}, {when(condition)}"
            for each in self._alike()
            for condition in each.gained
        )
        disclosed = (each.says for each in self.settings if each.is_new_access and each.disclosure is not None)
        return (*gains, *disclosed, *(f"cannot be compared: {each}" for each in self._unknown()))

    def _blocks(self) -> Iterable[Block]:
        yield Title(say("policies.title", relation=say(f"relation.{self.relation}")))
        if self.relation is Relation.EQUIVALENT:
            yield Paragraph(say("policies.equivalent"))
        for alike in self._alike():
            yield Title(say("titled", name=alike.question.name, says=alike.about), 2)
            yield from who_changes(alike.question, alike.gained, alike.lost)
        for disclosure in (Relation.WIDER, Relation.INCOMPARABLE, Relation.NARROWER):
            if changes := [each.says for each in self.settings if each.disclosure is disclosure]:
                yield Bullets(changes, say(f"policies.discloses.{disclosure}"))
        if unknown := list(self._unknown()):
            yield Bullets(unknown, say("policies.unknown"))

    def _alike(self) -> Iterator[_Alike]:
        """Each question whose answers change, once for all subjects whose answers change alike."""
        changed = (
            ((each.question, each.diff.gained, each.diff.lost), subject_says(each.subject))
            for each in self.answers
            if each.diff is not None and each.diff.relation is not Relation.EQUIVALENT
        )
        for (question, gained, lost), about in _grouped(changed).items():
            yield _Alike(QUESTIONS[question], about, gained, lost)

    def _unknown(self) -> Iterator[str]:
        """What cannot be compared and why, once for all that share the reason."""
        yield from (each.says for each in self.settings if each.disclosure is None)
        found = _grouped(
            ((each.question, each.unknown), subject_says(each.subject)) for each in self.answers if each.unknown
        )
        questions = _grouped(((about, why), question) for (question, why), about in found.items())
        yield from (
            say("policies.asked", asked=asked, about=about, why=why) for (about, why), asked in questions.items()
        )


class _Alike(NamedTuple):
    """A question whose answers change alike for some subjects."""

    question: Question[object]
    about: str
    gained: tuple[Condition, ...]
    lost: tuple[Condition, ...]


def _grouped(pairs: Iterable[tuple[K, str]]) -> dict[K, str]:
    """What belongs to the same key, as one list in words."""
    found: dict[K, list[str]] = {}
    for key, each in pairs:
        found.setdefault(key, []).append(each)
    return {key: ", ".join(names) for key, names in found.items()}


@checked
def diff_policies(old: Policy, new: Policy, apps: Iterable[App] = DEFAULT_APPS) -> PolicyDiff:
    """What changes from the old policy to the new one.

    Args:
        old: the policy as it was.
        new: the policy as it is.
        apps: the apps to ask about; an app that a policy selects and that is not among them is asked about as a
            single-session custom app.

    Returns:
        The difference. A record type whose settings could not be read, in either policy, cannot be compared; neither
        can the timeline entries of a sync that is on since an unknown time, nor what depends on an unknown setting.
    """
    apps = tuple(apps)
    answers = tuple(
        _answer_change(old, new, question, subject)
        for question in QUESTIONS
        for subject in subjects(question, old, new, apps=apps)
    )
    return PolicyDiff(answers, tuple(_setting_changes(old, new)))


def _answer_change(old: Policy, new: Policy, question: str, subject: Subject) -> AnswerChange:
    try:
        before = restricted_to(old, question, subject, compared_with=new)
        after = restricted_to(new, question, subject, compared_with=old)
    except UnknownFact as unknown:
        return AnswerChange(question, subject, None, reason_of(unknown))
    return AnswerChange(question, subject, diff(before, after))


@overload
def assert_no_new_access(old: Diff | PolicyDiff, /) -> None: ...
@overload
def assert_no_new_access(old: Question[object], new: Question[object], /) -> None: ...
@overload
def assert_no_new_access(old: Policy, new: Policy, /) -> None: ...


def assert_no_new_access(
    old: Question[object] | Policy | Diff | PolicyDiff, new: Question[object] | Policy | None = None, /
) -> None:
    """Raise if the change lets anybody do or see what they could not before.

    Args:
        old: the question or policy as it was; or the difference, as the only argument.
        new: the question or policy as it is.

    Raises:
        NewAccess: when a yes is gained or more is disclosed, or when that cannot be ruled out: settings that could not
            be read, a fact that is read otherwise, a context card with other fields. The message lists each in words.
        InvalidQuestion: for questions about different facts.
        InvalidValue: for anything else than two questions, two policies or one difference.
    """
    found: Diff | PolicyDiff
    if isinstance(old, (Diff, PolicyDiff)) and new is None:
        found = old
    elif isinstance(old, Question) and isinstance(new, Question):
        found = diff(old, new)
    elif isinstance(old, Policy) and isinstance(new, Policy):
        found = diff_policies(old, new)
    else:
        got = f"{shown(type(old).__name__)} and {shown(type(new).__name__)}"
        raise InvalidValue("old, new", "two questions, two policies, or one difference", got)
    if found.is_new_access:
        raise NewAccess(found.new_access)


# --- What else is disclosed -------------------------------------------------------------------------------------------


def _setting_changes(old: Policy, new: Policy) -> Iterator[SettingChange]:
    both = list(_readable_in_both(old, new))
    notified = [(_value(_notified, old, before), _value(_notified, new, after)) for before, after in both]
    for (before, after), (attributes, attributes_now) in zip(both, notified, strict=True):
        yield from _change(
            say("policies.set.notified"),
            attributes,
            attributes_now,
            lambda were, are: relation(gains=bool(are - were), loses=bool(were - are)),
            lambda names: ", ".join(sorted(names)) or say("none"),
            after.record_type,
        )
        yield from _change(
            say("policies.set.card"),
            _value(_card, before),
            _value(_card, after),
            lambda was, now: _other(was, now) if was.shows == now.shows else _more(was.shows, now.shows),
            _card_says,
            after.record_type,
        )
    was, now = old.readings, new.readings
    if any(_perhaps(before.include_note) and _perhaps(after.include_note) for before, after in both):
        # whatever makes a card take other fields may show one that it did not, since at most five fit (CRD-2)
        yield from _change(say("policies.set.card_fields"), was.card_fields, now.card_fields, _other, str)
        yield from _change(
            say("policies.set.linked"),
            not was.linked_columns_never_shown,
            not now.linked_columns_never_shown,
            _other,
        )
        yield from _change(
            say("policies.set.replaced"),
            was.unreadable_field_is_replaced,
            now.unreadable_field_is_replaced,
            _other,
        )
        yield from _change(
            say("policies.set.types"),
            old.card_unsupported_types,
            new.card_unsupported_types,
            _other,
            lambda types: ", ".join(sorted(types)) or say("none"),
        )
    if any(_perhaps(attributes) and _perhaps(attributes_now) for attributes, attributes_now in notified):
        yield from _change(
            say("policies.set.every_write"),
            was.every_write_notifies,
            now.every_write_notifies,
            _more,
        )
        yield from _change(
            say("policies.set.big_int"), not was.big_int_never_notifies, not now.big_int_never_notifies, _more
        )
    if all(_perhaps(each.chat_is_on) and _perhaps(each.timeline_sync) for each in (old, new)):
        may, may_now = (each.chat_owner_consent is not False for each in (old, new))  # TML-8
        yield from _change(say("policies.set.consent"), may, may_now, _more)
        if may and may_now:
            setting = say("policies.set.idle_days")
            yield from _change(setting, old.idle_days, new.idle_days, _more, str)


def _change(  # what is compared, how it is weighed, and how it is said
    setting: str,
    old: T | Unknown,
    new: T | Unknown,
    discloses: Callable[[T, T], Relation],
    says: Callable[[T], str] = yes_no,  # type: ignore[assignment]  # where T is bool
    of: str | None = None,
) -> Iterator[SettingChange]:
    """The change of a setting, where there is one or where that is unknown."""
    if isinstance(old, Unknown) or isinstance(new, Unknown):
        before, after = (say("unknown") if isinstance(each, Unknown) else says(each) for each in (old, new))
        yield SettingChange(setting, of, before, after, None)
    elif old != new:
        yield SettingChange(setting, of, says(old), says(new), discloses(old, new))


def _more(was: int, now: int) -> Relation:
    return relation(gains=now > was, loses=now < was)


def _other(_: object, __: object) -> Relation:
    return Relation.INCOMPARABLE


def _readable_in_both(old: Policy, new: Policy) -> Iterator[tuple[RecordTypePolicy, RecordTypePolicy]]:
    """The settings of each record type that has some; that one cannot be read is among the answers."""
    for record_type in sorted({each.record_type for policy in (old, new) for each in policy.record_types}):
        try:
            yield old.settings_for(record_type), new.settings_for(record_type)
        except UnknownFact:
            continue


def _value(function: Callable[..., T], *args: object) -> T | Unknown:
    try:
        return function(*args)
    except UnknownFact:
        return UNKNOWN


def _perhaps(setting: object) -> bool:
    """Whether a toggle is on, or may be; whether something is among the values, or may be."""
    return isinstance(setting, Unknown) or bool(setting)


def _notified(policy: Policy, settings: RecordTypePolicy) -> frozenset[str]:
    """The attributes of whose change every participant of a connected chat is notified (NTF-1)."""
    if not (_perhaps(policy.chat_is_on) and _perhaps(settings.notify)) or settings.notified_attributes == ():
        return frozenset()
    return frozenset(known(settings.notified_attributes) if known(policy.chat_is_on) and known(settings.notify) else ())


class _Card(NamedTuple):
    """How much a context card shows, and of which view."""

    shows: int
    view_id: str | None


_NO_CARD, _LINK_ALONE, _FIELDS = range(3)
"""How much a context card shows: a card without fields has the link to the record all the same (CRD-1, CRD-5)."""


def _card(settings: RecordTypePolicy) -> _Card:
    if not known(settings.include_note):
        return _Card(_NO_CARD, None)
    view_id = known(settings.view_id)
    return _Card(_FIELDS, view_id) if needs_view(settings) else _Card(_LINK_ALONE, None)


def _card_says(card: _Card) -> str:
    if card.shows != _FIELDS:
        return say("policies.card.no_card") if card.shows == _NO_CARD else say("policies.card.no_fields")
    return say("policies.card.default_view") if card.view_id is None else say("policies.card.view", view=card.view_id)
