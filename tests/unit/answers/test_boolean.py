"""True or false, in both languages."""

import pytest

from quizrnn.answers.check import check, expected
from quizrnn.answers.instance import draw
from quizrnn.bank.model import BooleanQuestion
from quizrnn.errors import Malformed
from quizrnn.text import pick

TRUE = ["t", "T", "true", "TRUE", "yes", "y", "对", "是", "正确", "Ｔ", " t. ", "√"]
FALSE = ["f", "False", "no", "N", "错", "否", "错误", "不对", "ｆ", "×"]


@pytest.mark.parametrize("key", [True, False])
def test_words(key):
    instance = draw(BooleanQuestion(id="b", stem="?", answer=key), 0)
    assert all(check(instance, word).correct is key for word in TRUE)
    assert all(check(instance, word).correct is not key for word in FALSE)
    assert check(instance, pick(expected(instance), "en")[0]).correct


@pytest.mark.parametrize("answer", ["", " ", "maybe", "2", "tf", "t f", "\x00"])
def test_malformed(answer):
    with pytest.raises(Malformed):
        check(draw(BooleanQuestion(id="b", stem="?", answer=True), 0), answer)
