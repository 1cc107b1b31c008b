"""The picture of a region: hexagons given to the nearest seat, outlined by province."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, cos, floor, hypot, radians, sqrt

KM_PER_DEGREE = 111.195
"""Of latitude, on the sphere the search measures on."""
CELL_KM = 2.4
"""From the middle of a hexagon to its corner."""
SHORE_KM = 9.0
"""Farther from every seat than this is water or abroad, unless land lies all round."""
WIDTH = 480.0
"""Units of the drawing."""
MARGIN_KM = 11.0

Cell = tuple[int, int]
Corner = tuple[int, int]
_NEIGHBOURS: tuple[Cell, ...] = ((1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1))
"""In the order of the corners: the neighbour across the side from corner n to corner n + 1."""
# Corners of a hexagon standing on its point, in half widths and in half corner lengths, so that
# neighbours agree on them exactly.
_CORNERS: tuple[Corner, ...] = ((1, -1), (1, 1), (0, 2), (-1, 1), (-1, -1), (0, -2))


@dataclass(frozen=True)
class Seat:
    """Where a municipality is, and the area it belongs to; no area: a neighbour of the region."""

    code: str
    latitude: float
    longitude: float
    area: str


@dataclass(frozen=True)
class Frame:
    """How degrees become drawing units: north up, a degree of longitude narrower than one of latitude."""

    west: float
    north: float
    squeeze: float
    units_per_km: float
    width: float
    height: float

    def kilometres(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Kilometres east and south of the corner."""
        east = (longitude - self.west) * KM_PER_DEGREE * self.squeeze
        return east, (self.north - latitude) * KM_PER_DEGREE

    def place(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a point in degrees lies in the drawing."""
        east, south = self.kilometres(latitude, longitude)
        return round(east * self.units_per_km, 1), round(south * self.units_per_km, 1)


@dataclass(frozen=True)
class View:
    """The part of the drawing that is shown."""

    x: float
    y: float
    width: float
    height: float

    @property
    def box(self) -> str:
        """As SVG's `viewBox` takes it."""
        return f"{self.x:g} {self.y:g} {self.width:g} {self.height:g}"


@dataclass(frozen=True)
class Shape:
    """An area as drawn: its outline for an SVG path, and what of the drawing it takes up."""

    code: str
    path: str
    view: View


@dataclass(frozen=True)
class Picture:
    """A region drawn."""

    frame: Frame
    shapes: tuple[Shape, ...]

    def view(self, area: str = "") -> View:
        """The whole drawing, or the part round one area in the same proportions."""
        whole = View(0, 0, self.frame.width, self.frame.height)
        shape = next((shape for shape in self.shapes if shape.code == area), None)
        return framed(shape.view, whole) if shape else whole


def framed(inner: View, whole: View, margin: float = 1.12) -> View:
    """The smallest view in the proportions of the whole that holds the inner one with a margin."""
    share = margin * max(inner.width / whole.width, inner.height / whole.height)
    width, height = whole.width * share, whole.height * share
    x = inner.x + (inner.width - width) / 2
    y = inner.y + (inner.height - height) / 2
    return View(round(x, 1), round(y, 1), round(width, 1), round(height, 1))


def drawn(seats: Sequence[Seat]) -> Picture:
    """The region of the seats with an area; the others keep their land out of the picture."""
    own = [seat for seat in seats if seat.area]
    frame = frame_round(own)
    areas = _filled(_given_out(frame, seats), frame, seats)
    by_area: dict[str, list[Cell]] = defaultdict(list)
    for cell, area in areas.items():
        if area:
            by_area[area].append(cell)
    return Picture(
        frame,
        tuple(_shape(code, cells, areas, frame) for code, cells in sorted(by_area.items())),
    )


def frame_round(seats: Sequence[Seat]) -> Frame:
    """A frame with a margin round the seats."""
    south = min(seat.latitude for seat in seats) - MARGIN_KM / KM_PER_DEGREE
    north = max(seat.latitude for seat in seats) + MARGIN_KM / KM_PER_DEGREE
    squeeze = cos(radians((south + north) / 2))
    margin = MARGIN_KM / KM_PER_DEGREE / squeeze
    west = min(seat.longitude for seat in seats) - margin
    east = max(seat.longitude for seat in seats) + margin
    units = WIDTH / ((east - west) * KM_PER_DEGREE * squeeze)
    height = round((north - south) * KM_PER_DEGREE * units, 1)
    return Frame(west, north, squeeze, units, WIDTH, height)


def outlines(cells: Iterable[Cell]) -> list[list[Corner]]:
    """The closed lines round a set of hexagons, clockwise outside; corners in half units.

    At a corner of hexagons three sides meet, so that from each corner of an outline one side goes on.
    """
    inside = set(cells)
    onward: dict[Corner, Corner] = {}
    for cell in sorted(inside):
        for side, (right, down) in enumerate(_NEIGHBOURS):
            if (cell[0] + right, cell[1] + down) not in inside:
                onward[_corner(cell, side)] = _corner(cell, side + 1)
    loops = []
    while onward:
        start = min(onward)
        loop, here = [start], onward.pop(start)
        while here != start:
            loop.append(here)
            here = onward.pop(here)
        loops.append(loop)
    return loops


def _corner(cell: Cell, number: int) -> Corner:
    # In axial coordinates a cell lies 2q + r half widths to the right and 3r half lengths down.
    right, down = _CORNERS[number % 6]
    return 2 * cell[0] + cell[1] + right, 3 * cell[1] + down


def _middle(cell: Cell) -> tuple[float, float]:
    """Kilometres east and south of the frame's corner."""
    return (2 * cell[0] + cell[1]) * CELL_KM * sqrt(3) / 2, cell[1] * CELL_KM * 1.5


def _cells(frame: Frame) -> Iterator[Cell]:
    wide, high = frame.width / frame.units_per_km, frame.height / frame.units_per_km
    for row in range(-1, ceil(high / (1.5 * CELL_KM)) + 2):
        for place in range(-1, ceil(wide / (CELL_KM * sqrt(3))) + 2):
            yield place - floor(row / 2), row


def _given_out(frame: Frame, seats: Sequence[Seat]) -> dict[Cell, str | None]:
    """Each hexagon's area by its nearest seat: "" a neighbour's, None farther than the shore."""
    ground: dict[tuple[int, int], list[tuple[float, float, str]]] = defaultdict(list)
    for seat in seats:
        east, south = frame.kilometres(seat.latitude, seat.longitude)
        ground[floor(east / SHORE_KM), floor(south / SHORE_KM)].append((east, south, seat.area))
    return {cell: _nearest_area(_middle(cell), ground) for cell in _cells(frame)}


def _nearest_area(
    point: tuple[float, float], ground: Mapping[tuple[int, int], list[tuple[float, float, str]]]
) -> str | None:
    column, row = floor(point[0] / SHORE_KM), floor(point[1] / SHORE_KM)
    near = [
        (hypot(point[0] - east, point[1] - south), area)
        for right in (-1, 0, 1)
        for down in (-1, 0, 1)
        for east, south, area in ground.get((column + right, row + down), ())
    ]
    distance, area = min(near, default=(SHORE_KM + 1, ""))
    return area if distance <= SHORE_KM else None


def _filled(
    areas: dict[Cell, str | None], frame: Frame, seats: Sequence[Seat]
) -> Mapping[Cell, str | None]:
    """High valleys have no seat for miles: what is enclosed by land goes to the nearest seat."""
    open_water = _reached_from_outside(areas)
    places = [(*frame.kilometres(seat.latitude, seat.longitude), seat.area) for seat in seats]
    for cell, area in areas.items():
        if area is None and cell not in open_water:
            x, y = _middle(cell)
            areas[cell] = min((hypot(x - east, y - south), of) for east, south, of in places)[1]
    return areas


def _reached_from_outside(areas: Mapping[Cell, str | None]) -> set[Cell]:
    empty = {cell for cell, area in areas.items() if area is None}
    reached = {cell for cell in empty if any(other not in areas for other in _around(cell))}
    edge = list(reached)
    while edge:
        for cell in _around(edge.pop()):
            if cell in empty and cell not in reached:
                reached.add(cell)
                edge.append(cell)
    return reached


def _around(cell: Cell) -> Iterator[Cell]:
    return ((cell[0] + right, cell[1] + down) for right, down in _NEIGHBOURS)


def _shape(
    code: str, cells: Sequence[Cell], areas: Mapping[Cell, str | None], frame: Frame
) -> Shape:
    half_width, half_length = CELL_KM * sqrt(3) / 2, CELL_KM / 2
    lines = [
        [
            (
                round(right * half_width * frame.units_per_km),
                round(down * half_length * frame.units_per_km),
            )
            for right, down in loop
        ]
        for loop in outlines(cells)
    ]
    xs = [x for line in lines for x, _ in line]
    ys = [y for line in lines for _, y in line]
    view = View(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
    return Shape(code, "".join(_path(line) for line in lines), view)


def _path(line: Sequence[Corner]) -> str:
    """A closed line in the fewest letters: a start, then steps from corner to corner."""
    steps = [f"M{line[0][0]} {line[0][1]}l"]
    for (x, y), (next_x, next_y) in zip(line, line[1:], strict=False):
        steps.append(f"{next_x - x} {next_y - y} ")
    return "".join(steps).rstrip() + "z"
