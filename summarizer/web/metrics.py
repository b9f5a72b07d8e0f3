"""Counts what the server does, in the text format that Prometheus reads. No text of any article ever gets here."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

BUCKETS_S = (0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)

PAGE_BYTES = 4096


class Metrics:
    """Counters and one histogram; safe to use from several threads."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.requests: Counter[tuple[str, int]] = Counter()
        self.outcomes: Counter[str] = Counter()
        self.buckets: Counter[float] = Counter()
        self.seconds = 0.0

    def answered(self, route: str, status: int) -> None:
        with self.lock:
            self.requests[route, status] += 1

    def worked(self, outcome: str, seconds: float) -> None:
        """One digest or translation ended: `done`, `stopped`, or the code of its error."""
        with self.lock:
            self.outcomes[outcome] += 1
            self.seconds += seconds
            for bound in BUCKETS_S:
                self.buckets[bound] += seconds <= bound

    def render(self, gauges: Mapping[str, tuple[str, float]]) -> str:
        """Everything counted, and `gauges` (name to help and value), as an exposition of Prometheus."""
        with self.lock:
            total = sum(self.outcomes.values())
            lines = [
                "# HELP khulasa_requests_total HTTP requests answered.",
                "# TYPE khulasa_requests_total counter",
                *(
                    f'khulasa_requests_total{{route="{route}",status="{status}"}} {count}'
                    for (route, status), count in sorted(self.requests.items())
                ),
                "# HELP khulasa_runs_total Digests and translations ended, by outcome.",
                "# TYPE khulasa_runs_total counter",
                *(
                    f'khulasa_runs_total{{outcome="{outcome}"}} {count}'
                    for outcome, count in sorted(self.outcomes.items())
                ),
                "# HELP khulasa_run_seconds Time from request to end.",
                "# TYPE khulasa_run_seconds histogram",
                *(f'khulasa_run_seconds_bucket{{le="{bound}"}} {self.buckets[bound]}' for bound in BUCKETS_S),
                f'khulasa_run_seconds_bucket{{le="+Inf"}} {total}',
                f"khulasa_run_seconds_sum {self.seconds:.3f}",
                f"khulasa_run_seconds_count {total}",
            ]
        for name, (about, value) in gauges.items():
            lines += [f"# HELP khulasa_{name} {about}", f"# TYPE khulasa_{name} gauge", f"khulasa_{name} {value:g}"]
        return "\n".join(lines) + "\n"


def resident_bytes() -> float:
    """The memory this process holds now; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_BYTES
    except (OSError, IndexError, ValueError):
        return 0.0
