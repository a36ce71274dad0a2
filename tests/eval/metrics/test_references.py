"""Rankings and likeness of texts, held against pytrec_eval and sacrebleu themselves on random and edge data."""

from __future__ import annotations

from statistics import fmean

import numpy as np
import pytest
import pytrec_eval
from sacrebleu.metrics import CHRF
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import ndcg_score

from eval.metrics.answers import chrf, token_f1
from eval.metrics.ranking import MEASURES
from eval.metrics.retrieval import passage_recall, rankings_scored
from kb_index.records import Span

EXACT = 1e-9
NAMES = {f"hit@{cut}": f"success_{cut}" for cut in (1, 5, 10)} | {"ndcg@10": "ndcg_cut_10"}
SIGNS = ["naïve", "ёлка", "日本", "👍🏽", "—", "x²", "№12"]
WORDS = ["счёт", "оплата", "возврат", "за", "год", "export", "order", "within", "10", *SIGNS]


def rankings(seed: int) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Ranked ids and relevant ids of queries; some found nothing, some find nothing relevant."""
    random = np.random.default_rng(seed)
    ids = [f"d{number}" for number in range(30)]
    ranked, relevant = {}, {}
    for number in range(20):
        ranked[f"q{number}"] = [str(one) for one in random.permutation(ids)[: random.integers(0, 25)]]
        relevant[f"q{number}"] = [str(one) for one in random.permutation(ids)[: random.integers(1, 12)]]
    return ranked, relevant


@pytest.mark.parametrize("seed", range(10))
def test_ranking_measures_are_those_of_trec_eval(seed: int) -> None:
    ranked, relevant = rankings(seed)
    qrels = {query: dict.fromkeys(wanted, 1) for query, wanted in relevant.items()}
    run = {query: {one: float(-place) for place, one in enumerate(found)} for query, found in ranked.items()}
    first_ten = {query: dict(list(found.items())[:10]) for query, found in run.items()}
    theirs = pytrec_eval.RelevanceEvaluator(qrels, {"success", "ndcg_cut"}).evaluate(run)
    reciprocal = pytrec_eval.RelevanceEvaluator(qrels, {"recip_rank"}).evaluate(first_ten)
    ours = rankings_scored(ranked, relevant)
    for query, found in ranked.items():
        wanted = {name: theirs[query][theirs_name] for name, theirs_name in NAMES.items()} if found else {}
        wanted |= {"mrr@10": reciprocal[query]["recip_rank"]} if found else dict.fromkeys(MEASURES, 0.0)
        assert ours[query] == pytest.approx(wanted, abs=EXACT)


def test_ndcg_is_that_of_scikit_learn_too() -> None:
    ranked, relevant = rankings(99)
    ours = rankings_scored(ranked, relevant)
    for query, found in ranked.items():
        everything = sorted({*found, *relevant[query]})
        gains = [[float(one in relevant[query]) for one in everything]]
        scores = [[float(len(found) - found.index(one)) if one in found else -1.0 for one in everything]]
        if len(found) >= 10:
            assert ours[query]["ndcg@10"] == pytest.approx(ndcg_score(gains, scores, k=10), abs=EXACT)


@pytest.mark.parametrize("seed", range(6))
def test_chrf_is_that_of_sacrebleu(seed: int) -> None:
    random = np.random.default_rng(seed)
    reference = CHRF()  # the metric of the command `sacrebleu -m chrf`
    for _ in range(30):
        text, gold = (" ".join(random.choice(WORDS, random.integers(1, 30))) for _ in range(2))
        assert chrf(text, gold) == pytest.approx(reference.sentence_score(text, [gold]).score / 100, abs=EXACT)


@pytest.mark.parametrize("text", ["", " \n", "x", "a b", "👍🏽", "Счёт!"])
def test_chrf_of_the_shortest_texts_is_that_of_sacrebleu(text: str) -> None:
    for gold in ("x", "Счёт оплачен", "a"):
        assert chrf(text, gold) == pytest.approx(CHRF().sentence_score(text, [gold]).score / 100, abs=EXACT)


@pytest.mark.parametrize("seed", range(4))
def test_token_f1_is_that_of_the_bags_that_scikit_learn_counts(seed: int) -> None:
    random = np.random.default_rng(seed)
    counted = CountVectorizer(token_pattern=r"\w+", preprocessor=lambda text: text.lower().replace("ё", "е"))
    for _ in range(20):
        text, gold = (" ".join(random.choice(WORDS, random.integers(1, 30))) for _ in range(2))
        ours, theirs = counted.fit_transform([text, gold]).toarray()
        common = np.minimum(ours, theirs).sum()
        precision, recall = (common / max(bag.sum(), 1) for bag in (ours, theirs))  # signs alone are no words
        wanted = 2 * precision * recall / (precision + recall) if common else 0.0
        assert token_f1(text, gold) == pytest.approx(wanted, abs=EXACT)


@pytest.mark.parametrize("seed", range(4))
def test_passage_recall_is_success_over_passages_judged_character_by_character(seed: int) -> None:
    random = np.random.default_rng(seed)
    values = []
    for _ in range(50):
        gold = Span(20, 20 + int(random.integers(1, 20)))
        passages = [
            ("a" if random.random() < 0.5 else "b", Span(int(start), int(start) + 8))
            for start in random.integers(0, 60, 12)
        ]
        judged = {
            f"p{place}": int(
                article == "a" and not set(range(one.start, one.end)).isdisjoint(range(gold.start, gold.end))
            )
            for place, (article, one) in enumerate(passages)
        }
        run = {"q": {name: float(-place) for place, name in enumerate(judged)}}
        theirs = pytrec_eval.RelevanceEvaluator({"q": judged}, {"success"}).evaluate(run)["q"]
        ours = passage_recall(passages, ("a", gold))
        assert ours == {f"passage_recall@{cut}": theirs[f"success_{cut}"] for cut in (1, 5, 10)}
        values.append(ours["passage_recall@5"])
    assert 0 < fmean(values) < 1
