"""What is counted and timed, for Prometheus; no label ever holds client data."""

from collections.abc import Callable, Mapping

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

_BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0, 2.0, 5.0, 10.0, 30.0)


class Metrics:
    """The service's own registry; one per app, so that two apps never share counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._requests = Histogram(
            "tryon_request_duration_seconds",
            "Time from the first byte of a request to the last of its answer.",
            ("method", "route", "status"),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._stages = Histogram(
            "tryon_stage_duration_seconds",
            "Time in one step of a try-on.",
            ("kind", "stage"),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._refused = Counter(
            "tryon_problems",
            "Requests that ended with a problem document.",
            ("code",),
            registry=self.registry,
        )
        self._live_frames = Counter(
            "tryon_live_frames",
            "Frames of live previews.",
            ("outcome",),
            registry=self.registry,
        )

    def watch(self, name: str, explanation: str, read: Callable[[], float]) -> None:
        """Add a gauge that is read when it is asked for."""
        Gauge(name, explanation, registry=self.registry).set_function(read)

    def request_done(self, method: str, route: str, status: int, duration_s: float) -> None:
        """Count a finished request; `route` is the template, never the path."""
        self._requests.labels(method, route, str(status)).observe(duration_s)

    def stages_done(self, kind: str, timings_ms: Mapping[str, float]) -> None:
        """Count the steps of one try-on, `kind` being `photo` or `live`."""
        for stage, duration_ms in timings_ms.items():
            self._stages.labels(kind, stage).observe(duration_ms / 1000.0)

    def problem(self, code: str) -> None:
        """Count a problem document."""
        self._refused.labels(code).inc()

    def live_frame(self, outcome: str, count: int = 1) -> None:
        """Count live frames that were `answered`, `dropped` or `refused`."""
        self._live_frames.labels(outcome).inc(count)

    def exposition(self) -> bytes:
        """Give everything in Prometheus' text format."""
        return generate_latest(self.registry)
