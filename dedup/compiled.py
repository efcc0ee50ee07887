"""Compiled loops: machine code that is kept on disk, so that only who has to make it loads the compiler.

A loop is a Python function with a signature. The first time `dedup.compiling` has numba compile it for this
processor; from then on its code is loaded by llvmlite alone, in a tenth of the time that numba takes to start, and
called through ctypes, which lets go of the interpreter.
"""

from __future__ import annotations

import ctypes
import json
from functools import cache, update_wrapper
from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import llvmlite.binding as llvm
import numpy as np

from dedup.kept import path_for, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

F = TypeVar("F", bound="Callable[..., Any]")

_ALL = "all"
_MAKING_READY = Lock()
_HEAD_BYTES = object.__basicsize__
_NUMBERS: dict[str, Any] = {"i8": ctypes.c_int64, "u8": ctypes.c_uint64}
"""Single numbers."""


class Part:
    """A function that compiled loops call; who calls it from Python calls the Python function."""

    def __init__(self, function: Callable[..., Any], *, makes_arrays: bool) -> None:
        """Args: the function; False if it makes no array, and needs not count who holds one."""
        self.function = function
        self.makes_arrays = makes_arrays
        update_wrapper(self, function)

    def __call__(self, *args: Any) -> Any:  # noqa: ANN401
        """As in Python."""
        return self.function(*args)


def part(function: F) -> F:
    """A decorator for the functions that compiled loops are made of.

    A place in an array that is computed is never negative there: compiled, it does not count from the end. With
    NUMBA_BOUNDSCHECK=1 in the environment loops are compiled so that they break off at any place outside of an array.
    """
    made: Any = Part(function, makes_arrays=True)
    return cast("F", made)


def uncounted(function: F) -> F:
    """As `part`, for those that make no array, and do not count who holds one.

    To count takes an atomic operation for each array that is cut or handed on: a quarter of comparing. numba refuses to
    compile one that makes an array after all. One that gives arrays back is for other uncounted ones alone.
    """
    made: Any = Part(function, makes_arrays=False)
    return cast("F", made)


