"""Pictures: a ZIP of class folders, or arrays of pixels, become small squares."""

import base64
import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from kdviz.catalog.limits import LIMITS
from kdviz.datasets.own import PARTS
from kdviz.i18n import N_
from kdviz.intake.refused import DAMAGED, RefusedError, brief
from kdviz.intake.table import PART_NAMES
from kdviz.results import Arrays
from kdviz.results.data import Assumed, Wishes
from kdviz.results.failure import Failure

PASSWORD = N_("The ZIP has a password: pack it without one.")
FORMATS = ("PNG", "JPEG")
SUFFIXES = (".png", ".jpg", ".jpeg")
SIDES = (8, 32)
USUAL_SIDE = 16
# Of one picture: a phone's have 12 to 50 million.
MOST_PIXELS = 60_000_000
# And of one file, unpacked.
MOST_BYTES = 50_000_000
# What programs put beside files.
BESIDE = ("__MACOSX",)
UTF_8 = 0x800
# Levels by which the colors of a pixel may differ in a gray picture.
GRAY = 8
# Pixels that go no higher, such as 16 levels of gray, are none of 255.
DIM = 64
SHEET_ROWS, SHEET_COLUMNS = 10, 12

Pixels = NDArray[np.uint8]


def read_folders(archive: zipfile.ZipFile, wishes: Wishes) -> tuple[Arrays, tuple[str, ...], tuple[Assumed, ...]]:
    """Return the pictures of a ZIP, each folder a class; `arrays` as of `Table`, with ``pictures``.

    Raises
    ------
    RefusedError
        If a name or a picture in it cannot be read, or nothing is in folders.
    """
    files = [*_files(archive)]
    members = [(info, path) for info, path in files if path.suffix.lower() in SUFFIXES]
    if not members:
        raise RefusedError(N_("The ZIP holds no PNG or JPEG pictures: put them into a folder for each class."))
    if len(members) > LIMITS.data_pictures:
        raise RefusedError(
            N_("The ZIP holds {count} pictures; KDVIZ_MAX_DATA_PICTURES allows {most}: take fewer."),
            count=f"{len(members):,}",
            most=f"{LIMITS.data_pictures:,}",
        )
    members.sort(key=lambda member: str(member[1]))
    folders, parts, levels = _folders([path for _info, path in members])
    side, assumed = _side(archive, members, wishes)
    assumed += [*levels, *_left_out([path for _info, path in files if path.suffix.lower() not in SUFFIXES])]
    pictures, animated = np.empty((len(members), 3, side, side), np.uint8), 0
    for place, (info, path) in enumerate(members):
        picture, moves = _picture(archive, info, path)
        animated += moves
        pictures[place] = _square(picture, side)
    if animated:
        said = Failure(
            template=N_("Pictures that move: {count}. The first frame of each is taken."), blanks={"count": animated}
        )
        assumed.append(Assumed(wish="", value="", said=said))
    color = _is_colored(pictures) if wishes.color is None else wishes.color
    assumed.append(color_assumed(color=color))
    classes, labels = np.unique(folders, return_inverse=True)
    arrays: Arrays = {"pictures": pictures if color else _gray(pictures), "labels": labels.astype(np.int64)}
    if parts is not None:
        arrays["part"] = np.array([PARTS.index(part) for part in parts], np.int8)
    return arrays, tuple(map(str, classes)), tuple(assumed)


def color_assumed(*, color: bool) -> Assumed:
    """Say whether pictures keep their colors."""
    template = N_("The pictures keep their colors.") if color else N_("The pictures are gray.")
    return Assumed(wish="color", value="yes" if color else "no", said=Failure(template=template))


def _left_out(paths: Sequence[PurePosixPath]) -> Iterator[Assumed]:
    if paths:
        said = Failure(
            template=N_("Files that are no pictures are left out: {count}, the first is {name}."),
            blanks={"count": len(paths), "name": brief(paths[0])},
        )
        yield Assumed(wish="", value="", said=said)


def _files(archive: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, PurePosixPath]]:
    """Yield the files of a ZIP, but for those that programs put beside them."""
    total = 0
    for info in archive.infolist():
        name = _name(info)
        path = PurePosixPath(name)
        if ".." in path.parts or path.is_absolute() or "\\" in name or ":" in name:
            raise RefusedError(
                N_("The ZIP holds the path {name}, which leads out of it: pack the class folders anew."),
                name=brief(name),
            )
        if info.is_dir() or path.name.startswith(".") or any(part in BESIDE for part in path.parts):
            continue
        total += info.file_size
        if info.file_size > MOST_BYTES or total > LIMITS.data_bytes:
            raise RefusedError(
                N_("The file unpacks to more than {most} MB, which KDVIZ_MAX_DATA_BYTES allows: take less."),
                most=f"{LIMITS.data_bytes // 10**6:,}",
            )
        if path.suffix.lower() in (".gif", ".webp", ".bmp", ".tif", ".tiff", ".heic", ".svg", ".avif"):
            raise RefusedError(
                N_("The picture {name} is neither PNG nor JPEG, the formats that are read: convert it."),
                name=brief(name),
            )
        yield info, path


