"""Sealing: what goes in comes out, and nothing that was touched, moved or guessed opens."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ballots import seal

pytestmark = pytest.mark.pure
VOTES = st.dictionaries(st.integers(1, 500), st.integers(1, 2**31), max_size=500)


@given(VOTES)
def test_a_vote_comes_out_as_it_went_in_and_all_have_one_length(vote: dict[int, int]) -> None:
    length = seal.inner_length(500)
    packed = seal.pack(vote, length)
    assert len(packed) == length
    assert seal.unpack(packed) == vote


def test_a_sealed_vote_tells_nothing_by_its_length_and_is_never_the_same_twice() -> None:
    _private, public = seal.new_pair()
    length = seal.inner_length(24)
    sealed = [seal.seal(public, seal.pack(vote, length), b"x") for vote in ({}, {1: 1}, dict.fromkeys(range(1, 25), 1))]
    assert len({len(one) for one in sealed}) == 1
    assert seal.seal(public, b"same", b"x") != seal.seal(public, b"same", b"x")


@given(st.data())
def test_any_changed_byte_is_noticed(data: st.DataObject) -> None:
    private, public = seal.new_pair()
    sealed = bytearray(seal.seal(public, b"a vote", b"about"))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(seal.SealBroken):
        seal.Opener(private).open(bytes(sealed), b"about")


def test_an_envelope_moved_to_another_voter_does_not_open() -> None:
    private, public = seal.new_pair()
    sealed = seal.seal(public, b"a vote", b"voter 1")
    with pytest.raises(seal.SealBroken):
        seal.Opener(private).open(sealed, b"voter 2")
    with pytest.raises(seal.SealBroken):
        seal.Opener(seal.new_pair()[0]).open(sealed, b"voter 1")
    for cut in (b"", sealed[:50], sealed[:-1]):
        with pytest.raises(seal.SealBroken):
            seal.Opener(private).open(cut, b"voter 1")


@pytest.mark.parametrize(
    "inner",
    [
        b"",
        b"\x02\x00\x00",
        b"\x01\x00\x05" + b"\x00" * 6,
        b"\x01\x00\x00\x01",
        b"\x01\x00\x02" + b"\x00\x01\x00\x00\x00\x01" * 2,
        b"\x01\x00\x02" + b"\x00\x02\x00\x00\x00\x01" + b"\x00\x01\x00\x00\x00\x01",
    ],
)
def test_what_is_not_a_vote_is_refused(inner: bytes) -> None:
    with pytest.raises(seal.SealBroken):
        seal.unpack(inner)


def test_any_two_of_three_shares_make_the_key_and_one_does_not() -> None:
    private, public = seal.new_pair()
    shares = seal.split(private, 2, 3)
    for pair in itertools.permutations(shares, 2):
        assert seal.join(pair) == private
    assert seal.public_of(seal.join(shares)) == public
    for one in shares:
        assert seal.join([one]) != private
        assert one[1] != private


def test_a_passphrase_opens_and_another_does_not() -> None:
    locked = seal.lock_with_words("correct horse", b"secret", b"about")
    assert seal.unlock_with_words("correct horse", locked, b"about") == b"secret"
    for words, about in (("wrong horse", b"about"), ("correct horse", b"other")):
        with pytest.raises(seal.SealBroken):
            seal.unlock_with_words(words, locked, about)
    with pytest.raises(seal.SealBroken):
        seal.unlock_with_words("correct horse", b"", b"about")
