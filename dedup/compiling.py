"""Functions of Python to machine code, by numba: see `dedup.compiled`, which keeps it.

A loop is wrapped in a function of C whose arguments are addresses, sizes and numbers. What it gives is copied to
memory of Python's own allocator, which the caller lets go.
"""

from __future__ import annotations

from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

import llvmlite.binding as llvm
import numba
import numpy as np
from llvmlite import ir
from numba.core import sigutils
from numba.extending import intrinsic, typeof_impl
from numba.np import arrayobj
from numba.np.numpy_support import as_dtype

from dedup.compiled import Code, Kind, Loop, Part, target_machine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_numba: Any = numba  # half of it has types
types = _numba.types
_signature: Any = sigutils.normalize_signature
_ALLOCATE = types.ExternalFunction("PyMem_RawMalloc", types.voidptr(types.uintp))
_OUT = types.CPointer(types.int64)

# What numba brings along where it is loaded. Arrays that loops make for themselves are in memory of Python's allocator,
# after what numba's NRT writes before them: how many hold it, two places we leave empty, where the data begins, its size.
# Of other than lines no shape is changed. An error that a loop raises has no words of its own.
_RUNTIME = """
declare ptr @PyMem_RawMalloc(i64)
declare void @PyMem_RawFree(ptr)
declare i32 @PyGILState_Ensure()
declare void @PyGILState_Release(i32)
declare void @PyErr_SetNone(ptr)
@PyExc_RuntimeError = external global ptr

define linkonce_odr ptr @NRT_MemInfo_alloc_aligned(i64 %size, i32 %align) {
  %wide = zext i32 %align to i64
  %room = add i64 %size, %wide
  %all = add i64 %room, 48
  %info = call ptr @PyMem_RawMalloc(i64 %all)
  %none = icmp eq ptr %info, null
  br i1 %none, label %failed, label %made
failed:
  ret ptr null
made:
  %start = ptrtoint ptr %info to i64
  %behind = add i64 %start, 47
  %upper = add i64 %behind, %wide
  %mask = sub i64 0, %wide
  %at = and i64 %upper, %mask
  store i64 1, ptr %info
  %slot = getelementptr i8, ptr %info, i64 24
  store i64 %at, ptr %slot
  %last = getelementptr i8, ptr %info, i64 32
  store i64 %size, ptr %last
  ret ptr %info
}
define linkonce_odr ptr @NRT_MemInfo_alloc(i64 %size) {
  %info = call ptr @NRT_MemInfo_alloc_aligned(i64 %size, i32 16)
  ret ptr %info
}
define linkonce_odr ptr @NRT_MemInfo_new_varsize_dtor(i64 %size, ptr %none) {
  %info = call ptr @NRT_MemInfo_alloc_aligned(i64 %size, i32 16)
  ret ptr %info
}
define linkonce_odr void @NRT_MemInfo_call_dtor(ptr %info) {
  call void @PyMem_RawFree(ptr %info)
  ret void
}
define linkonce_odr ptr @NRT_Allocate(i64 %size) {
  %memory = call ptr @PyMem_RawMalloc(i64 %size)
  ret ptr %memory
}
define linkonce_odr void @NRT_Free(ptr %memory) {
  call void @PyMem_RawFree(ptr %memory)
  ret void
}
define linkonce_odr void @numba_gil_ensure(ptr %state) {
  %held = call i32 @PyGILState_Ensure()
  store i32 %held, ptr %state
  ret void
}
define linkonce_odr void @numba_gil_release(ptr %state) {
  %held = load i32, ptr %state
  call void @PyGILState_Release(i32 %held)
  ret void
}
define linkonce_odr i32 @numba_attempt_nocopy_reshape(
    i64 %from, ptr %0, ptr %strides, i64 %to, ptr %1, ptr %new, i64 %2, i32 %3) {
  %dimensions = or i64 %from, %to
  %line = icmp eq i64 %dimensions, 1
  br i1 %line, label %same, label %other
same:
  %stride = load i64, ptr %strides
  store i64 %stride, ptr %new
  ret i32 1
other:
  ret i32 0
}
define linkonce_odr ptr @numba_unpickle(ptr %0, i32 %1, ptr %2) {
  ret ptr null
}
define linkonce_odr ptr @numba_runtime_build_excinfo_struct(ptr %0, ptr %1) {
  ret ptr null
}
define linkonce_odr i32 @numba_do_raise(ptr %0) {
  %error = load ptr, ptr @PyExc_RuntimeError
  call void @PyErr_SetNone(ptr %error)
  ret i32 0
}
"""
_ELSEWHERE = ("Py", "llvm.", "mem", "log10", "sqrt")
"""What the names begin with that a loop may refer to besides: of the interpreter, the compiler and C's library."""