def _name(info: zipfile.ZipInfo) -> str:
    """Return what a file in a ZIP is called; Windows writes Chinese names in GBK, and does not say so."""
    if info.flag_bits & UTF_8:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _folders(paths: Sequence[PurePosixPath]) -> tuple[list[str], list[str] | None, list[Assumed]]:
    """Return the class of each picture, its part where folders name the parts, too, and which level was taken."""
    folders = [path.parts[:-1] for path in paths]
    shared = 0
    while all(len(each) > shared + 1 for each in folders) and len({each[shared] for each in folders}) == 1:
        shared += 1
    rest = [each[shared:] for each in folders]
    loose = next((path for path, each in zip(paths, rest, strict=True) if not each), None)
    if loose is not None:
        raise RefusedError(
            N_("The picture {name} is in no class folder: put each picture into the folder of its class."),
            name=brief(loose),
        )
    first = [PART_NAMES.get(each[0].lower()) for each in rest]
    in_parts = all(part is not None and len(each) > 1 for part, each in zip(first, rest, strict=True))
    level = shared + in_parts
    inside = [each for each in folders if len(each) > level + 1]
    assumed = list[Assumed]()
    if inside:
        said = Failure(
            template=N_(
                "Classes are the folders of level {level}, such as {name}. Pictures in folders inside: {count}."
            ),
            blanks={"level": level + 1, "name": brief("/".join(inside[0][: level + 1])), "count": len(inside)},
        )
        assumed.append(Assumed(wish="", value="", said=said))
    return [each[level] for each in folders], [str(part) for part in first] if in_parts else None, assumed


def _side(
    archive: zipfile.ZipFile, members: Sequence[tuple[zipfile.ZipInfo, PurePosixPath]], wishes: Wishes
) -> tuple[int, list[Assumed]]:
    sizes = {_picture(archive, info, path)[0].size for info, path in members[:20]}
    low, high = SIDES
    (width, height) = next(iter(sizes))
    if wishes.side is not None:
        check_side(wishes.side)
        return wishes.side, []
    if len(sizes) == 1 and width == height and low <= width <= high:
        return width, []
    side = USUAL_SIDE
    said = Failure(template=N_("The pictures are resized to {side}×{side} pixels."), blanks={"side": side})
    return side, [Assumed(wish="side", value=str(side), said=said)]


def check_side(side: int) -> None:
    """Raise `RefusedError` where pictures cannot have so many pixels a side."""
    low, high = SIDES
    if not low <= side <= high:
        raise RefusedError(
            N_("The side is {value} pixels: allowed are {low} to {high}."), value=str(side), low=low, high=high
        )


def _picture(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: PurePosixPath) -> tuple[Image.Image, bool]:
    """Return a picture in color, and whether it moves."""
    damaged = RefusedError(N_("The picture {name} is damaged: replace it or leave it out."), name=brief(path))
    try:
        with archive.open(info) as file:
            content = file.read(MOST_BYTES)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise RefusedError(
                    N_("The picture {name} has {width}×{height} pixels, which is too many: make it smaller."),
                    name=brief(path),
                    width=picture.width,
                    height=picture.height,
                )
            moves = getattr(picture, "n_frames", 1) > 1
            picture.draft("RGB", (64, 64))
            picture.load()
            return _in_color(ImageOps.exif_transpose(picture)), moves
    except UnidentifiedImageError as error:
        raise RefusedError(
            N_("The file {name} is no PNG or JPEG picture, whatever it is called: replace it."), name=brief(path)
        ) from error
    except RefusedError:
        raise
    except NotImplementedError as error:
        raise damaged from error
    except RuntimeError as error:
        raise RefusedError(PASSWORD) from error
    except (*DAMAGED, OSError, ValueError, SyntaxError, Image.DecompressionBombError, MemoryError) as error:
        raise damaged from error


def _in_color(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):
        # 16 bits a pixel.
        return Image.fromarray((np.asarray(picture, np.float64) / 257).clip(0, 255).astype(np.uint8)).convert("RGB")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        whole = picture.convert("RGBA")
        ground = Image.new("RGBA", whole.size, "white")
        return Image.alpha_composite(ground, whole).convert("RGB")
    return picture.convert("RGB")


def _square(picture: Image.Image, side: int) -> Pixels:
    """Return pixels of shape (3, side, side)."""
    if picture.size != (side, side):
        picture = picture.resize(
            (side, side), Image.Resampling.BOX if picture.width > side else Image.Resampling.BICUBIC
        )
    return np.asarray(picture, np.uint8).transpose(2, 0, 1)