def compiled(signature: str, *, makes_arrays: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator that has a function run as machine code.

    Args:
        signature: the types of its arguments and of what it gives, as numba writes them.
        makes_arrays: False for one that is as `uncounted`.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        return Loop(function, signature, makes_arrays=makes_arrays)

    return decorate


class Kind(NamedTuple):
    """What an argument or a result is: an array of a number's type, a number (0 dimensions), or several of these."""

    number: str
    """As numpy writes it: ``u4``."""
    dimensions: int = 0
    may_be_written: bool = False
    several: Sequence[Kind] = ()


class Code(NamedTuple):
    """A loop as it is kept."""

    name: str
    """Of the function in the machine code."""
    python: Sequence[str]
    """What of the interpreter it refers to."""
    arguments: Kind
    results: Kind
    machine_code: bytes


class Loop(Part):
    """A function that runs as machine code. Its arrays must be of the types and dimensions it was compiled for.

    What it gives are new arrays. It is made ready when it is called first.
    """

    def __init__(self, function: Callable[..., Any], signature: str, *, makes_arrays: bool) -> None:
        """Args: as for `compiled`."""
        super().__init__(function, makes_arrays=makes_arrays)
        self.name = f"{function.__module__}.{function.__qualname__}"
        self.signature = signature
        self._run: Callable[..., Any] | None = None

    def __call__(self, *args: Any) -> Any:  # noqa: ANN401
        """What the function gives for these arguments.

        Raises:
            TypeError: they are not of the types it was compiled for.
            RuntimeError: it raised an error, which has no words, or memory ran out.
        """
        if self._run is None:
            with _MAKING_READY:  # threads that meet here would compile twice
                self._run = self._run or _ready(self.name, self._code())
        return self._run(*args)

    def is_kept(self) -> bool:
        """Whether its machine code is on disk."""
        path = path_for(self.name)
        return path is not None and path.exists()

    def keep(self) -> Code:
        """Compiles it, and keeps the machine code where anything can be kept."""
        from dedup.compiling import compile_loop

        code = compile_loop(self)
        if path := path_for(self.name):
            head = json.dumps({key: value for key, value in code._asdict().items() if key != "machine_code"})
            write(path, head.encode() + b"\n" + code.machine_code)
        return code

    def _code(self) -> Code:
        path = path_for(self.name)
        return _read(path) if path and path.exists() else self.keep()


def are_all_kept() -> bool:
    """Whether it was said that all loops are kept, or nothing can be kept here."""
    path = path_for(_ALL)
    return path is None or path.exists()


def say_that_all_are_kept() -> None:
    """Spares later commands to look for each of them."""
    if path := path_for(_ALL):
        write(path, b"")


def _ready(name: str, code: Code) -> Callable[..., Any]:
    """The loop as a function of Python: arguments become addresses, sizes and numbers, and what comes back arrays."""
    put = [_putter(kind) for kind in code.arguments.several]
    results = code.results.several
    run = ctypes.CFUNCTYPE(None, *chain.from_iterable(map(_c_types, code.arguments.several)), ctypes.c_void_p)(
        _loaded(code)
    )
    room = ctypes.c_int64 * (1 + sum(1 + kind.dimensions for kind in results))

    def call(*args: Any) -> Any:  # noqa: ANN401
        given: list[int] = []
        for add, value in zip(put, args, strict=True):
            add(value, given)
        out = room()
        run(*given, ctypes.addressof(out))
        if not out[0]:
            raise RuntimeError(f"{name} broke off: an error was raised in it, or there was no memory for its results.")
        taken = _taken(results, iter(out[1:]))
        return None if not taken else taken[0] if len(taken) == 1 else tuple(taken)

    return call


def _c_types(kind: Kind) -> Iterator[Any]:
    """How ctypes hands an argument over."""
    if kind.several:
        yield from chain.from_iterable(map(_c_types, kind.several))
    elif kind.dimensions:
        yield ctypes.c_void_p
        yield from [ctypes.c_int64] * kind.dimensions
    else:
        yield _NUMBERS[kind.number]


def _putter(kind: Kind) -> Callable[[Any, list[int]], None]:
    """What adds an argument to those that are handed over."""
    if kind.several:
        several = [_putter(each) for each in kind.several]

        def put_several(values: Sequence[Any], given: list[int]) -> None:
            for put, value in zip(several, values, strict=True):
                put(value, given)

        return put_several
    if not kind.dimensions:
        return lambda value, given: given.append(int(value))
    dtype = np.dtype(kind.number)

    def put_array(array: NDArray[Any], given: list[int]) -> None:
        flags = array.flags
        fits = array.dtype == dtype and array.ndim == kind.dimensions and flags.c_contiguous
        if not fits or (kind.may_be_written and not flags.writeable):
            raise TypeError(f"a contiguous array as in {kind} was expected, not {array!r}")
        given.append(_address(array))
        given += array.shape

    return put_array


def _address(array: NDArray[Any]) -> int:
    """Where its values lie, read as C reads it: it stands behind an object's head, and numpy keeps it there for C.

    ``array.ctypes.data`` is the same and makes two objects of Python, for each of the dozen arrays of a call.
    """
    return ctypes.c_void_p.from_address(id(array) + _HEAD_BYTES).value or 0


def _taken(kinds: Sequence[Kind], out: Iterator[int]) -> list[Any]:
    """The results, arrays copied out of memory that is let go."""
    taken: list[Any] = []
    for kind in kinds:
        address = next(out)  # or the number itself
        if not kind.dimensions:
            taken.append(_NUMBERS[kind.number](address).value)
            continue
        shape = [next(out) for _ in range(kind.dimensions)]
        array = np.empty(shape, dtype=kind.number)
        ctypes.memmove(_address(array), address, array.nbytes)
        ctypes.pythonapi.PyMem_RawFree(ctypes.c_void_p(address))
        taken.append(array)
    return taken


def _loaded(code: Code) -> int:
    """Brings machine code into this process; where it begins."""
    for name in code.python:
        llvm.add_symbol(name, ctypes.addressof(ctypes.c_char.in_dll(ctypes.pythonapi, name)))
    engine = _engine()
    engine.add_object_file(llvm.ObjectFileRef.from_data(code.machine_code))
    engine.finalize_object()
    return int(engine.get_function_address(code.name))


@cache
def _engine() -> Any:  # noqa: ANN401
    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), target_machine())


@cache
def target_machine() -> Any:  # noqa: ANN401
    """This processor, for llvmlite."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        reloc="default",
        codemodel="jitdefault",
        jit=True,
    )


def _read(path: Path) -> Code:
    head, _, machine_code = path.read_bytes().partition(b"\n")
    told = json.loads(head)
    return Code(told["name"], told["python"], _kind(told["arguments"]), _kind(told["results"]), machine_code)


def _kind(told: Sequence[Any]) -> Kind:
    number, dimensions, may_be_written, several = told
    return Kind(number, dimensions, may_be_written, [_kind(each) for each in several])
