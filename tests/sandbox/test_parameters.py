"""A call means the same however it travels."""

import json

import aiohttp
import pytest

from bot.sandbox.parameters import read
from bot.sandbox.refusals import Refused
from tests.sandbox.conftest import WANG

KEYBOARD = json.dumps({"inline_keyboard": [[{"text": "接单", "callback_data": "c"}]]})


def multipart(**fields):
    form = aiohttp.FormData(quote_fields=False)
    for name, value in fields.items():
        form.add_field(name, value, content_type="text/plain")
    return form


@pytest.mark.parametrize("way", ["query", "form", "multipart", "json"])
async def test_every_way_of_sending_parameters_is_understood(sandbox, way):
    url = f"{sandbox.base_url}/bot{sandbox.token}/SENDMESSAGE"
    values = {"chat_id": str(WANG), "text": "5号楼 & <x>=?", "reply_markup": KEYBOARD}
    async with aiohttp.ClientSession() as session:
        match way:
            case "query":
                response = await session.get(url, params=values)
            case "form":
                response = await session.post(url, data=values)
            case "multipart":
                response = await session.post(url, data=multipart(**values))
            case _:
                response = await session.post(
                    url, json={**values, "chat_id": WANG, "reply_markup": json.loads(KEYBOARD)}
                )
        answer = await response.json()
    assert answer["result"]["text"] == "5号楼 & <x>=?"
    assert answer["result"]["reply_markup"] == json.loads(KEYBOARD)
    (call,) = sandbox.requests
    assert (call.method, call.params["reply_markup"]) == ("sendMessage", json.loads(KEYBOARD))


def test_a_file_keeps_its_bytes_and_its_name():
    body = (
        b'--B\r\nContent-Disposition: form-data; name="photo"; filename="\xe6\xb1\xa1\\"x\\".jpg"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n\xff\xd8\r\n--\r\n\xff\r\n"
        b'--B\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n1001\r\n--B--\r\n'
    )
    parameters = read("multipart/form-data; boundary=B", "", body)
    assert parameters.values == {"chat_id": "1001"}
    assert parameters.uploads["photo"].content == b"\xff\xd8\r\n--\r\n\xff"
    assert parameters.uploads["photo"].name == '污"x".jpg'
    assert parameters.plain() == {"chat_id": "1001", "photo": {"file": '污"x".jpg', "size": 9}}


def test_several_files_under_one_name_are_all_kept():
    part = b'--B\r\nContent-Disposition: form-data; name="file"; filename="%d.jpg"\r\n\r\n%d\r\n'
    body = b"".join(part % (number, number) for number in range(3)) + b"--B--"
    parameters = read('multipart/form-data; boundary="B"', "", body)
    assert [upload.content for upload in parameters.uploads.values()] == [b"0", b"1", b"2"]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"[1]"),
        ("application/x-www-form-urlencoded", b"\xff\xfe"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=B", b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--B--'),
    ],
)
def test_what_cannot_be_read_is_refused(content_type, body):
    with pytest.raises(Refused) as refused:
        read(content_type, "", body)
    assert refused.value.code == 400


def test_a_text_that_looks_like_json_stays_text():
    assert read("", "text=[1,2]&message_ids=[1,2]", b"").plain() == {"text": "[1,2]", "message_ids": [1, 2]}
