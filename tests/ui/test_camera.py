"""The camera's piece: a photo becomes a code, a poor one a sentence, and without HTTPS it stays off."""

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from streamlit.testing.v1 import AppTest

from drives.ui import camera
from drives.ui.camera import may_use_camera
from tests.houses import Home


def photo(*codes: str) -> bytes:
    paper = Image.new("L", (700, 10 + 300 * len(codes)), 255)
    for place, code in enumerate(codes):
        kind = zxingcpp.BarcodeFormat.UPCA if code.isdigit() else zxingcpp.BarcodeFormat.QRCode
        paper.paste(
            Image.fromarray(zxingcpp.create_barcode(code, kind).to_image(scale=3)), (40, 40 + 300 * place)
        )
    file = BytesIO()
    paper.convert("RGB").save(file, "PNG")
    return file.getvalue()


def page() -> None:
    import streamlit as st

    from drives.ui.camera import show_camera

    def scanned(code: str) -> None:
        st.session_state["said"] = code

    show_camera(scanned, key="try.camera")
    st.text(f"said {st.session_state.get('said')}")


@pytest.fixture
def at(home: Home) -> AppTest:
    home.site("Gym")
    opened = AppTest.from_function(page, default_timeout=30).run()
    assert not opened.get("file_uploader"), "nothing is asked of the camera before somebody wants it"
    return opened.toggle(key="try.camera.open").set_value(True).run()


def upload(at: AppTest, picture: bytes) -> AppTest:
    [field] = at.get("file_uploader")
    field.set_value(("code.png", picture, "image/png"))
    at.run()
    assert not at.exception
    return at


def test_a_photo_of_a_code_is_as_good_as_a_scan_and_makes_room_for_the_next(at: AppTest) -> None:
    upload(at, photo("036000291452"))
    assert at.text[0].value == "said 036000291452"
    upload(at, photo("012345678905"))
    assert at.text[0].value == "said 012345678905"


def test_a_photo_without_a_code_says_so_and_does_nothing(at: AppTest) -> None:
    upload(at, photo())
    assert at.text[0].value == "said None"
    assert "No code was found" in " ".join(error.value for error in at.error) + " ".join(
        one.value for one in at.markdown
    )


def test_beside_an_address_the_number_is_meant(at: AppTest) -> None:
    upload(at, photo("https://example.org/promotion", "036000291452"))
    assert at.text[0].value == "said 036000291452"


def test_the_code_of_a_tally_sheet_is_meant_beside_an_address(at: AppTest) -> None:
    sheet = "drives:tally?d=winter&s=gym"
    upload(at, photo("https://example.org/promotion", sheet))
    assert at.text[0].value == f"said {sheet}"


def test_of_two_numbers_the_one_is_asked_for(at: AppTest) -> None:
    upload(at, photo("036000291452", "012345678905"))
    assert at.text[0].value == "said None"
    at.button(key="try.camera.which.1").click().run()
    assert at.text[0].value == "said 012345678905"
    assert not [button for button in at.button if (button.key or "").startswith("try.camera.which")]


def test_where_it_is_off_the_page_says_so_and_a_photo_still_does(
    at: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera, "may_use_camera", lambda _address: False)
    at.run()
    assert not at.get("camera_input")
    assert "browsers allow it only on pages whose address begins with https" in " ".join(
        one.value for one in at.markdown
    )
    upload(at, photo("036000291452"))
    assert at.text[0].value == "said 036000291452"


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://drives.example.org/log", True),
        ("http://drives.example.org/log", False),
        ("http://192.168.1.20:8501/log", False),
        ("http://localhost:8501/log", True),
        ("http://127.0.0.1:8501/", True),
        ("http://[::1]:8501/", True),
    ],
)
def test_the_camera_is_on_where_browsers_allow_it(address: str, may: bool) -> None:
    assert may_use_camera(address) is may