def compile_loop(loop: Loop) -> Code:
    """The machine code of a loop, for this processor."""
    takes, gives = _signature(loop.signature)
    arguments = Kind("", several=[_kind_of(each) for each in takes])
    results = _kind_of(gives)
    results = results if results.several or gives == types.void else Kind("", several=[results])
    names = (f"x{number}" for number in count())
    handed, given = zip(*(_argument(kind, names) for kind in arguments.several), strict=True)
    lines = [
        f"def wrapper({', '.join(name for part in handed for name, _ in part)}, out):",
        f"    out = carray(out, ({1 + sum(1 + kind.dimensions for kind in results.several)},))",
        f"    {'gave' if results.several else '_'} = loop({', '.join(given)})",
        *_giving(results),
        "    out[0] = 1",
    ]
    names_of = {
        "carray": _numba.carray,
        "np": np,
        "allocate": _ALLOCATE,
        "address_of": _address_of,
        "copy": _numba.njit(_copy),
        "loop": _dispatcher(loop),
    }
    exec("\n".join(lines), names_of)  # noqa: S102 - numba compiles functions; this one is made of our own signatures
    wrapper: Any = names_of["wrapper"]
    made = _numba.cfunc(types.void(*(kind for part in handed for _, kind in part), _OUT))(wrapper)
    module = llvm.parse_assembly(made.inspect_llvm())
    module.link_in(llvm.parse_assembly(_RUNTIME))
    outside = [each.name for each in (*module.functions, *module.global_variables) if each.is_declaration]
    unknown = [name for name in outside if not name.startswith(_ELSEWHERE)]
    if unknown:
        raise RuntimeError(f"the compiled {loop.name} refers to {unknown}, which is numba's own: see _RUNTIME.")
    python = [name for name in outside if name.startswith("Py")]
    return Code(made.native_name, python, arguments, results, target_machine().emit_object(module))


def _kind_of(numba_type: Any) -> Kind:  # noqa: ANN401
    if numba_type == types.void:
        return Kind("")
    if isinstance(numba_type, types.BaseTuple):
        return Kind("", several=[_kind_of(each) for each in numba_type])
    if isinstance(numba_type, types.Array):
        return Kind(as_dtype(numba_type.dtype).str[1:], numba_type.ndim, numba_type.mutable)
    return Kind(as_dtype(numba_type).str[1:])


def _argument(kind: Kind, names: Iterator[str]) -> tuple[list[tuple[str, Any]], str]:
    """The arguments of C that one of Python is handed over in, with their types, and how it is put together of them."""
    if kind.several:
        handed, given = zip(*(_argument(each, names) for each in kind.several), strict=True)
        return [each for some in handed for each in some], f"({', '.join(given)},)"
    number: Any = types.boolean if kind.number == "b1" else getattr(types, np.dtype(kind.number).name)
    first = next(names)
    if not kind.dimensions:
        return [(first, number)], first
    sizes = [next(names) for _ in range(kind.dimensions)]
    handed = [(first, types.CPointer(number)), *((size, types.int64) for size in sizes)]
    return handed, f"carray({first}, ({', '.join(sizes)},))"


def _giving(results: Kind) -> Iterator[str]:
    """The lines that hand the results over."""
    at = count(1)
    for number, kind in enumerate(results.several):
        one = "gave" if len(results.several) == 1 else f"gave[{number}]"
        yield f"    one{number} = {one}"
        if not kind.dimensions:
            yield f"    out[{next(at)}] = one{number}"
            continue
        name = "bool_" if kind.number == "b1" else np.dtype(kind.number).name
        yield f"    room{number} = allocate(one{number}.nbytes + 1)"
        yield f"    if address_of(room{number}) == 0: return"
        yield f"    copy(one{number}, carray(room{number}, one{number}.shape, np.{name}))"
        yield f"    out[{next(at)}] = address_of(room{number})"
        for dimension in range(kind.dimensions):
            yield f"    out[{next(at)}] = one{number}.shape[{dimension}]"


def _copy(values: NDArray[Any], room: NDArray[Any]) -> None:
    for place in np.ndindex(values.shape):
        room[place] = values[place]


@intrinsic
def _address_of(_: Any, pointer: Any) -> Any:  # noqa: ANN401
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ANN401
        return builder.ptrtoint(args[0], context.get_value_type(signature.return_type))

    return types.int64(pointer), generate


@cache
def _dispatcher(part: Part) -> Any:  # noqa: ANN401
    return _numba.njit(nogil=True, _nrt=part.makes_arrays)(part.function)


@typeof_impl.register(Part)
def _type_of_part(part: Part, _: Any) -> Any:  # noqa: ANN401
    return types.Dispatcher(_dispatcher(part))


def _place(context: Any, builder: Any, kind: Any, index: Any, size: Any) -> Any:  # noqa: ANN401
    """What an index of an array means: in place of numba's own, which looks at each for being negative.

    That took a tenth of comparing. Here only one that is written as a number counts from the end.
    """
    place = context.cast(builder, index, kind, types.intp)
    is_from_end = isinstance(place, ir.Constant) and place.constant < 0
    return builder.add(place, size) if is_from_end else place


arrayobj.fix_integer_index = _place