def _is_colored(pictures: Pixels) -> bool:
    return any(bool((np.ptp(piece.astype(np.int16), axis=1) > GRAY).any()) for piece in np.array_split(pictures, 20))


def _gray(pictures: Pixels) -> Pixels:
    """Return pictures of one channel: how bright they look (ITU-R 601)."""
    weights = np.array([0.299, 0.587, 0.114], np.float32)
    pieces = [np.tensordot(piece.astype(np.float32), weights, (1, 0)) for piece in np.array_split(pictures, 20)]
    return np.concatenate(pieces).round().clip(0, 255).astype(np.uint8)[:, None]


def squares(pixels: NDArray[Any], wishes: Wishes, name: str) -> tuple[Pixels, list[Assumed]]:
    """Return arrays of pixels, shape (n, height, width) or with channels first or last, as pictures.

    Raises
    ------
    RefusedError
        If they have no such shape, no pixels, or no range of pixels; it tells the `name` of their file.
    """
    if pixels.ndim == 3:
        pixels = pixels[:, None]
    elif pixels.ndim == 4 and pixels.shape[1] not in (1, 3) and pixels.shape[3] in (1, 3):
        pixels = pixels.transpose(0, 3, 1, 2)
    if pixels.ndim != 4 or pixels.shape[1] not in (1, 3):
        raise RefusedError(
            N_("The pictures have the shape {value}: allowed is (number, height, width), with 3 channels for color."),
            value="×".join(map(str, pixels.shape)),
        )
    if len(pixels) > LIMITS.data_pictures:
        raise RefusedError(
            N_("There are {count} pictures; KDVIZ_MAX_DATA_PICTURES allows {most}: take fewer."),
            count=f"{len(pixels):,}",
            most=f"{LIMITS.data_pictures:,}",
        )
    if not pixels.size:
        raise RefusedError(
            N_("The pictures of {name} have {height}×{width} pixels: give pictures of one pixel or more."),
            name=brief(name),
            height=pixels.shape[2],
            width=pixels.shape[3],
        )
    pixels, assumed = _bytes(pixels)
    low, high = SIDES
    height, width = pixels.shape[2:]
    side = wishes.side
    if side is None and not (low <= width <= high and low <= height <= high):
        side = USUAL_SIDE
        said = Failure(template=N_("The pictures are resized to {side}×{side} pixels."), blanks={"side": side})
        assumed.append(Assumed(wish="side", value=str(side), said=said))
    if side is not None and (height, width) != (side, side):
        check_side(side)
        colored = pixels.repeat(3, axis=1) if pixels.shape[1] == 1 else pixels
        resized = [_square(Image.fromarray(each.transpose(1, 2, 0)), side) for each in colored]
        pixels = np.stack(resized)[:, : pixels.shape[1]]
    if wishes.color is False and pixels.shape[1] == 3:
        pixels = _gray(pixels)
    return np.ascontiguousarray(pixels), assumed


def _bytes(pixels: NDArray[Any]) -> tuple[Pixels, list[Assumed]]:
    """Return pixels from 0 to 255."""
    low, high = float(pixels.min()), float(pixels.max())
    if not (np.isfinite(low) and np.isfinite(high) and low >= 0 and high <= 255):
        raise RefusedError(
            N_("Pixels go from {low} to {high}: allowed is 0 to 255, or 0 to 1."), low=f"{low:g}", high=f"{high:g}"
        )
    if high > DIM:
        return pixels.round().astype(np.uint8) if pixels.dtype != np.uint8 else pixels, []
    white = high if high > 1 else 1.0
    said = Failure(template=N_("Pixels go up to {value}, which is taken as white."), blanks={"value": f"{high:g}"})
    assumed = [Assumed(wish="", value=f"{white:g}", said=said)] if high > 1 else []
    return np.round(pixels * (255 / white)).astype(np.uint8), assumed


def sheet(pictures: Pixels, labels: NDArray[np.int64], classes: int) -> str:
    """Return the first pictures of the first classes, a row each, as a PNG in base64."""
    rows = min(classes, SHEET_ROWS)
    channels, height, width = pictures.shape[1:]
    whole = np.full((rows * (height + 1), SHEET_COLUMNS * (width + 1), channels), 128, np.uint8)
    for row in range(rows):
        for column, place in enumerate(np.flatnonzero(labels == row)[:SHEET_COLUMNS]):
            top, left = row * (height + 1), column * (width + 1)
            whole[top : top + height, left : left + width] = pictures[place].transpose(1, 2, 0)
    picture = Image.fromarray(whole if channels == 3 else whole[:, :, 0])
    file = io.BytesIO()
    picture.resize((picture.width * 2, picture.height * 2), Image.Resampling.NEAREST).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()
