"""Plane geometry: rectangles, blobs, strips, recursive subdivision and a smooth warp.

Polygons and lines are float64 arrays (n, 2) of metres; polygons are not closed.
"""

from dataclasses import dataclass

import numpy as np
import shapely


def rectangle(centre: np.ndarray, length: float, width: float, angle: float) -> np.ndarray:
    """Rectangle whose long side points along ``angle`` (radians)."""
    corners = np.array([(-length, -width), (length, -width), (length, width), (-length, width)]) / 2
    return np.asarray(centre) + corners @ rotation(angle)


def rotation(angle: float) -> np.ndarray:
    """Matrix that turns row vectors of a rotated frame into (x, y)."""
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.array([(cosine, sine), (-sine, cosine)])


def blob(rng: np.random.Generator, centre: np.ndarray, radius: float, roughness: float = 0.25) -> np.ndarray:
    """Closed curve around ``centre`` with random lobes, stretched along a random direction."""
    angles = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    distance = np.ones_like(angles)
    for order in range(2, 9):
        distance += rng.normal(0, roughness / order) * np.cos(order * angles + rng.uniform(0, 2 * np.pi))
    stretch = rng.uniform(0.65, 1.0)
    local = np.stack([np.cos(angles), stretch * np.sin(angles)], axis=1) * np.maximum(distance, 0.3)[:, None] * radius
    return np.asarray(centre) + local @ rotation(rng.uniform(0, np.pi))


def shift_line(line: np.ndarray, offset: float) -> np.ndarray:
    """Line moved sideways by ``offset`` metres, to the right of its direction on a map with y downwards."""
    tangent = np.gradient(line, axis=0)
    tangent /= np.maximum(np.hypot(tangent[:, 0], tangent[:, 1]), 1e-9)[:, None]
    return line + offset * np.stack([-tangent[:, 1], tangent[:, 0]], axis=1)


def strip(line: np.ndarray, width: float, offset: float = 0.0) -> np.ndarray:
    """Polygon of constant width along a line, shifted sideways by ``offset`` metres."""
    return np.concatenate([shift_line(line, offset + width / 2), shift_line(line, offset - width / 2)[::-1]])


def densify(line: np.ndarray, step_m: float, closed: bool) -> np.ndarray:
    """Line or polygon with vertices at most ``step_m`` apart."""
    ends = np.concatenate([line, line[:1]]) if closed else line
    pieces = []
    for start, stop in zip(ends[:-1], ends[1:]):
        count = max(1, int(np.ceil(np.hypot(*(stop - start)) / step_m)))
        pieces.append(start + (stop - start) * np.arange(count)[:, None] / count)
    return np.concatenate(pieces if closed else [*pieces, line[-1:]])


def largest_part(geometry: shapely.Geometry) -> np.ndarray | None:
    """Outline of the largest polygon of a geometry; None if it is empty."""
    if geometry.is_empty:
        return None
    largest = max(shapely.get_parts(geometry), key=shapely.area)
    return np.asarray(largest.exterior.coords)[:-1]


def inset(polygon: np.ndarray, distance: float) -> np.ndarray | None:
    """Polygon shrunk by ``distance`` metres; None if nothing is left."""
    return largest_part(shapely.Polygon(polygon).buffer(-distance, join_style="mitre"))


def area(polygon: np.ndarray) -> float:
    """Area in square metres."""
    x, y = polygon[:, 0], polygon[:, 1]
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


def long_axis(polygon: np.ndarray) -> tuple[np.ndarray, float, float, float]:
    """Smallest rectangle around: centre, angle of its long side, length and width."""
    box = np.asarray(shapely.Polygon(polygon).minimum_rotated_rectangle.exterior.coords)
    first, second = box[1] - box[0], box[2] - box[1]
    if np.hypot(*first) < np.hypot(*second):
        first, second = second, first
    return (
        box[:4].mean(axis=0),
        float(np.arctan2(first[1], first[0])),
        float(np.hypot(*first)),
        float(np.hypot(*second)),
    )


@dataclass(frozen=True)
class Cut:
    """A line that divided a polygon: its two ends, float64 (2, 2), and how deep in the recursion it stood."""

    line: np.ndarray
    depth: int


def subdivide(
    rng: np.random.Generator, polygon: np.ndarray, area_m2: float, *, skew: float = 0.08, depth: int = 0
) -> tuple[list[np.ndarray], list[Cut]]:
    """Cut a convex polygon across its long side until the pieces are small enough.

    Args:
        rng: source of randomness.
        polygon: convex polygon.
        area_m2: pieces end up between about 0.5 and 1.5 times this area.
        skew: standard deviation of the cuts' direction in radians.
        depth: recursion depth so far.

    Returns:
        The pieces and the cuts between them.
    """
    if area(polygon) < area_m2 * rng.uniform(0.9, 1.9):
        return [polygon], []
    centre, angle, length, _ = long_axis(polygon)
    point = centre + rng.uniform(-0.14, 0.14) * length * np.array([np.cos(angle), np.sin(angle)])
    direction = angle + rng.normal(0, skew)
    side = (polygon - point) @ np.array([np.cos(direction), np.sin(direction)])
    halves: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
    ends = []
    for index in range(len(polygon)):
        following = (index + 1) % len(polygon)
        halves[int(side[index] > 0)].append(polygon[index])
        if (side[index] > 0) != (side[following] > 0):
            share = side[index] / (side[index] - side[following])
            crossing = polygon[index] + share * (polygon[following] - polygon[index])
            ends.append(crossing)
            halves[0].append(crossing)
            halves[1].append(crossing)
    pieces, cuts = [], [Cut(np.array(ends), depth)]
    for half in halves:
        smaller, deeper = subdivide(rng, np.array(half), area_m2, skew=skew, depth=depth + 1)
        pieces += smaller
        cuts += deeper
    return pieces, cuts


class Warp:
    """Smooth displacement of the plane, which bends straight subdivisions into natural curves."""

    def __init__(self, rng: np.random.Generator, amplitude_m: float) -> None:
        self._waves = rng.normal(0, 1, (5, 2)) / rng.uniform(50, 130, (5, 1))
        self._phases = rng.uniform(0, 2 * np.pi, (5, 2))
        self._amplitude = amplitude_m / 5**0.5

    def __call__(self, points: np.ndarray) -> np.ndarray:
        """Displaced points, (n, 2)."""
        phase = points @ self._waves.T
        return points + self._amplitude * np.sin(phase[:, :, None] + self._phases[None]).sum(axis=1)

    def polygon(self, polygon: np.ndarray) -> np.ndarray:
        """Displaced polygon with bent edges."""
        return self(densify(polygon, 6.0, closed=True))

    def line(self, line: np.ndarray) -> np.ndarray:
        """Displaced, bent line."""
        return self(densify(line, 6.0, closed=False))
