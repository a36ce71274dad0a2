import json
from pathlib import Path

import pytest

from eval.encoder.alignment import align
from eval.encoder.blocks import BlockKind, plain_text, read_blocks
from eval.encoder.pages import PagesReport, page_texts, read_held_out, read_page_pairs
from eval.errors import TrainingDataUnusable

RU = """Покупатель может вернуть товар в течение 14 дней, если упаковка цела.

## Как оформить возврат

1. Откройте раздел **Мои заказы**.
1. Нажмите [Вернуть](https://shop.example/ru/help/returns).
1. Укажите код `R-15` и причину.

| Способ | Срок |
| ---- | ---- |
| На карту | 3 дня |

```
curl https://shop.example/api
```

Деньги вернутся тем же способом, которым был оплачен заказ: банк зачислит их не позже чем через десять рабочих дней.
"""
EN = """The customer can return a product within 14 days if the packaging is intact.

## How to request a return

1. Open **My orders**.
1. Click [Return](https://shop.example/en/help/returns).
1. Enter the code `R-15` and the reason.

| Method | Time |
| ---- | ---- |
| To a card | 3 days |

```
curl https://shop.example/api
```

The money comes back the way the order was paid: the bank credits it within ten business days at the latest.
"""


def write(path: Path, **fields: str | None) -> Path:
    record = {"title": "Возврат", "licence": "CC-BY-4.0", "body_markdown": RU, **fields}
    path.write_text(json.dumps(record, ensure_ascii=False) + "\n", "utf-8")
    return path


def two_files(folder: Path, *, ru: str = RU, en: str = EN, licence: str = "CC-BY-4.0") -> tuple[Path, Path]:
    return (
        write(folder / "ru.jsonl", id="ru:1", parallel_id="en:1", body_markdown=ru, licence=licence),
        write(folder / "en.jsonl", id="en:1", parallel_id="ru:1", title="Returns", body_markdown=en, licence=licence),
    )


def texts(folder: Path, held_out: frozenset[str] = frozenset(), **bodies: str) -> list[tuple[str, str, str]]:
    pages = read_page_pairs(*two_files(folder, **bodies))
    found = page_texts(pages, name="shop", report=PagesReport(), held_out=held_out)
    return [(one.source, one.ru, one.en) for one in found]


def test_a_body_is_read_as_headings_paragraphs_items_rows_and_code() -> None:
    kinds = [block.kind.value for block in read_blocks(EN)]
    assert kinds == ["paragraph", "heading", "item", "item", "item", "row", "row", "code", "paragraph"]


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("Нажмите **Вернуть** в [заказе](https://a.example/x)", "Нажмите Вернуть в заказе"),
        ("![снимок](a.png) Поле `order_id` и _курсив_", "Поле order_id и курсив"),
        ("Имя&nbsp;файла<br>my_file_name", "Имя файла my_file_name"),
        ("`**не выделение**` {#anchor}", "**не выделение**"),
    ],
)
def test_marks_are_taken_off_and_code_keeps_its_text(markdown: str, plain: str) -> None:
    assert plain_text(markdown) == plain


def test_equal_structures_are_aligned_block_by_block(tmp_path: Path) -> None:
    found = texts(tmp_path)
    assert found[:6] == [
        ("shop-heading", "Возврат", "Returns"),
        (
            "shop-block",
            "Покупатель может вернуть товар в течение 14 дней, если упаковка цела.",
            "The customer can return a product within 14 days if the packaging is intact.",
        ),
        ("shop-heading", "Как оформить возврат", "How to request a return"),
        ("shop-block", "Откройте раздел Мои заказы.", "Open My orders."),
        ("shop-block", "Нажмите Вернуть.", "Click Return."),
        ("shop-block", "Укажите код R-15 и причину.", "Enter the code R-15 and the reason."),
    ]
    assert ("shop-block", "На карту | 3 дня", "To a card | 3 days") in found
    assert not any("curl" in ru for _, ru, _ in found)


