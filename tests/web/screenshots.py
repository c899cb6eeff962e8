"""Makes the pictures of docs/explorer.md: screenshots.py EXPLORER.HTML FOLDER"""

import base64
import pathlib
import sys
import time
import urllib.parse

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

SHOTS = {
    "explorer": dict(
        size_=(1280, 860),
        state={"spec": "(sliding_window:window_size=16 + global:tokens=0-3) & causal", "size": "128",
               "theme": "light"},
        script="await explorer.hover(77, 2);"),
    "explorer_million": dict(
        size_=(1280, 860),
        state={"spec": "strided:window_size=16384,stride=65536", "size": "1Mi", "theme": "dark"},
        script="await explorer.hover(700000, 44640);"),
    "explorer_difference": dict(
        size_=(1280, 860),
        state={"spec": "strided:window_size=12,stride=12", "other": "fixed:window_size=12", "mode": "difference",
               "size": "96", "theme": "light", "palette": "colour-blind"},
        script="await explorer.hover(60, 47);"),
    "explorer_plan": dict(
        size_=(1280, 1000),
        state={"spec": "strided:window_size=8,stride=8", "size": "64", "theme": "light", "p": "16", "b": "32",
               "order": "tile:rows=8,columns=8", "step": "30"},
        script="explorer.element('race').click(); await new Promise((r) => setTimeout(r, 1500));"),
    "explorer_phone": dict(
        size_=(360, 720),
        state={"spec": "longformer:window_size=32", "size": "256", "theme": "light"},
        script="await explorer.hover(100, 90);"),
}


def main():
    page, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    options = Options()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(argument)
    driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
    driver.set_script_timeout(60)
    try:
        for name, shot in SHOTS.items():
            width, height = shot["size_"]
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
                "width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})
            driver.get("about:blank")
            driver.get(page.as_uri() + "#" + urllib.parse.urlencode(shot["state"]))
            while driver.execute_script("return document.documentElement.dataset.ready") != "yes":
                time.sleep(0.05)
            driver.execute_async_script(
                "const done = arguments[0]; (async () => {" + shot["script"] +
                "await explorer.views[0].quiet(); await new Promise((r) => setTimeout(r, 500)); })().then(done, done);")
            if width > 760:  # all of the page; of the narrow one what a telephone shows
                height = driver.execute_script("return document.documentElement.scrollHeight")
            picture = driver.execute_cdp_cmd("Page.captureScreenshot", {
                "captureBeyondViewport": True,
                "clip": {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}})
            (folder / f"{name}.png").write_bytes(base64.b64decode(picture["data"]))
    finally:
        driver.quit()


if __name__ == "__main__":
    main()
