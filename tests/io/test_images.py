"""Pictures of every kind come in as upright RGB; what is no figure is refused in one sentence."""

import io as std_io
import os
import re

import numpy as np
import pytest
from PIL import Image

from figpool.core.errors import InputError
from figpool.io import read_figure
from paint.bars import Bar, Chart

PIXELS = Chart([Bar(90, 140, 120), Bar(190, 240, 180, "colour")], width=300, height=330).paint().pixels
GREY = PIXELS.mean(axis=2)


def save(path, image, **options):
    image.save(path, **options)
    return path


@pytest.mark.parametrize("suffix", ["png", "tiff", "bmp", "webp"])
def test_lossless_formats_give_the_very_pixels(tmp_path, suffix):
    options = {"lossless": True} if suffix == "webp" else {}
    figure = read_figure(save(tmp_path / f"chart.{suffix}", Image.fromarray(PIXELS), **options))
    np.testing.assert_array_equal(figure.pixels, PIXELS)
    assert figure.name == f"chart.{suffix}"
    assert (figure.width, figure.height) == (300, 330)
    assert figure.page is None
    assert figure.pixel_scale == 1.0


def test_jpeg_gives_nearly_the_pixels(tmp_path):
    figure = read_figure(save(tmp_path / "chart.jpg", Image.fromarray(PIXELS), quality=95))
    assert np.abs(figure.pixels.astype(float) - PIXELS).mean() < 2.0


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "YCbCr"])
def test_other_colour_models_become_rgb(tmp_path, mode):
    image = Image.fromarray(PIXELS).convert(mode)
    figure = read_figure(save(tmp_path / "chart.tiff", image))
    truth = np.asarray(image.convert("RGB"), dtype=float)
    assert figure.pixels.dtype == np.uint8
    assert np.abs(figure.pixels - truth).mean() < 3.0


def test_one_bit_pictures_become_black_and_white(tmp_path):
    image = Image.fromarray(GREY.astype(np.uint8)).convert("1", dither=Image.Dither.NONE)
    figure = read_figure(save(tmp_path / "fax.tiff", image, compression="group4"))
    assert set(np.unique(figure.pixels)) == {0, 255}
    np.testing.assert_array_equal(figure.pixels[:, :, 0] > 0, np.asarray(image))


@pytest.mark.parametrize("suffix", ["png", "tiff"])
def test_sixteen_bits_are_reduced_not_clipped(tmp_path, suffix):
    image = Image.fromarray((GREY * 257).astype(np.uint16))
    figure = read_figure(save(tmp_path / f"deep.{suffix}", image))
    assert np.abs(figure.pixels[:, :, 0] - GREY).max() <= 1.0
    assert any("8 bits" in note for note in figure.notes)


def test_sixteen_bit_pictures_that_are_dark_throughout_stay_dark(tmp_path):
    deep = np.full((330, 300), 20000, np.uint16)
    deep[100:200, 100:200] = 300
    figure = read_figure(save(tmp_path / "dark.png", Image.fromarray(deep)))
    assert int(figure.pixels[0, 0, 0]) == pytest.approx(20000 / 257, abs=1)


def test_transparency_is_laid_on_white(tmp_path):
    layers = np.dstack([PIXELS, np.full(PIXELS.shape[:2], 255, np.uint8)])
    layers[:50] = (0, 0, 0, 0)
    layers[50:60] = (0, 0, 0, 128)
    figure = read_figure(save(tmp_path / "clear.png", Image.fromarray(layers)))
    assert (figure.pixels[:50] == 255).all()
    assert np.abs(figure.pixels[50:60].astype(float) - 127).max() <= 1
    np.testing.assert_array_equal(figure.pixels[60:], PIXELS[60:])


def test_a_transparent_palette_is_laid_on_white(tmp_path):
    image = Image.fromarray(PIXELS).convert("P")
    background = image.getpixel((5, 5))
    figure = read_figure(save(tmp_path / "palette.png", image, transparency=background))
    assert (figure.pixels[5, 5] == 255).all()


@pytest.mark.parametrize(("tag", "turn"), [(3, 2), (6, 1), (8, 3)])
def test_exif_rotation_is_applied(tmp_path, tag, turn):
    exif = Image.Exif()
    exif[0x0112] = tag
    stored = np.ascontiguousarray(np.rot90(PIXELS, turn))
    figure = read_figure(save(tmp_path / "phone.png", Image.fromarray(stored), exif=exif))
    np.testing.assert_array_equal(figure.pixels, PIXELS)
    assert any("EXIF" in note for note in figure.notes)


