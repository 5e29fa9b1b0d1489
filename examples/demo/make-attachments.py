"""Makes the attachments of the demonstration's questions. Needs openpyxl, python-docx, python-pptx, reportlab and pillow:

    python3 examples/demo/make-attachments.py

The files are committed with their SHA-256 in attachments.json; run this only to change them, and then mend the answers
in each metadata.json. Everything in them is made up.
"""

import datetime
import hashlib
import json
import zipfile
from pathlib import Path

import docx
import openpyxl
import pptx
from openpyxl.styles import Font
from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

HERE = Path(__file__).parent
GAIA = HERE / "gaia"


def harvest(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Harvest"
    sheet.append(["Orchard", "2022 kg", "2023 kg", "Trees"])
    for row in [
        ("Brook", 4310, 4650, 88),
        ("Nordhang", 5120, 3880, 120),
        ("Mill Lane", 2975, 2410, 61),
        ("Southfield", 6080, 5555, 140),
        ("Old Wall", 1890, 1905, 37),
        ("Heron Gate", 3720, 2740, 79),
    ]:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    book.save(path)


def ferry(path):
    lines = ["date;passengers;vehicles"]
    day = datetime.date(2023, 6, 1)
    for index in range(61):
        passengers = 180 + (index * 37) % 90 + (140 if day.weekday() >= 5 else 0)
        lines.append(f"{day.isoformat()};{passengers};{40 + (index * 11) % 25}")
        day += datetime.timedelta(days=1)
    path.write_text("\n".join(lines) + "\n")


def mosaic(path):
    columns, rows, tile = 12, 9, 10
    colours = {"r": (196, 40, 40), "b": (40, 70, 180), "w": (236, 236, 228), "g": (40, 140, 70)}
    image = Image.new("RGB", (columns * tile, rows * tile))
    draw = ImageDraw.Draw(image)
    for row in range(rows):
        for column in range(columns):
            colour = "rbwg"[(row * row + 3 * column + row * column) % 7 % 4]
            box = [column * tile, row * tile, (column + 1) * tile - 1, (row + 1) * tile - 1]
            draw.rectangle(box, fill=colours[colour])
    image.save(path, "PNG")


def draughts(path):
    page = canvas.Canvas(str(path), pagesize=A4, invariant=True)
    page.setTitle("Report of the harbour master")
    page.setFont("Helvetica-Bold", 16)
    page.drawString(72, 770, "Report of the harbour master, week 31")
    page.setFont("Helvetica", 12)
    lines = [
        "Five ships are announced. Their draughts, fully laden:",
        "Petrel: 5.4 m",
        "Gannet: 6.1 m",
        "Marlin: 6.6 m",
        "Alka: 4.9 m",
        "Tystie: 5.8 m",
        "All of them ask for quay 3, whose crane was repaired in spring.",
    ]
    for number, line in enumerate(lines):
        page.drawString(72, 730 - 22 * number, line)
    page.showPage()
    page.save()


def minutes(path):
    made = docx.Document()
    made.add_heading("Minutes of the garden society, 3 May 2021", 1)
    made.add_paragraph("Present: eleven members. Chair: R. Ostgren.")
    made.add_paragraph("The society voted on four items, priced in dollars:")
    table = made.add_table(rows=5, cols=3)
    rows = [
        ("Item", "Dollars", "Vote"),
        ("Roof of the shed", "1250", "approved"),
        ("Fountain", "2100", "rejected"),
        ("Benches", "480", "approved"),
        ("Gravel path", "735", "approved"),
    ]
    for row, texts in zip(table.rows, rows):
        for cell, text in zip(row.cells, texts):
            cell.text = text
    made.add_paragraph("Bills are paid in crowns at the rate of the Bank of Veldmark on the day of the vote.")
    made.core_properties.created = made.core_properties.modified = datetime.datetime(2021, 5, 4)
    made.save(path)


def birds(path):
    deck = pptx.Presentation()
    title = deck.slides.add_slide(deck.slide_layouts[0])
    title.shapes.title.text = "Two birds of the coast"
    title.placeholders[1].text = "An evening talk"
    for name, latin, line in [
        ("The fisher", "Sterna collina", "Nests on shingle, dives from ten metres"),
        ("The wader", "Ardea cinefacta", "Stands still for an hour"),
    ]:
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = name
        slide.placeholders[1].text = f"Latin name: {latin}\n{line}"
    deck.slides[2].notes_slide.notes_text_frame.text = "Ask who has seen one."
    deck.core_properties.created = deck.core_properties.modified = datetime.datetime(2022, 2, 1)
    deck.save(path)


def rails(path):
    lines = [
        ("Alder", "Birch", 7), ("Alder", "Cedar", 12), ("Birch", "Dogwood", 9), ("Birch", "Cedar", 4),
        ("Cedar", "Elm", 11), ("Dogwood", "Elm", 3), ("Dogwood", "Fir", 14), ("Elm", "Fir", 8),
        ("Elm", "Gorse", 19), ("Fir", "Gorse", 6), ("Fir", "Hazel", 17), ("Gorse", "Hazel", 5),
    ]
    network = {
        "network": "Light railway of Ostrand",
        "unit": "minutes, either way",
        "lines": [{"from": start, "to": end, "minutes": minutes} for start, end, minutes in lines],
    }
    path.write_text(json.dumps(network, indent=2) + "\n")


def letters(path):
    members = {
        "letters/anna.txt": "Skarvholm, 2 March\n\nDear Olof,\nthe boats are in and I send you 14 barrels of herring.\nAnna\n",
        "letters/olof.txt": "Veldmark, 9 March\n\nDear Anna,\nmany thanks. In return I load 9 barrels of tar.\nOlof\n",
        "prices.csv": "goods,crowns a barrel\nherring,32\ntar,57\nsalt,21\n",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 3, 10, 12, 0, 0)), text)


def series(path):
    path.write_text(
        '''"""Prints one number."""


def step(state):
    return (state * 57 + 11) % 2003


def main():
    state = 19
    for _ in range(105):
        state = step(state)
    print(state)


main()
'''
    )


def ledger(path):
    book = openpyxl.Workbook()
    sales = book.active
    sales.title = "Sales"
    for row in [("Quarter", "Crowns net"), ("I", 12400), ("II", 8350), ("III", 9990)]:
        sales.append(row)
    purchases = book.create_sheet("Purchases")
    for row in [("Bill", "Crowns net"), ("Timber", 7420), ("Varnish", 5280)]:
        purchases.append(row)
    book.save(path)


ATTACHMENTS = {
    "level1/example_000/harvest.xlsx": harvest,
    "level1/example_001/ferry.csv": ferry,
    "level1/example_003/mosaic.png": mosaic,
    "level2/example_000/draughts.pdf": draughts,
    "level2/example_001/minutes.docx": minutes,
    "level2/example_002/birds.pptx": birds,
    "level2/example_003/rails.json": rails,
    "level2/example_004/letters.zip": letters,
    "level3/example_000/series.py": series,
    "level3/example_002/ledger.xlsx": ledger,
}


def main():
    hashes = {}
    for name, make in ATTACHMENTS.items():
        path = GAIA / name
        path.parent.mkdir(parents=True, exist_ok=True)
        make(path)
        hashes[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    (HERE / "attachments.json").write_text(json.dumps(hashes, indent=2) + "\n")


main()
