"""How long does it take from an empty folder to a council in the browser?

What ``make run`` does after it has made the virtual environment: ``qa demo`` in an empty instance, then ``qa serve``
until it answers. Making the environment is a download and depends on the network, so it is not counted.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import serving
from tests.bench.measures import Line

if TYPE_CHECKING:
    from tests.bench.places import Place
    from tests.bench.sizes import Sizes

_WITHIN = 900


def from_nothing(place: Place, sizes: Sizes) -> list[Line]:
    """The demo council, or (quick) an empty one, and then the first answer."""
    instance = place.instance("fresh", is_demo=sizes.loads_the_demo)
    if sizes.loads_the_demo:
        name, arguments = "qa demo into an empty instance", ["demo"]
    else:
        name, arguments = "qa init of an empty instance", ["init", "--council=Bench", *_ADMINISTRATOR]
    began = time.perf_counter()
    subprocess.run(
        [str(Path(sys.executable).parent / "qa"), *arguments],
        cwd=serving.ROOT,
        env={**os.environ, "QA_INSTANCE": str(instance)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        timeout=_WITHIN,
        check=True,
    )
    taken = time.perf_counter() - began
    with serving.ours(instance) as server:
        answered = server.seconds_to_start
    return [
        Line(f"make run: {name}", taken, None, "s"),
        Line("make run: server's first answer", answered, None, "s"),
        Line("make run from nothing, in all", taken + answered, None, "s"),
    ]


_ADMINISTRATOR = ("--name=Ada Finch", "--email=ada@bench.example", "--password=three random words")
