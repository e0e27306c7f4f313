"""Plays the page in a browser and holds what its scene shows against the replay. Says what it saw as one JSON object."""

import json
import sys
import time

from playwright.sync_api import sync_playwright

from replay import frames, notes

base, run, folder, browser = sys.argv[1:5]
path = f"{folder}/{run}/replay.mcap"
shown = {round(time_s, 3): rows for time_s, rows in frames(path)}
incidents = list(notes(path, "/incidents"))
SOFTWARE = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
            "--ignore-gpu-blocklist"]
STATE = """side => { const view = pilotzone.views[side]; const crowd = view.crowd; return {
    time: view.frameTimeS, count: crowd.count,
    places: Object.fromEntries(crowd.ids().map(id => [id, crowd.place(id)])) } }"""
said, asked = [], []


def open_page(chromium, query):
    page = chromium.new_page(viewport={"width": 900, "height": 600})
    page.set_default_timeout(120_000)
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(base + query)
    return page


def until(page, predicate, argument=None, most_s=60):
    """Asks again and again from outside: the page's policy forbids what a browser's own waiting would evaluate."""
    ends = time.monotonic() + most_s
    while not page.evaluate(predicate, argument):
        assert time.monotonic() < ends, f"never came true: {predicate} {argument}"
        time.sleep(0.1)


def seek(page, time_s):
    page.evaluate("t => pilotzone.seek(t)", time_s)
    until(page, "t => pilotzone.views.every(view => Math.abs(view.frameTimeS - t) < 1e-6)", time_s)


def compared(page, time_s, side=0):
    """The largest difference of places (m) and headings (degrees) between scene and file, and both counts."""
    seek(page, time_s)
    seen, rows = page.evaluate(STATE, side), shown[time_s]
    away_m = turned = 0.0
    for agent, row in rows.items():
        place = seen["places"][str(agent)]
        away_m = max(away_m, abs(place["x"] - row["x"] / 100), abs(place["y"] - row["y"] / 100))
        turned = max(turned, abs((place["headingDeg"] - row["heading"] / 10 + 180) % 360 - 180))
    return {"seen": seen["count"], "there": len(rows), "away_m": away_m, "turned_deg": turned}


with sync_playwright() as play:
    chromium = play.chromium.launch(executable_path=browser, args=SOFTWARE)
    page = open_page(chromium, "?lang=en")
    page.wait_for_selector("tbody tr")
    listed = page.locator("tbody tr").count()
    page.locator(f'a[href="?a={run}"]').click()
    until(page, "() => window.pilotzone !== undefined")
    last_s = max(shown)
    result = {"listed": listed, "moments": [compared(page, t) for t in (last_s, round(last_s / 2, 1))]}
    page.keyboard.press("ArrowRight")
    until(page, "t => pilotzone.views[0].frameTimeS > t", round(last_s / 2, 1))
    seek(page, 0.0)
    page.keyboard.press("n")
    first = min(incidents, key=lambda incident: incident["time_s"])
    page.wait_for_selector(".panel .incident")
    result["story"] = page.locator(".panel .incident").inner_text()
    result["jumped_to_s"] = page.evaluate("pilotzone.timeS")
    result["incident_s"] = first["time_s"]
    before = page.evaluate("pilotzone.timeS")
    page.keyboard.press(" ")
    until(page, "t => pilotzone.timeS > t", before + 0.5)
    page.keyboard.press(" ")
    page.keyboard.press("l")
    result["korean"] = page.locator(".panel .incident").inner_text()
    page.keyboard.press("t")
    result["theme"] = page.evaluate("document.documentElement.style.colorScheme")
    page.close()
    both = open_page(chromium, f"?a={run}&b={run}&lang=en&theme=light")
    until(both, "() => window.pilotzone !== undefined")
    seek(both, round(last_s / 2, 1))
    result["side_by_side"] = [both.evaluate(STATE, side)["count"] for side in (0, 1)]
    both.close()
    broken = open_page(chromium, "?a=broken&lang=en")
    result["broken"] = broken.get_by_role("alert").inner_text(timeout=30000)
    chromium.close()
result["errors"] = said
result["elsewhere"] = [url for url in asked if not url.startswith((base, "data:", "blob:"))]
print(json.dumps(result))
