"""The page of metrics, read."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from bot import metrics


def read(page: str) -> dict[str, float]:
    """Every sample by its name and its labels, as in ``posts_total outcome=sent what=post``; our prefix is left out."""
    samples = [sample for family in text_string_to_metric_families(page) for sample in family.samples]
    return {
        " ".join(
            [sample.name.removeprefix("threadline_"), *(f"{k}={v}" for k, v in sample.labels.items())]
        ): sample.value
        for sample in samples
    }


def counted() -> dict[str, float]:
    """What this process has counted up to now."""
    return read(metrics.page(None, {}).decode())


class Since:
    """What is counted from here on. Other tests of this process have counted before."""

    def __init__(self) -> None:
        self._before = counted()

    def __getitem__(self, name: str) -> float:
        return counted().get(name, 0.0) - self._before.get(name, 0.0)