def test_a_section_makes_a_passage_under_title_and_heading(tmp_path: Path) -> None:
    passages = [(ru, en) for source, ru, en in texts(tmp_path) if source == "shop-passage"]
    assert len(passages) == 1
    assert passages[0][0].startswith("Возврат · Как оформить возврат Откройте раздел Мои заказы. Нажмите Вернуть.")
    assert passages[0][1].startswith("Returns · How to request a return Open My orders. Click Return.")
    assert passages[0][1].endswith("within ten business days at the latest.")


def test_a_block_without_counterpart_shifts_nothing(tmp_path: Path) -> None:
    longer = RU.replace(
        "## Как", "Этот абзац есть только по-русски, и в нём говорится про доставку курьером.\n\n## Как"
    )
    found = texts(tmp_path, ru=longer)
    assert ("shop-block", "Укажите код R-15 и причину.", "Enter the code R-15 and the reason.") in found
    assert not any("курьером" in ru for _, ru, _ in found)


def test_two_paragraphs_that_one_translates_become_one_bead() -> None:
    ru = "Скидка 15 процентов действует по коду WELCOME.\n\nКод PROMO2 не складывается с другими скидками и акциями."
    en = "The 15 percent discount works with the code WELCOME. The code PROMO2 does not add up with other discounts."
    beads = align(read_blocks(ru), read_blocks(en))
    assert [(len(bead.ru), len(bead.en)) for bead in beads] == [(2, 1)]
    assert (beads[0].found, beads[0].missing, beads[0].shared) == (3, 0, 1.0)


def test_a_heading_is_never_aligned_with_a_paragraph() -> None:
    beads = align(read_blocks("## Возврат товара"), read_blocks("Return of a product"))
    assert not any(bead.matched for bead in beads)
    assert {bead.ru[0].kind for bead in beads if bead.ru} == {BlockKind.HEADING}


def test_every_block_of_both_sides_stands_in_one_bead_in_order() -> None:
    ru, en = read_blocks(RU), read_blocks(EN)[3:]
    beads = align(ru, en)
    assert tuple(block for bead in beads for block in bead.ru) == ru
    assert tuple(block for bead in beads for block in bead.en) == en


def test_questions_and_answers_that_are_held_out_are_trained_on_nowhere(tmp_path: Path) -> None:
    record = {"text": "как оформить возврат", "gold_answer_markdown": "Откройте раздел **Мои заказы**.\n\nЕщё."}
    (tmp_path / "queries.jsonl").write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    found = texts(tmp_path, read_held_out([tmp_path / "queries.jsonl"]))
    assert not any("Мои заказы" in ru or "Как оформить" in ru for _, ru, _ in found)
    assert ("shop-block", "Нажмите Вернуть.", "Click Return.") in found


def test_share_alike_pages_are_refused_unless_allowed(tmp_path: Path) -> None:
    files = two_files(tmp_path, licence="CC-BY-SA-4.0")
    with pytest.raises(TrainingDataUnusable, match="shared alike"):
        read_page_pairs(*files)
    assert len(read_page_pairs(*files, allow_share_alike=True)) == 1


def test_files_without_a_common_page_or_without_articles_are_clear_errors(tmp_path: Path) -> None:
    ru, en = two_files(tmp_path)
    with pytest.raises(TrainingDataUnusable, match="parallel_id"):
        read_page_pairs(ru, ru)
    en.write_text('{"id": "en:1"}\n', "utf-8")
    with pytest.raises(TrainingDataUnusable, match=r"en\.jsonl:1 is no article"):
        read_page_pairs(ru, en)
    en.write_text("{", "utf-8")
    with pytest.raises(TrainingDataUnusable, match="JSON lines"):
        read_page_pairs(ru, en)


def test_the_report_counts_pages_beads_and_pairs(tmp_path: Path) -> None:
    report = PagesReport()
    found = list(page_texts(read_page_pairs(*two_files(tmp_path)), name="shop", report=report))
    assert report.pages == 1
    assert report.beads == {"kept": 8, "code": 1}
    assert sum(report.pairs.values()) == len(found)