def test_the_content_decides_not_the_name(tmp_path):
    Image.fromarray(PIXELS).save(tmp_path / "chart.png")
    renamed = (tmp_path / "chart.png").rename(tmp_path / "chart.jpg")
    np.testing.assert_array_equal(read_figure(renamed).pixels, PIXELS)


def test_the_hash_is_that_of_the_bytes(tmp_path):
    import hashlib

    path = save(tmp_path / "chart.png", Image.fromarray(PIXELS))
    figure = read_figure(path)
    assert figure.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert figure.path == path


def test_pages_of_a_tiff(tmp_path):
    path = tmp_path / "pages.tiff"
    Image.fromarray(PIXELS).save(path, save_all=True, append_images=[Image.fromarray(255 - PIXELS)])
    np.testing.assert_array_equal(read_figure(path).pixels, PIXELS)
    np.testing.assert_array_equal(read_figure(path, 2).pixels, 255 - PIXELS)
    assert read_figure(path, 2).page == 2


def test_names_with_blanks_and_letters_of_other_scripts(tmp_path):
    path = save(tmp_path / "Abb. 2 – Größe µm.png", Image.fromarray(PIXELS))
    assert read_figure(str(path)).name == path.name


def truncated(data):
    return data[: len(data) // 2]


def encoded(kind, image=None):
    buffer = std_io.BytesIO()
    (image or Image.fromarray(PIXELS)).save(buffer, kind)
    return buffer.getvalue()


def huge():
    """A picture of 20 000 x 20 000 pixels that is a small file."""
    return encoded("PNG", Image.new("1", (20_000, 20_000)))


BAD = {
    "empty.png": (lambda: b"", "empty"),
    "text.png": (lambda: b"This is a text file, not a picture.\n" * 20, "not a picture"),
    "half.jpg": (lambda: truncated(encoded("JPEG")), "damaged"),
    "half.png": (lambda: truncated(encoded("PNG")), "damaged"),
    "dot.png": (lambda: encoded("PNG", Image.new("RGB", (1, 1))), "1 x 1 pixels"),
    "huge.png": (huge, "million"),
    "zeros.jpg": (lambda: bytes(5000), "not a picture"),
    "broken.pdf": (lambda: b"%PDF-1.7 and nothing else", "damaged"),
}


def check_sentence(error, name):
    """One sentence that names the file, and a hint that says what to do; nothing technical."""
    assert name in error.message
    assert error.message.endswith(".")
    assert error.hint.endswith(".")
    assert "\n" not in str(error)
    assert not re.search(r"Traceback|Error\b|0x[0-9a-f]{4}|<.*>", str(error))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", BAD)
def test_what_is_no_figure_is_refused_in_a_sentence(tmp_path, name):
    make, words = BAD[name]
    path = tmp_path / name
    path.write_bytes(make())
    with pytest.raises(InputError, match=words) as caught:
        read_figure(path)
    check_sentence(caught.value, name)


def test_a_missing_file(tmp_path):
    with pytest.raises(InputError, match="does not exist") as caught:
        read_figure(tmp_path / "nowhere.png")
    check_sentence(caught.value, "nowhere.png")


def test_a_folder(tmp_path):
    with pytest.raises(InputError, match="is a folder") as caught:
        read_figure(tmp_path)
    check_sentence(caught.value, tmp_path.name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission(tmp_path):
    path = save(tmp_path / "secret.png", Image.fromarray(PIXELS))
    path.chmod(0)
    with pytest.raises(InputError, match="cannot be read") as caught:
        read_figure(path)
    check_sentence(caught.value, "secret.png")


def test_an_unreadable_file(tmp_path, monkeypatch):
    from pathlib import Path

    path = save(tmp_path / "secret.png", Image.fromarray(PIXELS))

    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(InputError, match="Permission denied") as caught:
        read_figure(path)
    check_sentence(caught.value, "secret.png")


@pytest.mark.parametrize(("suffix", "page"), [("tiff", 2), ("png", 2), ("tiff", 0), ("jpg", 7)])
def test_a_page_that_is_not_there(tmp_path, suffix, page):
    path = save(tmp_path / f"one.{suffix}", Image.fromarray(PIXELS))
    with pytest.raises(InputError, match=f"no page {page}") as caught:
        read_figure(path, page)
    check_sentence(caught.value, f"one.{suffix}")
