"""`otvet check --sarif` and `--fix`: what editors and CI are given, and a dry run of the repair."""

from __future__ import annotations

TEXT = "Спасибо за письмо.\nУ вас возникла проблема с входом 🙂, проблему решаем."


def test_a_sarif_log_names_the_rule_the_line_and_the_characters(otvet, tmp_path, written):
    file = tmp_path / "reply.txt"
    file.write_text(TEXT, encoding="utf-8")
    ended = otvet("check", file, "--sarif", "--context", written({"fragment": True}))
    assert ended.code == 1
    log = ended.json()
    (run,) = log["runs"]
    assert (log["version"], run["tool"]["driver"]["name"], run["columnKind"]) == ("2.1.0", "Otvet", "unicodeCodePoints")
    results = [one for one in run["results"] if one["ruleId"] == "no-problema"]
    regions = [one["locations"][0]["physicalLocation"]["region"] for one in results]
    lines = TEXT.split("\n")
    for region in regions:
        assert TEXT[region["charOffset"] :][: region["charLength"]].startswith("проблем")
        line = lines[region["startLine"] - 1]
        assert line[region["startColumn"] - 1 : region["endColumn"] - 1].startswith("проблем")
    assert len(regions) == 2
    for one in run["results"]:
        assert run["tool"]["driver"]["rules"][one["ruleIndex"]]["id"] == one["ruleId"]
        assert one["level"] in ("error", "warning", "note")
    (offered, *_) = results[0]["fixes"]
    (change,) = offered["artifactChanges"][0]["replacements"]
    assert change["deletedRegion"] == regions[0]
    assert change["insertedContent"]["text"]


def test_a_dry_run_shows_the_change_and_touches_no_file(otvet, tmp_path, written):
    file = tmp_path / "reply.txt"
    file.write_text(TEXT, encoding="utf-8")
    ended = otvet("check", file, "--fix", "--context", written({"fragment": True}))
    assert "-У вас возникла проблема" in ended.out
    assert "+У вас возникла сложность" in ended.out
    assert file.read_text("utf-8") == TEXT
