"""Ballots as arrays: identical ballots grouped, marks stored item by item, integers throughout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from app.counting.items import Item, Number

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Chunk = tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike | None]

MAX_SCORE = 2**31


@dataclass(frozen=True, eq=False)
class Profile:
    """Every ballot of one pot.

    `weights[g]` ballots are identical and form group g; the marks of item i are `groups[indptr[i]:indptr[i + 1]]` with
    `scores` beside them (None where every mark is worth 1). `n` is the number of voters the money is shared among.
    """

    items: tuple[Item, ...]
    n: int
    weights: Ints
    indptr: Ints
    groups: Ints
    scores: Ints | None

    @classmethod
    def from_rows(
        cls, items: Sequence[Item], rows: Iterable[Chunk], *, blank: int = 0, weights: npt.ArrayLike | None = None
    ) -> Profile:
        """Group ballots read as chunks of (ballot keys, item indexes, values or None for all 1), in any order.

        A ballot key is any integer, the same on each of its marks; with `weights` it is an index into them, and says
        how many ballots look like it. `blank` ballots are counted in n. A mark worth 0 is dropped. Raises ValueError
        for negative values, an unknown item or the same item twice on a ballot.
        """
        keys, marks, values = _gather(rows, len(items))
        if weights is None:
            _, first, keys = np.unique(keys, return_index=True, return_inverse=True)
            sizes: Ints = np.ones(len(first), dtype=np.int64)
        else:
            sizes = np.ascontiguousarray(weights, dtype=np.int64)
        n = int(sizes.sum()) + blank
        keep = values > 0
        if not keep.all():
            keys, marks, values = keys[keep], marks[keep], values[keep]
        keys, marks, values = _sorted(keys, marks, values, len(items))
        keys, marks, values, sizes = _merge(keys, marks, values, sizes)
        return _by_item(tuple(items), n, keys, marks, values, sizes)

    @classmethod
    def from_ballots(cls, items: Sequence[Item], ballots: Iterable[Mapping[str, int]], *, blank: int = 0) -> Profile:
        """Group ballots given as {item id: value}; an empty mapping is a blank ballot that counts in n."""
        place = {item.id: index for index, item in enumerate(items)}
        counts: dict[tuple[tuple[int, int], ...], int] = {}
        for ballot in ballots:
            key = tuple(sorted((_place(place, one), value) for one, value in ballot.items()))
            counts[key] = counts.get(key, 0) + 1
        return cls.from_multiset(items, counts.items(), blank=blank)

    @classmethod
    def from_multiset(
        cls, items: Sequence[Item], multiset: Iterable[tuple[Sequence[tuple[int, int]], int]], *, blank: int = 0
    ) -> Profile:
        """Ballots given as (((item index, value), ...), how many) pairs."""
        keys: list[int] = []
        marks: list[int] = []
        values: list[int] = []
        sizes: list[int] = []
        for choices, count in multiset:
            keys += [len(sizes)] * len(choices)
            marks += [index for index, _ in choices]
            values += [value for _, value in choices]
            sizes.append(count)
        if min(sizes, default=1) < 1:
            raise ValueError("a kind of ballot must be there at least once")
        return cls.from_rows(items, [(keys, marks, values)], blank=blank, weights=sizes)

    @cached_property
    def support(self) -> list[int]:
        """Votes or points of each item: its marks times their ballots."""
        return self._sums(self.heavy)

    @cached_property
    def voters(self) -> list[int]:
        """How many ballots name each item."""
        return self.support if self.scores is None else self._sums(None if self.all_single else self.weighted_marks)

    @cached_property
    def all_single(self) -> bool:
        """True when no two ballots are alike (or none were grouped), so that every weight is 1."""
        return bool((self.weights == 1).all())

    @cached_property
    def heavy(self) -> Floats | None:
        """For each mark, ballots x score as floats (exact: they are whole and small); None where all are 1."""
        if self.all_single:
            return None if self.scores is None else self.scores.astype(np.float64)
        ballots = self.weights.astype(np.float64).take(self.groups)
        return ballots if self.scores is None else np.multiply(ballots, self.scores, out=ballots)

    @cached_property
    def float_scores(self) -> Floats | None:
        """The scores as floats."""
        return None if self.scores is None else self.scores.astype(np.float64)

    @cached_property
    def weighted_marks(self) -> Ints:
        """For each mark, how many ballots carry it."""
        return self.weights[self.groups]

    @property
    def is_plain(self) -> bool:
        """True when every mark is worth 1 (approval, choose one)."""
        return self.scores is None

    def marks_of(self, index: int) -> slice:
        """Where the marks of one item stand in `groups` and `scores`."""
        return slice(int(self.indptr[index]), int(self.indptr[index + 1]))

    def multiset(self) -> list[tuple[tuple[tuple[int, int], ...], int]]:
        """Every kind of ballot and how many there are, in canonical order; blank ballots last as an empty tuple."""
        items = np.repeat(np.arange(len(self.items)), np.diff(self.indptr))
        order = np.argsort(self.groups, kind="stable")
        scores = np.ones(len(items), dtype=np.int64) if self.scores is None else self.scores
        marks = list(zip(items[order].tolist(), scores[order].tolist(), strict=True))
        ends = np.cumsum(np.bincount(self.groups, minlength=len(self.weights)))
        out = []
        start = 0
        for end, count in zip(ends.tolist(), self.weights.tolist(), strict=True):
            out.append((tuple(marks[start:end]), count))
            start = end
        blank = self.n - int(self.weights.sum())
        out.sort()
        return [*out, ((), blank)] if blank else out

    def without(self, ids: Iterable[str]) -> Profile:
        """The same voters with these items taken off every ballot; nobody leaves n."""
        gone = set(ids)
        keep = np.array([item.id not in gone for item in self.items], dtype=bool)
        marks = np.repeat(keep, np.diff(self.indptr))
        sizes = np.diff(self.indptr)[keep]
        return Profile(
            tuple(item for item in self.items if item.id not in gone),
            self.n,
            self.weights,
            np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
            self.groups[marks],
            None if self.scores is None else self.scores[marks],
        )

    def with_voters(self, index: int, count: int, value: int = 1) -> Profile:
        """The same ballots and `count` more that name only one item, with `value` points."""
        end = int(self.indptr[index + 1])
        scores = self.scores
        if scores is None and value != 1:
            scores = np.ones(len(self.groups), dtype=np.int64)
        indptr = self.indptr.copy()
        indptr[index + 1 :] += 1
        return Profile(
            self.items,
            self.n + count,
            np.append(self.weights, count),
            indptr,
            np.insert(self.groups, end, len(self.weights)),
            None if scores is None else np.insert(scores, end, value),
        )

    def with_cost(self, index: int, cost: int) -> Profile:
        """The same ballots with one item at another cost."""
        item = self.items[index]
        least = item.min_viable if item.min_viable is None or item.min_viable <= cost else None
        items = (*self.items[:index], replace(item, cost=cost, min_viable=least), *self.items[index + 1 :])
        return Profile(items, self.n, self.weights, self.indptr, self.groups, self.scores)

    def _sums(self, values: Floats | Ints | None) -> list[int]:
        """Sums over the marks of each item (None counts them); exact, as whole numbers below 2**53 are in floats."""
        sizes = np.diff(self.indptr)
        if values is None:
            return [int(one) for one in sizes]
        out = np.zeros(len(sizes), dtype=np.int64)
        held = np.flatnonzero(sizes)
        if len(held):
            out[held] = np.add.reduceat(values, self.indptr[held])
        return [int(one) for one in out]


@dataclass(frozen=True)
class Totals:
    """What a rule decided by totals needs: exact support of each item, the voters behind it, and n."""

    items: tuple[Item, ...]
    n: int
    support: Sequence[Number]
    voters: Sequence[int]

    @classmethod
    def of(cls, profile: Profile | Totals) -> Totals:
        """The totals of ballots, or the totals themselves."""
        return (
            profile if isinstance(profile, Totals) else cls(profile.items, profile.n, profile.support, profile.voters)
        )

    def without(self, ids: Iterable[str]) -> Totals:
        """The same totals with these items gone."""
        gone = set(ids)
        keep = [index for index, item in enumerate(self.items) if item.id not in gone]
        return Totals(
            tuple(self.items[i] for i in keep), self.n, [self.support[i] for i in keep], [self.voters[i] for i in keep]
        )

    def with_cost(self, index: int, cost: int) -> Totals:
        """The same totals with one item at another cost."""
        item = self.items[index]
        least = item.min_viable if item.min_viable is None or item.min_viable <= cost else None
        items = (*self.items[:index], replace(item, cost=cost, min_viable=least), *self.items[index + 1 :])
        return Totals(items, self.n, self.support, self.voters)


def _place(place: Mapping[str, int], item: str) -> int:
    if item not in place:
        raise ValueError(f"a ballot names {item!r}, which is not an item")
    return place[item]


def _gather(rows: Iterable[Chunk], items: int) -> tuple[Ints, Ints, Ints]:
    """The chunks as three arrays of one length, checked."""
    parts: list[tuple[Ints, Ints, Ints]] = []
    for key, mark, value in rows:
        keys = np.asarray(key, dtype=np.int64)
        marks = np.asarray(mark, dtype=np.int64)
        values = np.ones(len(keys), dtype=np.int64) if value is None else np.asarray(value, dtype=np.int64)
        if not len(keys) == len(marks) == len(values):
            raise ValueError("a chunk has columns of different lengths")
        parts.append((keys, marks, values))
    empty: Ints = np.zeros(0, dtype=np.int64)
    keys, marks, values = (np.concatenate([empty, *(part[i] for part in parts)]) for i in range(3))
    if len(marks) and not 0 <= int(marks.min()) <= int(marks.max()) < items:
        raise ValueError("a ballot names an item that does not exist")
    if len(values) and not 0 <= int(values.min()) <= int(values.max()) < MAX_SCORE:
        raise ValueError("a mark is negative or too large")
    return keys, marks, values


def _sorted(keys: Ints, marks: Ints, values: Ints, items: int) -> tuple[Ints, Ints, Ints]:
    """Marks in order of ballot then item; refuses the same item twice on one ballot."""
    place = keys * max(items, 1) + marks
    steps = np.diff(place)
    if not (steps > 0).all():
        order = np.argsort(place, kind="stable")
        keys, marks, values, steps = keys[order], marks[order], values[order], np.diff(place[order])
    if not steps.all():
        raise ValueError("a ballot names the same item twice")
    return keys, marks, values


def _mix(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """A 64-bit scrambling in which neighbouring inputs give unrelated outputs."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _merge(keys: Ints, marks: Ints, values: Ints, sizes: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """One ballot kept of each kind, with how many there are; ballots without a mark leave (they stay in n)."""
    if not len(keys):
        return keys, marks, values, sizes[:0]
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    lengths = np.diff(np.concatenate((starts, [len(keys)])))
    code = _mix(marks.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + _mix(values.astype(np.uint64)))
    prints = np.add.reduceat(code, starts) ^ _mix(lengths.astype(np.uint64))
    _, first, kind = np.unique(prints, return_index=True, return_inverse=True)
    same = _same_as_first(starts, lengths, first[kind], marks, values)
    if not same:
        first, kind = _kinds_by_content(starts, lengths, marks, values)
    counts = np.bincount(kind, weights=sizes[keys[starts]], minlength=len(first)).astype(np.int64)
    kept = np.zeros(len(starts), dtype=bool)
    kept[first] = True
    rows = np.repeat(kept, lengths)
    return np.repeat(kind, lengths)[rows], marks[rows], values[rows], counts


def _same_as_first(starts: Ints, lengths: Ints, first: Ints, marks: Ints, values: Ints) -> bool:
    """True when each ballot really equals the one that stands for it, so that no fingerprint collided."""
    if not (lengths == lengths[first]).all():
        return False
    shift = np.repeat(starts[first] - starts, lengths)
    place = np.arange(len(marks)) + shift
    return bool((marks[place] == marks).all() and (values[place] == values).all())


def _kinds_by_content(starts: Ints, lengths: Ints, marks: Ints, values: Ints) -> tuple[Ints, Ints]:
    """The slow way to the same grouping, by the content itself; used only if two fingerprints collided."""
    seen: dict[bytes, int] = {}
    first: list[int] = []
    kind = []
    for ballot, (start, length) in enumerate(zip(starts.tolist(), lengths.tolist(), strict=True)):
        content = marks[start : start + length].tobytes() + values[start : start + length].tobytes()
        if content not in seen:
            seen[content] = len(first)
            first.append(ballot)
        kind.append(seen[content])
    return np.array(first, dtype=np.int64), np.array(kind, dtype=np.int64)


def _by_item(items: tuple[Item, ...], n: int, keys: Ints, marks: Ints, values: Ints, sizes: Ints) -> Profile:
    """Marks stored item by item, with small types for the sort so that it is a radix sort."""
    small = marks.astype(np.uint16) if len(items) < 2**16 else marks
    order = np.argsort(small, kind="stable")
    indptr = np.concatenate(([0], np.cumsum(np.bincount(marks, minlength=len(items))))).astype(np.int64)
    scores = None if not len(values) or (values == 1).all() else values[order]
    return Profile(items, n, sizes, indptr, np.ascontiguousarray(keys[order]), scores)
