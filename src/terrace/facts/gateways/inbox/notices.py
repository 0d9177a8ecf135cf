"""What lies beside a file that was refused, or received before: for people, in both languages."""

import csv
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from terrace.base.kernel.problems import Fault

TABLE, TEXT = ".problems.csv", ".problems.txt"
HEAD = ("position", "pointer", "code", "message_vi", "message_en", "advice_vi", "advice_en")
#: A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault at a position of the file: a line, or the number of a fact; 0 is the file as a whole."""

    position: int
    fault: Fault


def refused(path: Path, troubles: Sequence[Trouble], count: int, job: int | None) -> None:
    """Write the table of faults and the short text beside the file."""
    with _fresh(path.name + TABLE, path, "utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        writer.writerows(_row(each) for each in troubles)
    work = "" if job is None else f" (job {job})"
    lines = [
        f"{path.name}: bị từ chối{work}, không có số liệu nào được lưu. Số lỗi: {count}.",
        f"{path.name}: refused{work}, nothing was stored. Faults: {count}.",
        "",
    ]
    for each in troubles[:20]:
        lines += [f"{each.position or '-'}: {each.fault.message_vi}", f"    {each.fault.advice_vi}"]
        lines += [f"{each.position or '-'}: {each.fault.message_en}", f"    {each.fault.advice_en}", ""]
    with _fresh(path.name + TEXT, path) as file:
        file.write("\n".join(lines))


def again(path: Path, job: int) -> None:
    """Say that the file was received before."""
    told = (
        f"{path.name}: tệp này đã được nhận trước đó (job {job}); không lưu lần thứ hai.\n"
        f"{path.name}: this file was received before (job {job}); it is not stored a second time.\n"
    )
    with _fresh(path.name + ".received-before.txt", path) as file:
        file.write(told)


def _fresh(name: str, beside: Path, encoding: str = "utf-8") -> TextIO:
    """A new file; what has its name already, perhaps a link to somewhere else, is removed and not written into."""
    path = beside.with_name(name)
    path.unlink(missing_ok=True)
    made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o640)
    return os.fdopen(made, "w", encoding=encoding, newline="")


def _row(each: Trouble) -> list[str]:
    fault = each.fault
    texts = (fault.message_vi, fault.message_en, fault.advice_vi, fault.advice_en)
    return [str(each.position or ""), *map(_plain, (fault.pointer, fault.code, *texts))]


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
