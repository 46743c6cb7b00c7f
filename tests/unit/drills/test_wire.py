"""The pipe's format: whole frames come through in any pieces, and nothing else does."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizrnn.drills.wire import ITEM_SIZES, MAX_HEADER, PREFIX, FrameReader, WireError, array_size, frame

HEADERS = st.dictionaries(
    st.sampled_from(["kind", "name", "token", "run"]), st.one_of(st.text(max_size=20), st.integers(-5, 2**40))
)


def raw(header, payload=b"", size=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return PREFIX.pack(len(text), len(payload) if size is None else size) + text + payload


@given(
    st.lists(st.tuples(HEADERS, st.binary(max_size=60)), max_size=6), st.lists(st.integers(1, 40), min_size=1)
)
def test_frames_come_through_in_any_pieces(frames, cuts):
    stream = b"".join(frame(header, payload) for header, payload in frames)
    reader = FrameReader(1 << 20)
    found, place = [], 0
    while place < len(stream):
        step = cuts[len(found) % len(cuts)]
        found += reader.feed(stream[place : place + step])
        place += step
    assert found == frames
    assert reader.left_over == 0


@given(st.binary(min_size=1, max_size=200))
def test_noise_is_refused_or_left_over(noise):
    reader = FrameReader(1 << 16)
    try:
        frames = list(reader.feed(noise))
    except WireError:
        return
    consumed = sum(len(frame(header, payload)) for header, payload in frames)
    assert reader.left_over > 0 or consumed


def test_a_cut_frame_is_left_over():
    reader = FrameReader(1000)
    assert list(reader.feed(frame({"kind": "end"}, b"abc")[:-1])) == []
    assert reader.left_over > 0


@pytest.mark.parametrize(
    "data",
    [
        raw({"kind": "output", "dtype": "<f8", "shape": [100_000, 1_000_000]}, size=800_000_000_000),
        raw({"kind": "output", "dtype": "<f8", "shape": [2]}, b"\0" * 8),
        raw({"kind": "output", "dtype": "<f8", "shape": [-1, -1]}, b"\0" * 8),
        raw({"kind": "output", "dtype": "<f8", "shape": [1.0]}, b"\0" * 8),
        raw({"kind": "output", "dtype": "<f8", "shape": [True]}, b"\0" * 8),
        raw({"kind": "output", "dtype": "<f8", "shape": "1"}, b"\0" * 8),
        raw({"kind": "output", "dtype": "<f8", "shape": [1] * 9}, b"\0" * 8),
        raw({"kind": "output", "dtype": "|O", "shape": [1]}, b"\0" * 8),
        raw({"kind": "output", "dtype": ">f8", "shape": [1]}, b"\0" * 8),
        raw({"kind": "output", "dtype": "<f16", "shape": [1]}, b"\0" * 16),
        raw({"kind": "output", "dtype": ["<f8"], "shape": [1]}, b"\0" * 8),
        raw([1, 2]),
        raw(b"{"),
        raw(b"[" * 60_000),
        raw(b"\xff\xfe"),
        PREFIX.pack(MAX_HEADER + 1, 0),
        PREFIX.pack(10, 1 << 40),
    ],
)
def test_what_is_no_frame_is_refused_before_its_payload_is_there(data):
    with pytest.raises(WireError):
        list(FrameReader(1 << 20).feed(data))


def test_more_than_the_budget_is_refused():
    data = frame({"kind": "run"}, b"x" * 10)
    reader = FrameReader(len(data) + 1)
    assert len(list(reader.feed(data))) == 1
    with pytest.raises(WireError, match="more than"):
        list(reader.feed(data))


def test_a_header_has_a_bound():
    with pytest.raises(WireError):
        frame({"name": "x" * MAX_HEADER})


def test_sizes_are_numpys():
    np = pytest.importorskip("numpy")
    assert {name: np.dtype(name).itemsize for name in ITEM_SIZES} == ITEM_SIZES
    assert array_size({"dtype": "<f8", "shape": []}) == 8
    assert array_size({"dtype": "<f4", "shape": [3, 0]}) == 0
